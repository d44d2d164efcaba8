import { noteJudged } from '../../../db/watch/monitors.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { sql } from '../../../db/file/statement.ts'
import type { Tail, TailSeries } from '../../../db/series/append-rows.ts'
import { asFound } from '../../../shared/runs/detected-ranges.ts'
import { badInput, StudioError, toPlainError } from '../../../shared/errors.ts'
import type { Monitor, WatchedRule } from '../../../shared/watch/monitors.ts'
import type { Run } from '../../../shared/project.ts'
import type { WatchSettings } from '../../../shared/watch/watch.ts'
import type { AlarmRule } from '../../../analysis/alarms.ts'
import type { Reach } from '../../../analysis/detectors/detector.ts'
import type { Job } from '../../../analysis/job.ts'
import { ruleChannels, ruleReach, ruleScores } from '../../../analysis/monitors/rule-scores.ts'
import { modeThresholds, storeSteps } from './mode-thresholds.ts'
import { channelsOf, raiseAlarms, ruleOf, storeDetections, type Judged } from './raise.ts'
import { scoreTail, watchModel, type ScoredTail } from './score-tail.ts'

/** Who looks at the new rows of a dataset: the run in force (monitor null), a run, or a rule. */
export interface Watcher {
  monitor: Monitor | null
  run: Run | null
  rule: AlarmRule
  since: number
  /** Rows that are looked at together. */
  window: number
  /** Rows before and after a row that have a say in its score. */
  reach: Reach
  /** Rows around each of these that cleaning looks at. */
  around: number
}

/** A watcher's view of a tail, before anything is written; trouble — why it has none. */
export interface Look {
  watcher: Watcher
  judged: Judged | null
  scored: ScoredTail | null
  trouble: string | null
}

/** Throws bad-input where the run cannot score what comes row by row. */
export function watcherOfRun(
  db: Project,
  run: Run,
  stepMs: number,
  { settings, since }: { settings: Omit<WatchSettings, 'retrainAfter'>; since: number },
  monitor: Monitor | null,
): Watcher {
  const { window, reach, around } = watchModel(db, run)
  return { monitor, run, window, reach, around, since, rule: ruleOf(settings, run.threshold, stepMs, window) }
}

/** Those monitors that can look, and a sentence for each that cannot. The run in force is no monitor besides. */
export function watchersOf(
  db: Project,
  monitors: readonly Monitor[],
  stepMs: number,
  inForce: number | null,
): { watchers: Watcher[]; troubled: { monitor: Monitor; trouble: string }[] } {
  const watchers: Watcher[] = []
  const troubled: { monitor: Monitor; trouble: string }[] = []
  for (const monitor of monitors) {
    if (monitor.state !== 'on' || (monitor.run !== null && monitor.run === inForce)) continue
    try {
      if (monitor.run !== null) watchers.push(watcherOfRun(db, getRun(db, monitor.run), stepMs, monitor, monitor))
      else {
        if (monitor.rule === null) throw badInput('Its rule cannot be read. Save it anew.')
        const window = Math.max(1, ruleReach(monitor.rule))
        const rule = ruleOf(monitor.settings, asFound, stepMs, 1)
        const reach = { before: window, after: window }
        watchers.push({ monitor, run: null, window, reach, around: 0, since: monitor.since, rule })
      }
    } catch (error) {
      troubled.push({ monitor, trouble: sentenceOf(error) })
    }
  }
  return { watchers, troubled }
}

/**
 * What a watcher says of a tail. One of a monitor stops nobody else; throws what the run in force throws. before — looks at the same tail:
 * monitors of one run share its scores.
 */
export async function lookAtTail(
  db: Project,
  watcher: Watcher,
  tail: Tail,
  before: readonly Look[],
  job: Job,
): Promise<Look> {
  try {
    return watcher.run ? await byRun(db, watcher, watcher.run, tail, before, job) : byRule(watcher, tail)
  } catch (error) {
    if (watcher.monitor === null || (error instanceof StudioError && error.code === 'cancelled')) throw error
    return { watcher, judged: null, scored: null, trouble: sentenceOf(error) }
  }
}

