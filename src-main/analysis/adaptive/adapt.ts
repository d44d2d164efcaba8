import type { AdaptiveSettings, DriftPoint, DriftReport } from '../../shared/watch/drift.ts'
import { badInput, StudioError, toPlainError } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import { scoreSeries, trainDetector, type SeriesScores, type TrainedModel } from '../train-and-score.ts'
import type { AnyDetector, ThresholdChoice } from '../detectors/detector.ts'
import type { Job } from '../job.ts'
import { cutSegments, usualStep } from '../preprocessing/gaps.ts'
import { thresholdById } from '../thresholds/index.ts'
import { kolmogorovSmirnov, reference, stabilityIndex } from '../drift/distances.ts'
import { NormalRows } from './normal-rows.ts'
import { Refusals } from './refusals.ts'
import { joined } from '../math/joined.ts'

/**
 * params, threshold — the detector's, as given. train — rows to begin with, all before the first row that is scored. begin — a model that has
 * learnt from these rows already, with the threshold that is in force for it: nothing is trained to begin with. anomalous — [n], 1 inside a
 * labelled anomaly, which is never learnt from; normal — [n], 1 where a person called normal what the model finds strange.
 */
export interface AdaptiveOptions {
  begin?: { model: TrainedModel; threshold: number; rows: number }
  anomalous?: Uint8Array | null
  normal?: Uint8Array | null
  params: Record<string, unknown>
  threshold: ThresholdChoice
  train: RowRange[]
  settings: AdaptiveSettings
}

/**
 * scores — [n], each in units of the threshold of the model that gave it: above 1 is anomalous, whichever model it was. NaN up to
 * the last row of the first training. contributions, expected — [channel][n], where the detector gives them. models — [n], number of the model that scored the row, 0 = the first. learned — per model, the
 * rows it learned from. model — the last one.
 */
export interface Adapted {
  scores: Float64Array
  contributions?: Float32Array[]
  expected?: Float32Array[]
  models: Uint16Array
  learned: RowRange[][]
  model: TrainedModel
  /** Of the last model. */
  threshold: number
  drift: DriftReport
  trainSeconds: number
}

/** A model in use: its threshold, and what its scores are divided by. */
interface InUse {
  model: TrainedModel
  threshold: number
}

/**
 * Scores a series in the order of time while going on learning, after AdaptiveSTEN of the STEN tutorials: each batch is scored by the
 * model that the data before it made; what is not anomalous is kept; after U new normal points the model is trained on with the last W, or anew where its detector cannot go on.
 * So no point is ever scored by a model that has seen it. A new model is taken only if it trains without an error and does not call
 * most of its own training data anomalous; else the last good one stays. Drift is reported against the first training data.
 * Throws bad-input for detectors that learn from labels or nothing, and where the first training fails.
 */
