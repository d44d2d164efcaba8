import { z } from 'zod'
import { candidateSource } from '../labels/candidates.ts'
import type { Id } from '../project.ts'
import { watchSettings, type WatchSettings } from './watch.ts'
import type { Severity } from './alarms.ts'

/** What can be watched beside a run: the rules and searches that propose labels, but those that ask a run. */
const rules = ['limit', 'flat', 'rate', 'missing', 'run-rules', 'similar'] as const
export const ruleSource = candidateSource.refine(({ kind }) => rules.some((one) => one === kind), {
  error: 'A monitor watches a rule, a search, a control chart, or a run by its number.',
})

/**
 * A rule with what it compares with, as the rows were when it was saved: new rows do not move their own limits. channels — scale: a tenth
 * of the channel's range; centre, sigma: of a control chart; every: of so many rows one had a value; example: the searched shape. least —
 * 0…1, from this correlation with the example on it is found.
 */
export const watchedRule = z.object({
  source: ruleSource,
  channels: z.array(
    z.object({
      id: z.number().int().positive(),
      scale: z.number(),
      centre: z.number().optional(),
      sigma: z.number().optional(),
      every: z.number().positive().optional(),
      example: z.array(z.number()).max(100_000).optional(),
    }),
  ),
  least: z.number().min(0).max(1).default(0.9),
})
export type WatchedRule = z.output<typeof watchedRule>

export const monitorSettings = watchSettings.omit({ retrainAfter: true })

/** A rule or a run that new rows of a dataset are held against. */
export interface Monitor {
  id: Id
  dataset: Id
  name: string
  run: Id | null
  rule: WatchedRule | null
  /** null = by how far the score rises above its threshold. */
  severity: Severity | null
  settings: Omit<WatchSettings, 'retrainAfter'>
  state: 'on' | 'paused'
  /** Alarms begin after it; epoch ms. */
  since: number
  /** The last time that it has judged; epoch ms. */
  judged: number | null
  /** Why it judges nothing, in a sentence. */
  trouble: string | null
  created: number
}

/** A line of the board: a monitor, or the run in force of a dataset under watch (monitor null). */
export interface MonitorState {
  monitor: Id | null
  dataset: Id
  name: string
  /** "rule", "search", "control chart", "run", or "run in force". */
  kind: string
  /** In words, what it looks at. */
  what: string
  state: 'alarm' | 'new alarms' | 'quiet' | 'not looked yet' | 'paused' | 'trouble'
  trouble: string | null
  judged: number | null
  /** Alarms of its last seven days of data, all, and those that nobody has answered. */
  week: number
  all: number
  unanswered: number
  /** Start of its last alarm; epoch ms. */
  last: number | null
  severity: Severity | null
}

/** What a monitor would have raised on the rows that are there. perWeek — of data. */
export interface MonitorTrial {
  alarms: number
  rows: number
  perWeek: number
  last: { start: number; end: number } | null
}
