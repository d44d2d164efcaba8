import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { dense, lstm } from '../layers/layers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { add, swapTime } from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import type { StoredWeights, WeightSpec } from '../layers/weights.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { fitScaler, type Scaler } from '../preprocessing/scaling.ts'
import { gatherWindows } from '../preprocessing/windows.ts'
import { tensorFlow } from '../tensorflow.ts'
import { fitNetwork, splitForValidation } from './networks/deep-training.ts'
import { trainedNetwork, type Pass } from './networks/network.ts'
import {
  recurrentNumbers,
  scaledSegments,
  scoringBatch,
  strideParam,
  trainingStride,
  windowBatches,
} from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { splitForecast } from './networks/forecast.ts'
import { shares } from './parts/contributions.ts'
import { fittingOf, scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'

const params = {
  window: windowParam(60, 'Points from which the next one is predicted.'),
  units: {
    kind: 'integer',
    default: 50,
    min: 1,
    max: 1024,
    label: 'Units',
    help: 'Size of the recurrent layer’s memory.',
  },
  alpha: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    label: 'Weight of the values',
    help: '1 = only the values count, 0 = only the distances between the channels.',
  },
  scaling: scalingParam,
  ...trainingParams({ epochs: 30, batch: 32 }),
  stride: strideParam,
} as const

/** Mean and deviation of an error over the training windows. */
interface ErrorStatistics {
  mean: number
  deviation: number
}

export interface SpatioTemporalModel {
  scaler: Scaler
  weights: StoredWeights
  temporal: ErrorStatistics
  spatial: ErrorStatistics
  note: string | null
}

const pairsOf = (channels: number) => (channels * (channels - 1)) / 2

export const spatioTemporalSpecs = (channels: number, units: number): WeightSpec[] => [
  { name: 'lstm', shape: [channels + units, 4 * units], start: 'lstm' },
  { name: 'lstm bias', shape: [4 * units], start: 'lstm-bias' },
  { name: 'values', shape: [units, channels], start: 'glorot' },
  { name: 'values bias', shape: [channels], start: 'zeros' },
  ...(channels > 1
    ? ([
        { name: 'distances', shape: [units, pairsOf(channels)], start: 'glorot' },
        { name: 'distances bias', shape: [pairsOf(channels)], start: 'zeros' },
      ] as const)
    : []),
]

/** x — [batch, window, channels] → the next values [batch, channels] and, with more than one channel, their distances [batch, pairs]. */
export function spatioTemporalHeads({ tape, w }: Pass, x: Value): { values: Value; distances: Value | null } {
  const state = lstm(tape, swapTime(tape, x), { w: w['lstm'], b: w['lstm bias'] }).h
  return {
    values: dense(tape, state, w['values'], w['values bias']),
    distances: w['distances'] ? dense(tape, state, w['distances'], w['distances bias']) : null,
  }
}

/** points — [samples, channels] row-major → |x_i − x_j| for i < j, [samples, pairs]. */
export function pairwiseDistances(points: ArrayLike<number>, channels: number): Float32Array {
  const samples = points.length / channels
  const out = new Float32Array(samples * pairsOf(channels))
  let at = 0
  for (let s = 0; s < samples; s++)
    for (let i = 0; i < channels; i++)
      for (let j = i + 1; j < channels; j++) out[at++] = Math.abs(points[s * channels + i] - points[s * channels + j])
  return out
}

/** Errors of the windows of one segment, each belonging to the point after it. perChannel — [channel][windows], squared. */
interface WindowErrors {
  temporal: Float64Array
  spatial: Float64Array
  perChannel: Float64Array[]
  /** [windows · channels], scaled. */
  predicted: Float32Array
}

async function errorsOf(
  weights: StoredWeights,
  segments: Segment[],
  stride: number,
  settings: { window: number; units: number },
  job: Job,
): Promise<WindowErrors> {
  const channels = segments[0].values.length
  const pairs = pairsOf(channels)
  const { list, batch } = windowBatches(segments, settings.window + 1, stride)
  const errors = {
    temporal: new Float64Array(list.count),
    spatial: new Float64Array(list.count),
    perChannel: Array.from({ length: channels }, () => new Float64Array(list.count)),
    predicted: new Float32Array(list.count * channels),
  }
  const trained = await trainedNetwork(spatioTemporalSpecs(channels, settings.units), weights, job)
  const look = trained.graph((pass, [windows]) => {
    const { x, target } = splitForecast(pass, windows, settings.window)
    const { values, distances } = spatioTemporalHeads(pass, x)
    return [values.data, target, ...(distances ? [distances.data] : [])]
  })
  try {
    const size = scoringBatch(recurrentNumbers(settings.window, settings.units), job)
    for (let at = 0; at < list.count; at += size) {
      await job.checkpoint({ phase: 'Scoring', done: at, total: list.count, unit: 'windows' })
      const picks = Uint32Array.from({ length: Math.min(size, list.count - at) }, (_, i) => at + i)
      const [values, measured, distances] = look(() => [batch(picks)])
      errors.predicted.set(values, at * channels)
      const real = distances ? pairwiseDistances(measured, channels) : null
      for (let i = 0; i < picks.length; i++) {
        for (let c = 0; c < channels; c++) {
          const square = (values[i * channels + c] - measured[i * channels + c]) ** 2
          errors.perChannel[c][at + i] = square
          errors.temporal[at + i] += square / channels
        }
        if (distances && real)
          for (let p = i * pairs; p < (i + 1) * pairs; p++)
            errors.spatial[at + i] += (distances[p] - real[p]) ** 2 / pairs
      }
    }
  } finally {
    trained.dispose()
  }
  return errors
}