export async function adapt(
  detector: AnyDetector,
  series: Series,
  options: AdaptiveOptions,
  job: Job,
): Promise<Adapted> {
  if (detector.learns !== 'normal')
    throw badInput(
      `"${detector.name}" learns ${detector.learns === 'labels' ? 'from labels' : 'nothing'}: only detectors that learn from normal data can adapt.`,
    )
  const n = series.times.length
  const start = options.train.reduce((last, range) => Math.max(last, range.last), -1) + 1
  if (start >= n) throw badInput('The training data reach to the last row: nothing is left to score.')
  const began = performance.now()
  let current: InUse = options.begin ?? (await trained(detector, series, options, options.params, options.train, job))
  let trainSeconds = (performance.now() - began) / 1000
  const params = current.model.params
  const least = detector.needs(params, current.model.channels.length).score
  const settings = complete(options, least, detector.family === 'deep')
  const learned = [options.train]
  const buffer = new NormalRows(n, options.train)
  const drift = driftWatch(series, options.train, settings.keep)
  const scores = new Float64Array(n).fill(NaN)
  const models = new Uint16Array(n)
  const report: DriftReport = { channels: series.channels.map((c) => c.name), points: [], updates: [], settings }
  let contributions: Float32Array[] | undefined
  let expected: Float32Array[] | undefined
  let sinceDrift = 0
  let alarmed = 0
  let clean = start
  const refusing = new Refusals(options.anomalous ?? null)

  for (let from = start; from < n; from += settings.batch) {
    await job.checkpoint({ phase: 'Scoring and adapting', done: from - start, total: n - start, unit: 'rows' })
    const to = Math.min(n, from + settings.batch)
    const batch = await scoreBatch(current, series, from, to, least, job)
    if (batch) {
      scores.set(batch.scores, from)
      contributions = put(contributions, batch.contributions, from, n)
      expected = put(expected, batch.expected, from, n)
    }
    models.fill(learned.length - 1, from, to)
    for (let row = from; row < to; row++) {
      const isStrange = scores[row] > 1 && !options.normal?.[row]
      alarmed = isStrange ? alarmed + 1 : 0
      const add = (one: number) => refusing.lets(one) && buffer.add(one)
      if (!isStrange) {
        if (row >= clean) add(row)
      } else {
        refusing.strange++
        const isNew = settings.acceptAfter > 0 && alarmed >= settings.acceptAfter
        // A part of the windows beside a strange stretch is strange too: as many rows as are strange, and half a window at most.
        const around = isNew ? 0 : Math.min(Math.floor(least / 2), alarmed)
        buffer.drop(Math.max(start, row - alarmed + 1 - around), row - alarmed + 1)
        clean = row + 1 + around
        if (alarmed === settings.acceptAfter) for (let back = row - alarmed + 1; back <= row; back++) add(back)
        else if (settings.acceptAfter > 0 && alarmed > settings.acceptAfter) add(row)
      }
    }
    sinceDrift += to - from
    if (sinceDrift >= settings.updateEvery || to === n) {
      sinceDrift = 0
      report.points.push(drift(to))
    }
    if (buffer.fresh < settings.updateEvery || to === n) continue
    buffer.fresh = 0
    const rows = buffer.latest(settings.keep, to)
    const updateBegan = performance.now()
    const last = current.model
    const next = await candidate(() => trained(detector, series, options, params, rows, job, last))
    trainSeconds += (performance.now() - updateBegan) / 1000
    const count = rows.reduce((sum, range) => sum + range.last - range.first + 1, 0)
    report.updates.push({
      time: series.times[to - 1],
      rows: count,
      kept: typeof next !== 'string',
      note: typeof next === 'string' ? next : '',
      from: rows.length > 0 ? series.times[rows[0].first] : series.times[to - 1],
      ...refusing.take(series.times),
    })
    if (typeof next === 'string') continue
    current = next
    learned.push(rows)
  }
  const rest = refusing.take(series.times)
  const last = report.updates.at(-1)
  // What came after the last update was refused all the same.
  if (last) {
    last.strange = (last.strange ?? 0) + rest.strange
    last.swallowed = [...(last.swallowed ?? []), ...rest.swallowed]
  } else if (rest.swallowed.length > 0 || rest.strange > 0)
    report.updates.push({
      time: series.times[n - 1],
      rows: 0,
      kept: false,
      note: 'Too little new was normal to learn from.',
      ...rest,
    })
  const { model, threshold } = current
  return { scores, contributions, expected, models, learned, model, threshold, drift: report, trainSeconds }
}

async function trained(
  detector: AnyDetector,
  series: Series,
  { threshold }: AdaptiveOptions,
  params: Record<string, unknown>,
  rows: RowRange[],
  job: Job,
  before?: TrainedModel,
): Promise<InUse> {
  const model = await trainDetector(detector, series, { params, ranges: rows, before }, job)
  const rule = thresholdById(threshold.rule)
  const specs: ParamSpecs = rule.params
  const value = rule.compute(
    { training: model.trainingScores, scored: model.trainingScores, labels: null, stepMs: usualStep(series.times) },
    parseParams(specs, threshold.params),
  )
  return { model, threshold: value }
}

