import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import { asFound } from '../../../shared/runs/detected-ranges.ts'
import type { MonitorTrial, WatchedRule } from '../../../shared/watch/monitors.ts'
import type { Dataset } from '../../../shared/project.ts'
import { disturbances } from '../../../analysis/alarms.ts'
import { normalParts } from '../../../analysis/control-charts/out-of-control.ts'
import { individualsLimits } from '../../../analysis/control-charts/limits.ts'
import type { Job } from '../../../analysis/job.ts'
import { valuesWhere } from '../../../analysis/math/present.ts'
import { ruleScores } from '../../../analysis/monitors/rule-scores.ts'
import type { EngineCalls } from '../../protocol.ts'
import { thresholdByRow } from '../runs/modes.ts'
import { withProject } from '../with-project.ts'
import { alikeByMode, ruleOf } from './raise.ts'
import { watchModel } from './score-tail.ts'

type Args = EngineCalls['tryMonitor']['args']
const week = 7 * 86_400_000
/** A channel that has a value more seldom than in so many rows cannot be followed from row to row. */
const mostApart = 1000

/**
 * A rule with what it compares with, as the rows are now, and, where that is wished, what it, or a run, would have raised on them. Stores
 * nothing. Throws bad-input for what cannot watch.
 */
export function tryMonitor(args: Args, job: Job): Promise<EngineCalls['tryMonitor']['result']> {
  return withProject(args.project, async (db) => {
    const dataset = getDataset(db, args.dataset)
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const times = readTimes(db, dataset.id)
    if (args.source === null) return { rule: null, trial: ofRun(db, dataset, args, times) }
    const rule = watched(db, dataset, args.source, args.least, times)
    if (!args.tried) return { rule, trial: null }
    const values = rule.channels.map(({ id }) => readValues(db, dataset.channels.find((one) => one.id === id)!.series))
    const { scores } = ruleScores(rule, values, times)
    const timing = ruleOf(args.settings, asFound, dataset.stepMs, 1)
    return { rule, trial: trialOf(disturbances(scores, times, 1, timing, dataset.stepMs), times) }
  })
}

function ofRun(
  db: Project,
  dataset: Dataset,
  { run: id, settings, tried }: Args,
  times: Float64Array,
): MonitorTrial | null {
  if (id === null) throw badInput('Say what is to be watched: a rule, a search, a control chart or a run.')
  const run = getRun(db, id)
  if (run.dataset !== dataset.id) throw badInput(`"${run.name}" is a run of another dataset.`)
  if (run.scores === null || run.thresholdValue === null)
    throw badInput(`"${run.name}" has no scores or no threshold yet.`)
  const { window } = watchModel(db, run)
  if (!tried) return null
  const threshold = run.thresholdValue
  const thresholds = thresholdByRow(db, run, times)
  const alike = alikeByMode({ scores: readValues(db, run.scores), threshold, thresholds })
  const timing = ruleOf(settings, run.threshold, dataset.stepMs, window)
  return trialOf(disturbances(alike, times, threshold, timing, dataset.stepMs), times)
}

function trialOf(found: ReturnType<typeof disturbances>, times: Float64Array): MonitorTrial {
  const last = found.at(-1)
  const span = times.length > 1 ? times[times.length - 1] - times[0] : 0
  return {
    alarms: found.length,
    rows: times.length,
    perWeek: span > 0 ? (found.length * week) / span : 0,
    last: last ? { start: times[last.first], end: times[last.last] } : null,
  }
}

/** The rule with the limits, scales and the example that the rows give now. Throws bad-input where they give none. */
function watched(
  db: Project,
  dataset: Dataset,
  source: NonNullable<Args['source']>,
  least: number,
  times: Float64Array,
): WatchedRule {
  const wanted = 'channels' in source ? source.channels : []
  const chosen = dataset.channels.filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  if (chosen.length < wanted.length) throw badInput(`"${dataset.name}" does not have all of these channels any more.`)
  const rule: WatchedRule = {
    source,
    least,
    channels: chosen.map(({ id, min, max }) => ({ id, scale: ((max ?? 0) - (min ?? 0)) / 10 || 1 })),
  }
  if (source.kind === 'run-rules') {
    const { normal } = source
    const flags = normal && Uint8Array.from(times, (t) => Number(t >= normal.start && t <= normal.end))
    rule.channels = chosen.map(({ name, series }, c) => {
      const values = readValues(db, series)
      const parts = normalParts({ times, values }, flags)
      if (parts.reduce((n, part) => n + part.length, 0) < 2)
        throw badInput(
          `"${name}" has fewer than two values in the rows that are called normal: no limit can be made from it.`,
        )
      const { centre, sigma } = individualsLimits(parts, source.spread)
      const present = valuesWhere(values, Number.isFinite).length
      return { ...rule.channels[c], centre, sigma, every: Math.min(mostApart, Math.ceil(values.length / present)) }
    })
  }
  if (source.kind === 'similar') {
    const first = times.findIndex((time) => time >= source.start)
    const last = times.findLastIndex((time) => time <= source.end)
    if (first < 0 || last - first < 3)
      throw badInput(
        `The example holds ${Math.max(0, last - first + 1)} rows, and at least 4 are needed to tell what is like it.`,
      )
    rule.channels = chosen.flatMap(({ series }, c) => {
      const example = [...readValues(db, series, first, last)]
      return example.some(Number.isNaN) ? [] : [{ ...rule.channels[c], example }]
    })
    if (rule.channels.length === 0)
      throw badInput('Values are missing inside the example, so nothing can be compared with it.')
  }
  return rule
}
