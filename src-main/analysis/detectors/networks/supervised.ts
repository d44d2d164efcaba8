import { badInput } from '../../../shared/errors.ts'
import type { ParamsOf } from '../../../shared/models/params.ts'
import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import { binaryCrossEntropy } from '../../layers/losses.ts'
import { add } from '../../layers/operations.ts'
import type { Value } from '../../layers/tape.ts'
import type { StoredWeights, WeightSpec } from '../../layers/weights.ts'
import { calendarChannels, calendarFeatures } from '../../preprocessing/calendar.ts'
import { fitScaler, type Scaler } from '../../preprocessing/scaling.ts'
import { pointScores } from '../../preprocessing/windows.ts'
import { tensorFlow, type Tensor } from '../../tensorflow.ts'
import { fitNetwork } from './deep-training.ts'
import type { SegmentScores } from '../detector.ts'
import { trainedNetwork, type Pass } from './network.ts'
import { scaledSegments, scoringBatch, strideParam, trainingStride, windowBatches } from './deep-windows.ts'
import { fittingOf, scalingParam, trainingParams } from './training-params.ts'

/** The parameters of every classifier of windows, with its own class weight. */
export const supervisedParams = (classWeight: number) =>
  ({
    window: {
      kind: 'integer',
      default: 60,
      min: 4,
      max: 4096,
      unit: 'points',
      label: 'Window',
      help: 'Points that are judged together. 60 five-minute points are five hours.',
    },
    target: {
      kind: 'choice',
      default: 'any',
      options: ['any', 'next'],
      label: 'A window is anomalous if',
      help: 'any = any of its points is; next = the point after it is, which warns ahead.',
    },
    calendar: {
      kind: 'boolean',
      default: true,
      label: 'Calendar',
      help: 'Also looks at hour, minute, weekday, day and month (UTC). Turn it off where the time of day should not matter.',
    },
    classWeight: {
      kind: 'number',
      default: classWeight,
      min: 0.01,
      max: 1000,
      label: 'Weight of anomalies',
      help: 'How much more a missed anomaly counts than a false alarm in training.',
    },
    holdOut: {
      kind: 'number',
      default: 0.1,
      min: 0,
      max: 0.5,
      label: 'Held out',
      help: 'Share at the end of the data that is never trained on, so that measures there are honest. As much before it is used for validation.',
      advanced: true,
    },
    scaling: scalingParam,
    // The running averages of a normalisation need some hundred steps; until then validation says little.
    ...trainingParams({ epochs: 20, batch: 32, patience: 10 }),
    stride: strideParam,
  }) as const

export type SupervisedParams = ParamsOf<ReturnType<typeof supervisedParams>>

/** A classifier: windows, [batch, window, inputs] → logits [batch, 1]; penalty — added to the loss. */
export interface Classifier {
  specs: readonly WeightSpec[]
  /** What `logits` looks at of some windows, where that is not the windows themselves. */
  input?(windows: Tensor): Tensor
  logits(pass: Pass, x: Value): Value
  penalty?(pass: Pass): Value
  /** Numbers in the widest layer per window. */
  widest: number
}

export interface SupervisedModel {
  scaler: Scaler
  weights: StoredWeights
  note: string | null
}

/** Channels, and the calendar where it is asked for. */
export const inputCount = (channels: number, calendar: boolean) => channels + (calendar ? calendarFeatures.length : 0)

const withCalendar = (segment: Segment, calendar: boolean): Segment =>
  calendar
    ? { ...segment, values: [...segment.values, ...calendarChannels(segment.times, calendarFeatures, 'UTC')] }
    : segment

/**
 * Trains a classifier on labelled segments: the first 80 % of the time for training, the next 10 % for validation, the
 * rest untouched (by `holdOut`); windows that reach across a cut are left out. Binary cross-entropy with one class weight,
 * learning rate halved on a plateau (patience 2, floor 1e-4), best weights; where the validation part holds one class only,
 * the training loss decides instead. Throws bad-input where the training part holds
 * windows of one class only.
 */