/** The new model, or why it is not taken. */
async function candidate(train: () => Promise<InUse>): Promise<InUse | string> {
  try {
    const next = await train()
    const alarms = next.model.trainingScores.reduce((count, score) => count + Number(score > next.threshold), 0)
    if (!Number.isFinite(next.threshold) || next.threshold <= 0) return 'The new model found no usable threshold.'
    if (alarms > next.model.trainingScores.length / 2)
      return 'The new model called most of what it learned from anomalous.'
    return next
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled') throw error
    return toPlainError(error).message
  }
}

/** Rows from…to (exclusive), with what lies before them as context: a window of the first one reaches back. null where none can be assessed. */
async function scoreBatch(
  { model, threshold }: InUse,
  series: Series,
  from: number,
  to: number,
  least: number,
  job: Job,
): Promise<Omit<SeriesScores, 'assessed'> | null> {
  if (!(threshold > 0)) throw badInput('The training scores give no threshold above 0: choose another threshold rule.')
  const first = Math.max(0, from - least + 1)
  const part: Series = {
    ...series,
    times: series.times.subarray(first, to),
    values: series.values.map((v) => v.subarray(first, to)),
  }
  if (!cutSegments(part).some((segment) => segment.times.length >= least)) return null
  const { scores, contributions, expected } = await scoreSeries(model, part, {}, job)
  const own = (channels?: Float32Array[]) => channels?.map((channel) => channel.subarray(from - first))
  return {
    scores: scores.subarray(from - first).map((score) => score / threshold),
    contributions: own(contributions),
    expected: own(expected),
  }
}

/** Puts a batch's part into the whole, which is made with the first one. */
function put(
  whole: Float32Array[] | undefined,
  part: Float32Array[] | undefined,
  at: number,
  n: number,
): Float32Array[] | undefined {
  const into = whole ?? part?.map(() => new Float32Array(n).fill(NaN))
  part?.forEach((channel, c) => into![c].set(channel, at))
  return into
}

/**
 * A batch holds at least half a window, or context would cost more than scoring; an update looks at as much as the first training did,
 * after a tenth of it is new, or a quarter where training takes long.
 */
function complete({ settings, train, begin }: AdaptiveOptions, least: number, slow: boolean): DriftReport['settings'] {
  const rows = Math.max(
    train.reduce((sum, range) => sum + range.last - range.first + 1, 0),
    begin?.rows ?? 0,
  )
  return {
    batch: settings.batch ?? Math.max(16, Math.ceil(least / 2)),
    updateEvery: settings.updateEvery ?? Math.max(16, Math.ceil(rows / (slow ? 4 : 10))),
    keep: settings.keep ?? rows,
    acceptAfter: settings.acceptAfter,
  }
}

/** Compares the last `keep` rows before one with the first training data, channel by channel. */
function driftWatch(series: Series, train: RowRange[], keep: number): (end: number) => DriftPoint {
  const known = series.values.map((values) =>
    reference(joined(train.map(({ first, last }) => values.subarray(first, last + 1)))),
  )
  return (end) => {
    const latest = series.values.map((values) => values.subarray(Math.max(0, end - keep), end).filter(Number.isFinite))
    const both = known.map((sorted, c) =>
      sorted.length > 0 && latest[c].length > 0 ? { sorted, values: latest[c] } : null,
    )
    return {
      time: series.times[end - 1],
      psi: both.map((pair) => (pair ? stabilityIndex(pair.sorted, pair.values) : NaN)),
      ks: both.map((pair) => (pair ? kolmogorovSmirnov(pair.sorted, reference(pair.values)) : NaN)),
    }
  }
}
