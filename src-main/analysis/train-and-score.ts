import type { CleaningStep } from '../shared/data/cleaning.ts'
import { counted } from '../shared/counted.ts'
import { badInput } from '../shared/errors.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../shared/models/params.ts'
import type { RowRange, Segment, Series, TimeRange } from '../shared/data/series.ts'
import type { AnyDetector, DataShape, SegmentScores } from './detectors/detector.ts'
import { detectorById, detectors } from './detectors/index.ts'
import { onnxDetector } from './detectors/onnx.ts'
import { leastScored, reachOf } from './detectors/reach.ts'
import type { EpochEntry, Job } from './job.ts'
import { cutSegments, usualStep, slice } from './preprocessing/gaps.ts'
import { clipped, mergedRows } from './preprocessing/row-ranges.ts'
import { dominantPeriod, vusWindow } from './preprocessing/period.ts'
import { joined } from './math/joined.ts'
import { usualOf } from './strangest/usual.ts'
import type { Usual } from '../shared/runs/strangest.ts'
import { checkModelData, damagedModel, usingModel } from './model-check.ts'
import { assessedIn } from './math/present.ts'

/**
 * A trained detector: plain data that survives structured clone and `packModel`.
 * params — complete, the automatic ones turned into numbers. channels — names, in the order the model expects.
 * trainingScores — window scores where the detector gives them, else point scores, of the data it was trained on
 *   (or of the part held out, where the detector asks for that), without NaN; empty for detectors that learn nothing.
 * usual — what the scores of the same rows usually are, row by row; missing in models of detectors that learn nothing, and in those of older versions.
 * leftOut — names of channels without one value, which the model knows nothing of. rowsUsed — training points.
 * cleaning — the steps that its series had been through, and that any other must go through before it is scored. seconds — training and scoring of the training data.
 */
export interface TrainedModel {
  detector: string
  version: number
  params: ParamValues
  channels: string[]
  data: unknown
  trainingScores: Float64Array
  usual?: Usual
  history: EpochEntry[]
  rowsUsed: number
  seconds: number
  leftOut?: string[]
  cleaning?: CleaningStep[]
}

/**
 * params — as given by the person, unparsed: text is accepted, missing ones are adapted to the data or take their default.
 * ranges — where to train, null = everywhere. labels — [n], 1 inside an accepted label; only detectors that learn from
 * labels look at them. maxGapSteps — a longer step than this many usual steps is a gap (default 5).
 * before — a model of the same detector, parameters and channels to go on from, where the detector can.
 */
export interface TrainOptions {
  params?: Record<string, unknown>
  ranges?: (TimeRange | RowRange)[] | null
  labels?: Uint8Array | null
  maxGapSteps?: number
  before?: TrainedModel
}

/**
 * scores — [n], higher = stranger, NaN = not assessed; contributions, expected — [model channel][n], NaN where not assessed;
 * windowScores — those of all assessed segments, one after the other; assessed — number of finite scores. note — for the person.
 */
export interface SeriesScores {
  scores: Float64Array
  contributions?: Float32Array[]
  expected?: Float32Array[]
  windowScores?: Float64Array
  assessed: number
  note?: string
}

/**
 * Trains a detector: completes its parameters, cuts the series at gaps and missing values, checks that there is enough,
 * trains, and scores the training data for the threshold rules.
 * Throws bad-input with a sentence where parameters, ranges, labels or the amount of data do not allow it.
 */
export async function trainDetector(
  detector: AnyDetector,
  given: Series,
  options: TrainOptions,
  job: Job,
): Promise<TrainedModel> {
  const began = performance.now()
  if (given.channels.length === 0) throw badInput('There is no channel to train on.')
  const { series, empty } = withoutEmptyChannels(given)
  const { params, train } = prepareTraining(detector, series, options)
  if (detector.learns === 'labels') checkLabels(detector, train)

  const before: unknown = detector.continues ? options.before?.data : undefined
  const fit = async (segments: Segment[], to: Job) => ({
    data: (await detector.fit(segments, params, to, before)) as unknown,
    params,
  })
  const [front, back] = heldOut(detector, params, train)
  const unseen = back ? await scoresOf(detector, await fit(front, job), back, job) : null
  const history: EpochEntry[] = []
  const { data } = await fit(train, withHistory(job, history))
  const learnt =
    detector.learns === 'nothing' ? null : (unseen ?? (await scoresOf(detector, { data, params }, train, job)))
  // Of no score at all the detector says why.
  if (learnt?.scores.length === 0) detector.remark?.(data, Float64Array.of(NaN))
  return {
    detector: detector.id,
    version: detector.version,
    params,
    channels: series.channels.map((channel) => channel.name),
    data,
    trainingScores: learnt?.scores ?? new Float64Array(0),
    ...(learnt?.usual && { usual: learnt.usual }),
    history,
    rowsUsed: count(train),
    seconds: (performance.now() - began) / 1000,
    ...(empty.length > 0 && { leftOut: empty }),
  }
}