function statisticsOf(errors: Float64Array): ErrorStatistics {
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length
  const deviation = Math.sqrt(errors.reduce((a, b) => a + (b - mean) ** 2, 0) / errors.length)
  return { mean, deviation: firstSpread(mean, deviation) }
}

const standardised = (error: number, { mean, deviation }: ErrorStatistics) => (error - mean) / deviation

/** One LSTM predicts the next values and the next distances between the channels; both errors count. */
export const spatioTemporalForecaster = defineDetector({
  id: 'spatio-temporal-forecaster',
  name: 'Spatio-temporal forecaster',
  summary:
    'Predicts the next values and how far apart the channels will be. Finds channels that part company as well as sudden changes.',
  scoreMeaning:
    'The weighed sum of two prediction errors, of the next values and of how far apart the channels are, each in standard deviations above its mean in training',
  reference:
    'After Chen et al., Self-supervised Spatial-temporal Normality Learning, ECML PKDD 2024: tutorial "Combining OTN and DSN"',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  adapt: ({ period, longest }) => ({ window: suitableWindow(period, longest, 8, 100, 60) }),
  needs: ({ window }) => ({ train: window + 2, score: window + 1 }),

  continues: true,
  async fit(train, settings, job, before): Promise<SpatioTemporalModel> {
    const scaler = before?.scaler ?? fitScaler(train, settings.scaling)
    const scaled = scaledSegments(train, scaler)
    const channels = train[0].values.length
    const stride = trainingStride(
      train.map((segment) => segment.times.length),
      settings.window + 1,
      settings.stride,
    )
    const { list, batch } = windowBatches(scaled, settings.window + 1, stride)
    const last = { ...list, width: 1, start: list.start.map((start) => start + settings.window) }
    const { weights, note } = await fitNetwork(
      {
        specs: spatioTemporalSpecs(channels, settings.units),
        first: before?.weights,
        inputs(samples) {
          const next = tensorFlow().tensor2d(pairwiseDistances(gatherWindows(scaled, last, samples), channels), [
            samples.length,
            pairsOf(channels),
          ])
          return [batch(samples), next]
        },
        loss(pass, [windows, next]) {
          const { x, target } = splitForecast(pass, windows, settings.window)
          const { values, distances } = spatioTemporalHeads(pass, x)
          const temporal = meanSquaredError(pass.tape, values, target)
          return distances ? add(pass.tape, temporal, meanSquaredError(pass.tape, distances, next)) : temporal
        },
        ...splitForValidation(list.count),
        ...fittingOf(settings),
      },
      job,
    )
    const errors = await errorsOf(weights, scaled, stride, settings, job)
    return { scaler, weights, temporal: statisticsOf(errors.temporal), spatial: statisticsOf(errors.spatial), note }
  },

  /** score = α · temporal + (1 − α) · spatial, each standardised by the training data; one channel has only the first. */
  async score(model, segment, settings, job) {
    const n = segment.times.length
    const channels = segment.values.length
    const errors = await errorsOf(model.weights, scaledSegments([segment], model.scaler), 1, settings, job)
    const alpha = channels > 1 ? settings.alpha : 1
    const scores = new Float64Array(n).fill(NaN)
    const perChannel = segment.values.map(() => new Float64Array(n).fill(NaN))
    const expected = segment.values.map(() => new Float32Array(n).fill(NaN))
    for (let i = 0; i < errors.temporal.length; i++) {
      const t = i + settings.window
      scores[t] =
        alpha * standardised(errors.temporal[i], model.temporal) +
        (1 - alpha) * standardised(errors.spatial[i], model.spatial)
      for (let c = 0; c < channels; c++) {
        perChannel[c][t] = errors.perChannel[c][i]
        expected[c][t] = errors.predicted[i * channels + c] * model.scaler.spread[c] + model.scaler.centre[c]
      }
    }
    return { scores, contributions: shares(perChannel), expected }
  },
})