export async function fitClassifier(
  network: Classifier,
  train: Segment[],
  params: SupervisedParams,
  job: Job,
): Promise<SupervisedModel> {
  const width = params.window + (params.target === 'next' ? 1 : 0)
  const segments = train.map((segment) => withCalendar(segment, params.calendar))
  const scaler = fitScaler(segments, params.scaling)
  const stride = trainingStride(
    train.map((segment) => segment.times.length),
    width,
    params.stride,
  )
  const { list, batch } = windowBatches(scaledSegments(segments, scaler), width, stride)
  const labels = Float32Array.from({ length: list.count }, (_, i) =>
    windowLabel(train[list.segment[i]].labels!, list.start[i], params),
  )
  const parts = splitByTime(train, list, params.holdOut)
  const anomalous = parts.train.filter((i) => labels[i] === 1).length
  if (anomalous === 0 || anomalous === parts.train.length)
    throw badInput(
      `Of the ${parts.train.length} windows in the first ${Math.round(100 * (1 - 2 * params.holdOut))} % of the training data, ${anomalous === 0 ? 'none is' : 'all are'} anomalous: a classifier needs both kinds there.`,
    )
  // Windows of one kind only would call the model best that tells nothing apart: then training ends with its last epoch.
  const judging = parts.validation.some((i) => labels[i] === 1) && parts.validation.some((i) => labels[i] === 0)

  const { weights, note } = await fitNetwork(
    {
      specs: network.specs,
      inputs(samples) {
        const target = Float32Array.from(samples, (i) => labels[i])
        const weight = target.map((label) => (label === 1 ? params.classWeight : 1))
        const column = (values: Float32Array) => tensorFlow().tensor2d(values, [samples.length, 1])
        return [inputOf(network, firstPoints(batch(samples), params.window)), column(target), column(weight)]
      },
      loss(pass, [x, target, weight]) {
        const loss = binaryCrossEntropy(pass.tape, network.logits(pass, pass.tape.constant(x)), target, weight)
        return network.penalty ? add(pass.tape, loss, network.penalty(pass)) : loss
      },
      train: parts.train,
      validation: judging ? parts.validation : new Uint32Array(0),
      ...fittingOf(params),
      plateau: { patience: 2, floor: Math.min(1e-4, params.learningRate) },
    },
    job,
  )
  return { scaler, weights, note }
}

const inputOf = (network: Classifier, windows: Tensor): Tensor => network.input?.(windows) ?? windows

const firstPoints = (batch: Tensor, window: number): Tensor =>
  batch.shape[1] === window ? batch : tensorFlow().slice(batch, [0, 0, 0], [batch.shape[0], window, -1])

function windowLabel(labels: Uint8Array, start: number, { window, target }: SupervisedParams): number {
  if (target === 'next') return labels[start + window]
  for (let t = start; t < start + window; t++) if (labels[t]) return 1
  return 0
}

/** Windows before the first cut train, those between the cuts validate; a window that reaches across a cut does neither. */
export function splitByTime(
  segments: Segment[],
  list: { width: number; count: number; segment: Uint32Array; start: Uint32Array },
  holdOut: number,
) {
  const offsets: number[] = []
  let points = 0
  for (const segment of segments) {
    offsets.push(points)
    points += segment.times.length
  }
  const cuts = [Math.floor(points * (1 - 2 * holdOut)), Math.floor(points * (1 - holdOut))]
  const train: number[] = []
  const validation: number[] = []
  for (let i = 0; i < list.count; i++) {
    const first = offsets[list.segment[i]] + list.start[i]
    const end = first + list.width
    if (end <= cuts[0]) train.push(i)
    else if (first >= cuts[0] && end <= cuts[1]) validation.push(i)
  }
  return { train: Uint32Array.from(train), validation: Uint32Array.from(validation) }
}

/**
 * Scores a segment by the probability that a window is anomalous, 0 to 1. Target "any": a point is as anomalous as the
 * least anomalous window that covers it. Target "next": it has the probability of the window before it. A single point
 * at or below 0.5 between two above is raised to the lower of them.
 */
export async function scoreByClassifier(
  network: Classifier,
  model: SupervisedModel,
  segment: Segment,
  params: SupervisedParams,
  job: Job,
): Promise<SegmentScores> {
  const n = segment.times.length
  const { list, batch } = windowBatches(
    scaledSegments([withCalendar(segment, params.calendar)], model.scaler),
    params.window,
    1,
    true,
  )
  const probabilities = new Float64Array(list.count)
  const trained = await trainedNetwork(network.specs, model.weights, job)
  const look = trained.graph((pass, [x]) => [pass.tape.k.sigmoid(network.logits(pass, pass.tape.constant(x)).data)])
  try {
    const size = scoringBatch(network.widest, job)
    for (let at = 0; at < list.count; at += size) {
      await job.checkpoint({ phase: 'Scoring', done: at, total: list.count, unit: 'windows' })
      const picks = Uint32Array.from({ length: Math.min(size, list.count - at) }, (_, i) => at + i)
      probabilities.set(look(() => [inputOf(network, batch(picks))])[0], at)
    }
  } finally {
    trained.dispose()
  }
  if (params.target === 'any')
    return { scores: fillSinglePoints(pointScores(probabilities, n, params.window, 1, 'all')) }
  const scores = new Float64Array(n).fill(NaN)
  scores.set(probabilities.subarray(0, n - params.window), params.window)
  return { scores: fillSinglePoints(scores) }
}

function fillSinglePoints(scores: Float64Array): Float64Array {
  return scores.map((score, t) =>
    score <= 0.5 && scores[t - 1] > 0.5 && scores[t + 1] > 0.5 ? Math.min(scores[t - 1], scores[t + 1]) : score,
  )
}

/** Fewest points: half a dozen windows to train on besides those lost at the cuts. */
export const classifierNeeds = ({ window, target }: SupervisedParams) => ({
  train: 4 * (window + 1),
  score: window + (target === 'next' ? 1 : 0),
})
