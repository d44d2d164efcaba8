import { getDataset } from '../../../db/datasets.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { chunkRows } from '../../../db/series/pyramid.ts'
import { readValues } from '../../../db/series/series.ts'
import type { Tail, TailSeries } from '../../../db/series/append-rows.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Run } from '../../../shared/project.ts'
import type { Series } from '../../../shared/data/series.ts'
import { applySteps } from '../../../analysis/cleaning/apply.ts'
import { checkSteps } from '../../../analysis/cleaning/check.ts'
import { onRawRows, rawRows, sameRows } from '../../../analysis/cleaning/raw-rows.ts'
import { rowsAround } from '../../../analysis/cleaning/reach.ts'
import type { Cleaned } from '../../../analysis/cleaning/step.ts'
import type { Reach } from '../../../analysis/detectors/detector.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import { leastScored, reachOf } from '../../../analysis/detectors/reach.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import { cutSegments } from '../../../analysis/preprocessing/gaps.ts'
import { scoreSeries, type SeriesScores, type TrainedModel } from '../../../analysis/train-and-score.ts'
import { parseParams, type ParamSpecs } from '../../../shared/models/params.ts'

/** A model ready for use, with what is known of its training. */
export interface WatchModel {
  model: TrainedModel | Omit<TrainedModel, 'trainingScores' | 'history'>
  /** Rows of the dataset without a gap that a score needs. */
  window: number
  /** Rows of the dataset before and after a row that have a say in its score; before is Infinity where all of its stretch has. */
  reach: Reach
  /** Rows before and after a row that decide what cleaning makes of it. */
  around: number
  /** Rows after cleaning that a score needs. */
  least: number
}

/** Models of the last rounds, the one used longest ago first; what is in here can be read again at any time. */
const kept = new Map<string, WatchModel>()
const mostKept = 500

/** The model of a run under watch. Throws bad-input with a sentence for one that cannot score what comes row by row. */
export function watchModel(db: Project, run: Run): WatchModel {
  const key = `${db.name} ${run.model.id} ${run.model.created}`
  const there = kept.get(key)
  if (there) return there
  if (run.model.kind === 'ensemble')
    throw badInput(`"${run.name}" is made of several runs. Watch with one of them: choose it with --run.`)
  const model = unpackModel(readModelData(db, run.model.id).data)
  const { around, rawPerRow } = rowsAround(model.cleaning ?? [], getDataset(db, run.dataset).stepMs)
  const detector = detectorById(model.detector)
  if (detector.learns === 'nothing')
    throw badInput(
      `"${run.name}" compares data with themselves and has learnt nothing, so new rows alone have no score. Choose a run whose detector learns from normal data.`,
    )
  const params = parseParams<ParamSpecs>(detector.params, model.params)
  if (detector.wholeSeries?.(params))
    throw badInput(
      `"${run.name}" compares every part of its data with all others, so new rows alone have no score. Choose a run of another detector.`,
    )
  const least = leastScored(detector, params, model.channels.length)
  const { before, after } = reachOf(detector, params, model.channels.length)
  const raw = (rows: number) => Math.ceil(rows * rawPerRow)
  // Where a stretch was too short so far, rows that fill it are scored too.
  const reach = { before: raw(Math.max(before, least - 1)), after: raw(Math.max(after, least - 1)) }
  const loaded = { model, least, around, window: raw(least), reach }
  kept.set(key, loaded)
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
  return loaded
}

/** Scores as they lie behind the tail's row `from`, a chunk's first: of the run, then contributions and expected values. */
export interface ScoredTail {
  series: TailSeries[]
  scores: Float64Array
  contributions: Float64Array[]
  /** Row of the tail from which scores are new. */
  firstScored: number
}

/**
 * Scores what is new at the end of a dataset, and the rows before it whose scores it changes. Rows in stretches that are too short for the
 * detector are not assessed.
 */
export async function scoreTail(
  db: Project,
  run: Run,
  { model, reach, around, least }: WatchModel,
  tail: Tail,
  job: Job,
): Promise<ScoredTail> {
  const { dataset, times, values, from } = tail
  const steps = model.cleaning ?? []
  const { channels } = checkSteps(steps, dataset.channels)
  const missing = model.channels.find((name) => !channels.some((one) => one.name === name))
  if (missing !== undefined)
    throw badInput(
      `The model of "${run.name}" needs channel "${missing}", which "${dataset.name}" does not have any more. Name it so again, or choose another run.`,
    )
  const changed = tail.firstChanged - from
  const firstScored = Math.max(0, changed - reach.after - around)
  const context = Math.max(0, firstScored - reach.before - around)
  const part: Series = {
    times: times.subarray(context),
    channels: dataset.channels.map(({ name, unit }) => ({ name, unit })),
    values: values.map((channel) => channel.subarray(context)),
  }
  const cleaned = applySteps(part, steps, dataset.stepMs || null)
  const isLong = cutSegments(pick(cleaned.series, model.channels)).some((segment) => segment.times.length >= least)
  const own = isLong ? await scoreSeries(model, cleaned.series, {}, job) : null
  const scored = own && onRowsOf(part, cleaned, own, dataset.stepMs || null)
  const at = Math.floor((from + firstScored) / chunkRows) * chunkRows
  const merged = (series: number | undefined, fresh: Float64Array | Float32Array | undefined) => {
    const own = new Float64Array(from + times.length - at).fill(NaN)
    if (series !== undefined && at < dataset.rows) {
      const old = readValues(db, series, at, dataset.rows - 1)
      for (let i = 0; i < own.length; i++) {
        const was = tail.origin[at - from + i]
        if (was >= at) own[i] = old[was - at]
      }
    }
    for (let i = firstScored; i < times.length; i++) own[from + i - at] = fresh ? fresh[i - context] : NaN
    return own
  }
  const ids = [run.scores!, ...run.contributions, ...run.expected]
  const fresh = [scored?.scores, ...(scored?.contributions ?? []), ...(scored?.expected ?? [])]
  const series = ids.map((id, i) => ({ series: id, from: at, values: merged(id, fresh[i]) }))
  const whole = (values: Float64Array) => {
    const own = new Float64Array(times.length).fill(NaN)
    own.set(values, at - from)
    return own
  }
  // Alarms are looked for a while back: what lies before the rewritten chunk is read.
  const scores = whole(series[0].values)
  const before = at - from
  if (before > 0) scores.set(readValues(db, run.scores!, from, at - 1).subarray(0, before))
  return {
    series,
    scores,
    contributions: series.slice(1, 1 + run.contributions.length).map((one) => whole(one.values)),
    firstScored,
  }
}

/** Scores of cleaned rows for the rows that they were made of. */
function onRowsOf(part: Series, { series, span }: Cleaned, scored: SeriesScores, stepMs: number | null) {
  if (sameRows(part.times, series.times)) return scored
  const rows = rawRows(part.times, series.times, span, scored.scores, stepMs)
  return {
    ...scored,
    scores: onRawRows(scored.scores, rows),
    contributions: scored.contributions?.map((values) => onRawRows(values, rows)),
    expected: scored.expected?.map((values) => onRawRows(values, rows)),
  }
}

const pick = (series: Series, names: string[]): Series => {
  const places = names.map((name) => series.channels.findIndex((one) => one.name === name))
  return { ...series, channels: places.map((c) => series.channels[c]), values: places.map((c) => series.values[c]) }
}