/** The series without the channels that have not one value (all of them stay where none has one), and the names of these. */
export function withoutEmptyChannels(series: Series): { series: Series; empty: string[] } {
  const filled = series.values.map((values) => values.some((v) => !Number.isNaN(v)))
  if (filled.every(Boolean) || !filled.some(Boolean)) return { series, empty: [] }
  const keep = <T>(all: T[]) => all.filter((_, c) => filled[c])
  return {
    series: { times: series.times, channels: keep(series.channels), values: keep(series.values) },
    empty: series.channels.filter((_, c) => !filled[c]).map((channel) => channel.name),
  }
}

/**
 * The complete parameters and the segments to train on: what `trainDetector` begins with.
 * Throws bad-input with a sentence where parameters, ranges or the amount of data do not allow it.
 */
export function prepareTraining(
  detector: AnyDetector,
  given: Series,
  options: TrainOptions,
): { params: ParamValues; train: Segment[] } {
  const { series } = withoutEmptyChannels(given)
  const pieces = trainingSegments(series, options)
  const params = completeParams(detector, pieces, options.params ?? {})
  const least = detector.needs(params, series.channels.length).train
  const train = pieces.filter((piece) => piece.times.length >= least)
  if (train.length === 0) throw badInput(tooShort(detector, 'training', least, longestOf(pieces)))
  return { params, train }
}

/** The training segments in two: what comes first, and the held-out end. One part alone where there is too little for two. */
function heldOut(detector: AnyDetector, params: ParamValues, train: Segment[]): [front: Segment[], back?: Segment[]] {
  const share = detector.heldOut?.(params) ?? 0
  if (share === 0) return [train]
  const needs = detector.needs(params, train[0].values.length)
  let left = Math.round(count(train) * (1 - share))
  const front: Segment[] = []
  const back: Segment[] = []
  for (const piece of train) {
    const n = piece.times.length
    const at = Math.min(n, left)
    if (at >= needs.train) front.push(slice(piece, 0, at))
    if (n - at >= needs.score) back.push(slice(piece, at, n))
    left -= at
  }
  // A handful of windows that overlap almost wholly say little about the spread of scores.
  return front.length && count(back) >= 1.5 * needs.score ? [front, back] : [train]
}

/**
 * Scores a whole series with a trained model, or the rows `first` … `last` of it as if there were no others; the series may have
 * further channels and another order of them.
 * Stretches without a gap that are too short for the detector are not assessed.
 * Throws bad-input where the detector, its version or a channel is not known, or nothing is long enough.
 */
export async function scoreSeries(
  model: Pick<TrainedModel, 'detector' | 'version' | 'params' | 'channels' | 'data'>,
  series: Series,
  options: { maxGapSteps?: number; rows?: RowRange },
  job: Job,
): Promise<SeriesScores> {
  const detector = detectorOf(model)
  const params = parseParams(detector.params, model.params)
  checkModelData(model.data, model.channels.length)
  const wanted = pickChannels(series, model.channels)
  const whole = cutSegments(wanted, { maxGapSteps: options.maxGapSteps })
  const { rows } = options
  const pieces = rows ? whole.flatMap((segment) => clipped(segment, rows)) : whole
  const least = Math.max(1, detector.needs(params, model.channels.length).score)
  const long = pieces.filter((piece) => piece.times.length >= least)
  if (long.length === 0) throw tooShortToScore(model, least, longestOf(pieces))

  const n = series.times.length
  const scores = new Float64Array(n).fill(NaN)
  const windows: Float64Array[] = []
  let contributions: Float32Array[] | undefined
  let expected: Float32Array[] | undefined
  for (const piece of long) {
    await job.checkpoint()
    const part = checked(
      detector,
      piece,
      await usingModel(model.data, (data) => detector.score(data, piece, params, job)),
    )
    scores.set(part.scores, piece.start)
    contributions = placed(contributions, part.contributions, piece.start, n)
    expected = placed(expected, part.expected, piece.start, n)
    if (part.windowScores) windows.push(part.windowScores)
  }
  const assessed = assessedIn(scores)
  const windowScores = windows.length ? joined(windows) : undefined
  const note = windowScores && detector.remark?.(model.data, windowScores)
  return { scores, contributions, expected, windowScores, assessed, ...(note && { note }) }
}

