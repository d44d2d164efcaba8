import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import type { Value } from '../../layers/tape.ts'
import type { StoredWeights, WeightSpec } from '../../layers/weights.ts'
import type { Scaler } from '../../preprocessing/scaling.ts'
import { pointScores, type PointStep } from '../../preprocessing/windows.ts'
import { tensorFlow } from '../../tensorflow.ts'
import { trainedNetwork, type Pass } from './network.ts'
import { shares } from '../parts/contributions.ts'
import type { SegmentScores } from '../detector.ts'
import { scaledSegments, scoringBatch, windowBatches } from './deep-windows.ts'

/** A network that gives windows back: x — [batch, width, channels], scaled → the same shape. */
export interface Reconstruction {
  specs: readonly WeightSpec[]
  weights: StoredWeights
  reconstruct(pass: Pass, x: Value): Value
  width: number
  /** Numbers in the widest layer per window: decides how many windows go at once. */
  widest: number
  /** Of a window: mean absolute or mean squared error over time and channels. */
  error: 'mae' | 'mse'
  /** How a window's error becomes its points' score. */
  points: PointStep
}

/** About so many windows speak for a point's expected value: all of them would cost more than the network. */
const expectedFrom = 8

/**
 * Scores a segment by how badly its windows are given back, stride 1. windowScores — [n − width + 1].
 * contributions — each channel's share of the error of the windows that score the point.
 * expected — mean of about eight windows that cover the point, in the channel's unit. A job that wants scores only gets neither.
 */
export async function scoreByReconstruction(
  network: Reconstruction,
  segment: Segment,
  scaler: Scaler,
  job: Job,
): Promise<SegmentScores> {
  const { width, error } = network
  const n = segment.times.length
  const channels = segment.values.length
  const { list, batch } = windowBatches(scaledSegments([segment], scaler), width, 1, true)
  const errors = Array.from({ length: channels }, () => new Float64Array(list.count))
  const expectation = job.scoresOnly ? null : averaging(n, channels, width)
  const step = Math.max(1, Math.ceil(width / expectedFrom))
  const trained = await trainedNetwork(network.specs, network.weights, job)
  const look = trained.graph((pass, [windows, chosen]) => {
    const { k } = pass.tape
    const y = network.reconstruct(pass, pass.tape.constant(windows)).data
    const difference = k.sub(y, windows)
    const perChannel = k.mean(error === 'mae' ? k.abs(difference) : k.square(difference), [1])
    return chosen ? [perChannel, k.gather(y, chosen)] : [perChannel]
  })
  try {
    const size = scoringBatch(network.widest, job)
    for (let at = 0; at < list.count; at += size) {
      await job.checkpoint({ phase: 'Scoring', done: at, total: list.count, unit: 'windows' })
      const picks = Uint32Array.from({ length: Math.min(size, list.count - at) }, (_, i) => at + i)
      const chosen = expectation
        ? picks.filter((w) => w % step === 0 || w === list.count - 1).map((w) => w - at)
        : new Uint32Array()
      // Always as many, so that every batch has the same shapes.
      const asked = Int32Array.from({ length: Math.ceil(size / step) + 1 }, (_, i) => chosen[i] ?? 0)
      const [perChannel, some] = look(() =>
        expectation ? [batch(picks), tensorFlow().tensor1d(asked, 'int32')] : [batch(picks)],
      )
      for (let i = 0; i < picks.length; i++)
        for (let c = 0; c < channels; c++) errors[c][at + i] = perChannel[i * channels + c]
      chosen.forEach((w, i) => expectation?.add(at + w, some, i * width * channels))
    }
  } finally {
    trained.dispose()
  }

  const windowScores = new Float64Array(list.count)
  for (const channel of errors) for (let w = 0; w < list.count; w++) windowScores[w] += channel[w] / channels
  const scores = pointScores(windowScores, n, width, 1, network.points)
  if (!expectation) return { scores, windowScores }
  return {
    scores,
    contributions: shares(
      errors.map((channel) => pointScores(channel, n, width, 1, network.points === 'last' ? 'last' : 'mean')),
    ),
    expected: expectation.values(scaler),
    windowScores,
  }
}

/** Collects windows' outputs, [width, channels] row-major, into a mean per point and channel. */
function averaging(n: number, channels: number, width: number) {
  const sums = Array.from({ length: channels }, () => new Float32Array(n))
  const counts = new Float32Array(n)
  return {
    add(start: number, values: ArrayLike<number>, from: number) {
      for (let t = 0; t < width; t++) {
        counts[start + t]++
        for (let c = 0; c < channels; c++) sums[c][start + t] += values[from + t * channels + c]
      }
    },
    /** [channel][n], in the channels' units. */
    values: (scaler: Scaler): Float32Array[] =>
      sums.map((sum, c) => sum.map((v, t) => (v / counts[t]) * scaler.spread[c] + scaler.centre[c])),
  }
}