const sentenceOf = (error: unknown) => {
  const plain = toPlainError(error)
  if (plain.code === 'internal' || plain.code === 'disk-full') throw error
  return plain.message
}

async function byRun(
  db: Project,
  watcher: Watcher,
  run: Run,
  tail: Tail,
  before: readonly Look[],
  job: Job,
): Promise<Look> {
  const same = before.find((look) => look.watcher.run?.id === run.id && look.scored !== null)
  const scored = same?.scored ?? (await scoreTail(db, run, watchModel(db, run), tail, job))
  const threshold = run.thresholdValue
  if (threshold === null) return { watcher, judged: null, scored, trouble: null }
  return {
    watcher,
    scored,
    trouble: null,
    judged: {
      origin: { run: run.id, monitor: watcher.monitor?.id ?? null },
      scores: scored.scores,
      firstScored: scored.firstScored,
      threshold,
      thresholds: modeThresholds(db, run, tail),
      channelsOf: channelsOf(db, run, tail, scored),
    },
  }
}

function byRule(watcher: Watcher, tail: Tail): Look {
  const rule = watcher.monitor!.rule!
  const values = valuesOf(rule, tail)
  const found = ruleScores(rule, values.values, tail.times)
  return {
    watcher,
    scored: null,
    trouble: null,
    judged: {
      origin: { run: null, monitor: watcher.monitor!.id },
      scores: found.scores,
      firstScored: Math.max(0, tail.firstChanged - tail.from - watcher.window),
      threshold: 1,
      thresholds: null,
      channelsOf: (one) => ruleChannels(rule, found, values.values, values.names, one),
    },
  }
}

function valuesOf({ channels }: WatchedRule, { dataset, values }: Tail) {
  const places = channels.map(({ id }) => dataset.channels.findIndex((one) => one.id === id))
  if (places.some((place) => place < 0))
    throw badInput(`"${dataset.name}" does not have all of the channels of this monitor any more. Save it anew.`)
  return { values: places.map((c) => values[c]), names: places.map((c) => dataset.channels[c].name) }
}

/** Series of scores to be written with the rows. */
export const seriesOf = (looks: readonly Look[]): TailSeries[] =>
  [...new Set(looks.map(({ scored }) => scored))].flatMap((scored) => scored?.series ?? [])

/** Alarms of all that looked, and how far each has judged. To be called in the transaction that writes the rows. */
export function raiseAll(db: Project, tail: Tail, looks: readonly Look[]): { raised: number[]; changed: number[] } {
  const all = { raised: [] as number[], changed: [] as number[] }
  const end = tail.times[tail.times.length - 1]
  const counted = new Set<ScoredTail>()
  for (const { watcher, judged, scored, trouble } of looks) {
    const { monitor, run, rule, since } = watcher
    if (monitor) noteJudged(db, monitor.id, trouble === null ? end : null, trouble)
    if (run && scored && !counted.has(scored)) {
      counted.add(scored)
      countAssessed(db, run, scored.scores, tail)
    }
    if (!judged) continue
    const { raised, changed, found } = raiseAlarms(db, tail, judged, { rule, since })
    all.raised.push(...raised)
    all.changed.push(...changed)
    if (!run) continue
    storeDetections(db, run.id, tail.from, tail.times, judged.scores, found)
    if (judged.thresholds) storeSteps(db, run, tail, judged.thresholds)
  }
  return all
}

/** Highest new score, and how many more rows are assessed. */
function countAssessed(db: Project, run: Run, scores: Float64Array, { origin }: Tail): void {
  let [most, n] = [-Infinity, 0]
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) continue
    if (scores[i] > most) most = scores[i]
    if (origin[i] < 0) n++
  }
  sql(
    db,
    `UPDATE run SET max_score = nullif(max(coalesce(max_score, -1e308), coalesce(?, -1e308)), -1e308), assessed = assessed + ? WHERE id = ?`,
  ).run(Number.isFinite(most) ? most : null, n, run.id)
}
