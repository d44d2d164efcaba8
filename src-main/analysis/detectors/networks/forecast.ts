import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import type { Value } from '../../layers/tape.ts'
import type { StoredWeights, WeightSpec } from '../../layers/weights.ts'
import type { Scaler } from '../../preprocessing/scaling.ts'
import { trainedNetwork, type Pass } from './network.ts'
import { scaledSegments, scoringBatch, windowBatches } from './deep-windows.ts'
import type { SegmentScores } from '../detector.ts'
import { shares } from '../parts/contributions.ts'

export type ErrorKind = 'mae' | 'mse'
export type OverHorizon = 'mean' | 'max'

/** A network that says how a window goes on: x — [batch, width, channels], scaled → [batch, horizon · channels]. */
export interface Forecast {
  specs: readonly WeightSpec[]
  weights: StoredWeights
  predict(pass: Pass, x: Value): Value
  width: number
  horizon: number
  /** Numbers in the widest layer per window: decides how many windows go at once. */
  widest: number
  error: ErrorKind
  overHorizon: OverHorizon
}

/**
 * The error of one prediction. differences — [time, channel] row-major, predicted minus measured. Mean over the channels
 * of each step, then the mean or the maximum over the steps. fusionlab, PredictionErrorAnomalyScore.
 */
export function predictionError(
  differences: ArrayLike<number>,
  channels: number,
  error: ErrorKind,
  overHorizon: OverHorizon,
): number {
  const steps = differences.length / channels
  let result = 0
  for (let t = 0; t < steps; t++) {
    let sum = 0
    for (let c = 0; c < channels; c++) {
      const d = differences[t * channels + c]
      sum += error === 'mae' ? Math.abs(d) : d * d
    }
    result = overHorizon === 'max' ? Math.max(result, sum / channels) : result + sum / channels / steps
  }
  return result
}

/** x — the first `width` points of [samples, width + horizon, channels]; target — the rest, as [samples, horizon · channels]. */
export function splitForecast(
  { tape }: Pass,
  batch: Value['data'],
  width: number,
): { x: Value; target: Value['data'] } {
  const { k } = tape
  const [samples, , channels] = batch.shape as [number, number, number]
  const x = tape.constant(k.slice(batch, [0, 0, 0], [samples, width, channels]))
  return { x, target: k.reshape(k.slice(batch, [0, width, 0], [samples, -1, channels]), [samples, -1]) }
}

/**
 * Scores a segment by how badly its points are predicted from those before: a prediction's error belongs to its last
 * point, so the first width + horizon − 1 are not assessed. contributions — each channel's share of the error.
 * expected — the latest prediction of each point, in the channel's unit.
 */
export async function scoreByForecast(
  network: Forecast,
  segment: Segment,
  scaler: Scaler,
  job: Job,
): Promise<SegmentScores> {
  const { width, horizon, error, overHorizon } = network
  const n = segment.times.length
  const channels = segment.values.length
  const { list, batch } = windowBatches(scaledSegments([segment], scaler), width + horizon, 1, true)
  const scores = new Float64Array(n).fill(NaN)
  const errors = segment.values.map(() => new Float64Array(n).fill(NaN))
  const expected = segment.values.map(() => new Float32Array(n).fill(NaN))
  const trained = await trainedNetwork(network.specs, network.weights, job)
  const look = trained.graph((pass, [windows]) => {
    const { x, target } = splitForecast(pass, windows, width)
    return [network.predict(pass, x).data, target]
  })
  try {
    const size = scoringBatch(network.widest, job)
    for (let at = 0; at < list.count; at += size) {
      await job.checkpoint({ phase: 'Scoring', done: at, total: list.count, unit: 'windows' })
      const picks = Uint32Array.from({ length: Math.min(size, list.count - at) }, (_, i) => at + i)
      const [predicted, measured] = look(() => [batch(picks)])
      const differences = predicted.map((value, i) => value - measured[i])
      for (let i = 0; i < picks.length; i++) {
        const [from, to] = [i * horizon * channels, (i + 1) * horizon * channels]
        const first = list.start[at + i] + width
        const own = differences.subarray(from, to)
        scores[first + horizon - 1] = predictionError(own, channels, error, overHorizon)
        for (let c = 0; c < channels; c++) {
          let sum = 0
          for (let h = 0; h < horizon; h++) {
            const d = own[h * channels + c]
            sum += error === 'mae' ? Math.abs(d) : d * d
            // A later window overwrites this with its own first step, which has seen more.
            expected[c][first + h] = predicted[from + h * channels + c] * scaler.spread[c] + scaler.centre[c]
          }
          errors[c][first + horizon - 1] = sum
        }
      }
    }
  } finally {
    trained.dispose()
  }
  return { scores, contributions: shares(errors), expected }
}