/**
 * A trained model as a scorer of single stretches without a gap, checked once. least — the fewest rows that can be scored;
 * after — rows that must follow a row before its score is final. Throws bad-input as `scoreSeries` does.
 */
export function segmentScorer(model: Pick<TrainedModel, 'detector' | 'version' | 'params' | 'channels' | 'data'>) {
  const detector = detectorOf(model)
  const params = parseParams<ParamSpecs>(detector.params, model.params)
  const channels = model.channels.length
  checkModelData(model.data, channels)
  if (detector.wholeSeries?.(params))
    throw badInput(
      `${detector.name} compares every part of a series with all others, so it cannot score rows as they come: score whole files with "detect".`,
    )
  const reach = reachOf(detector, params, channels)
  if (reach.before === Infinity)
    throw badInput(
      `${detector.name} goes on from the beginning of a series, so it cannot score rows as they come: score whole files with "detect".`,
    )
  return {
    least: leastScored(detector, params, channels),
    ...reach,
    score: async (piece: Segment, job: Job): Promise<SegmentScores> =>
      checked(detector, piece, await usingModel(model.data, (data) => detector.score(data, piece, params, job))),
  }
}

/** What is known about some segments before training; periods are looked for in the longest one. */
export function shapeOf(segments: Segment[]): DataShape {
  const longest = segments.reduce((best, s) => (s.times.length > best.times.length ? s : best))
  return {
    longest: longest.times.length,
    points: count(segments),
    channels: longest.values.length,
    stepMs: usualStep(longest.times),
    period: dominantPeriod(longest.values),
    vusWindow: longest.values.length === 1 ? vusWindow(longest.values[0]) : null,
  }
}

function trainingSegments(series: Series, options: TrainOptions): Segment[] {
  const labels = options.labels ?? undefined
  if (labels && labels.length !== series.times.length)
    throw badInput(`There are ${labels.length} label values for ${series.times.length} points.`)
  const segments = cutSegments(series, { maxGapSteps: options.maxGapSteps, labels })
  if (segments.length === 0) throw badInput('There is no point at which every chosen channel has a value.')
  if (!options.ranges) return segments
  const ranges = mergedRows(series.times, options.ranges)
  const inside: Segment[] = []
  // Both are in order: data with many gaps may have as many ranges as segments.
  for (let s = 0, r = 0; s < segments.length && r < ranges.length;) {
    inside.push(...clipped(segments[s], ranges[r]))
    if (segments[s].start + segments[s].times.length - 1 < ranges[r].last) s++
    else r++
  }
  if (inside.length === 0)
    throw badInput('The training range holds no point at which every chosen channel has a value.')
  return inside
}

/** Given values first, then those adapted to the data, then defaults. An adapted value is held within its declared range. */
function completeParams(detector: AnyDetector, segments: Segment[], given: Record<string, unknown>): ParamValues {
  parseParams(detector.params, given)
  const automatic: Record<string, unknown> = detector.adapt ? { ...detector.adapt(shapeOf(segments)) } : {}
  for (const [key, value] of Object.entries(automatic)) {
    const spec = detector.params[key]
    if (typeof value === 'number' && (spec?.kind === 'integer' || spec?.kind === 'number'))
      automatic[key] = Math.min(spec.max, Math.max(spec.min, spec.kind === 'integer' ? Math.round(value) : value))
  }
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return parseParams<ParamSpecs>(detector.params, { ...automatic, ...chosen })
}

function checkLabels(detector: AnyDetector, train: Segment[]): void {
  const name = `Detector "${detector.name}" learns from labels`
  let inside = 0
  for (const piece of train) {
    if (!piece.labels) throw badInput(`${name}, and none were given.`)
    for (const label of piece.labels) if (label) inside++
  }
  if (inside === 0) throw badInput(`${name}, and no training point lies inside one.`)
  if (inside === count(train))
    throw badInput(`${name}, and every training point lies inside one: it needs normal points too.`)
}

function withHistory(job: Job, history: EpochEntry[]): Job {
  return {
    seed: job.seed,
    memoryBytes: job.memoryBytes,
    keeps: job.keeps,
    checkpoint: (progress) => job.checkpoint(progress),
    epoch(entry) {
      history.push(entry)
      job.epoch?.(entry)
    },
  }
}

/** scores — of windows where the detector gives them, else of rows; usual — of rows, null where none is assessed. */
async function scoresOf(
  detector: AnyDetector,
  { data, params }: { data: unknown; params: ParamValues },
  pieces: Segment[],
  job: Job,
): Promise<{ scores: Float64Array; usual: Usual | null }> {
  const parts: Float64Array[] = []
  const rows: Float64Array[] = []
  const least = detector.needs(params, pieces[0].values.length).score
  for (const piece of pieces.filter((p) => p.times.length >= least)) {
    const { scores, windowScores } = checked(detector, piece, await detector.score(data, piece, params, job))
    parts.push((windowScores ?? scores).filter((score) => !Number.isNaN(score)))
    rows.push(scores)
  }
  return { scores: joined(parts), usual: usualOf(joined(rows)) }
}

function detectorOf(model: { detector: string; version: number }): AnyDetector {
  const detector = [...detectors, onnxDetector].find((d) => d.id === model.detector)
  if (!detector)
    throw badInput(
      `This model was trained by detector "${model.detector}", which this version of the app does not have.`,
    )
  if (detector.version !== model.version)
    throw badInput(
      `This model was trained by version ${model.version} of detector "${detector.id}", and this app has version ${detector.version}: train it again.`,
    )
  return detectorById(model.detector)
}

/** The series with exactly the model's channels. Names that repeat are taken in their order. */
export function pickChannels(series: Series, names: string[]): Series {
  const left = series.channels.map((channel, index) => ({ name: channel.name, index }))
  const chosen = names.map((name) => {
    const at = left.findIndex((channel) => channel.name === name)
    if (at < 0) throw badInput(`The model was trained on channel "${name}", which this series does not have.`)
    return left.splice(at, 1)[0].index
  })
  return {
    times: series.times,
    channels: chosen.map((c) => series.channels[c]),
    values: chosen.map((c) => series.values[c]),
  }
}

/** A damaged model, or an author's mistake, must not become a wrong picture: lengths and values are checked once, here. */
function checked(detector: AnyDetector, piece: Segment, result: SegmentScores): SegmentScores {
  const n = piece.times.length
  const perChannel = [result.contributions, result.expected].filter((part) => part !== undefined)
  const fits =
    result.scores.length === n &&
    perChannel.every((part) => part.length === piece.values.length && part.every((channel) => channel.length === n))
  if (!fits) throw damagedModel(null, `Detector "${detector.name}" gave scores of another length than its ${n} points.`)
  const infinite = result.scores.findIndex((score) => Math.abs(score) === Infinity)
  if (infinite >= 0)
    throw damagedModel(null, `Detector "${detector.name}" gave an infinite score at row ${piece.start + infinite}.`)
  return result
}

function placed(
  whole: Float32Array[] | undefined,
  part: Float32Array[] | undefined,
  start: number,
  n: number,
): Float32Array[] | undefined {
  if (!part) return whole
  const into = whole ?? part.map(() => new Float32Array(n).fill(NaN))
  part.forEach((channel, c) => into[c].set(channel, start))
  return into
}

const count = (segments: Segment[]) => segments.reduce((n, segment) => n + segment.times.length, 0)
const longestOf = (segments: Segment[]) => segments.reduce((n, segment) => Math.max(n, segment.times.length), 0)
const points = (n: number) => counted(n, 'point')

/** What to throw where no stretch of a series is long enough to be scored. least, longest — rows without a gap: needed, and at hand. */
export const tooShortToScore = (model: Pick<TrainedModel, 'detector' | 'version'>, least: number, longest: number) =>
  badInput(tooShort(detectorOf(model), 'scoring', least, longest))

function tooShort(detector: AnyDetector, purpose: 'training' | 'scoring', least: number, longest: number): string {
  return `Detector "${detector.name}" needs ${points(least)} without a gap for ${purpose}; the longest stretch here has ${longest.toLocaleString('en')}.`
}
