import type { Job } from '../job.ts'
import { advance, levelled, meanOf, slidingPair, type Pair } from '../math/sliding-correlation.ts'
import { pointScores } from '../preprocessing/windows.ts'
import { defineDetector } from './detector.ts'
import { pointParam } from './parts/point-param.ts'
import { keptTraining, profileNeeds, profileParams, type ProfileModel } from './parts/profile-windows.ts'

/** Pairs of windows, times channels, that are compared at most: about a minute's work. Beyond, every second row is left out. */
const budget = 4e9

/**
 * k-th matrix profile: 1 − the correlation of a window with its k-th most similar other one, so that an anomaly that happens up to
 * k − 1 times more is still found. Of several channels the correlation that counts is the one of the `agreeing` share, in rising
 * order: near 0 asks whether any channel has no match, 70 % whether seven in ten have none (a single broken sensor is then
 * invisible). Cost: squares of the rows times channels; where that is too much, rows are left out and scores interpolated.
 * Differs from the published code in correlations held to −1 … 1, and in flat windows, which match each other.
 */
export const kthMatrixProfile = defineDetector({
  id: 'kth-matrix-profile',
  name: 'K-th matrix profile',
  summary:
    'Finds windows whose shape occurs less than k times elsewhere, also where the same anomaly happens several times. Needs no training.',
  scoreMeaning:
    'How unlike its k-th most similar other window the windows over it are in shape: 0 is the same shape, 1 is unrelated, 2 is the opposite',
  reference: 'Yeh et al., MMPAD, 2026, arXiv 2604.02445: github.com/mcyeh/mmpad_tsb',
  family: 'classical',
  learns: 'nothing',
  version: 1,
  // A shape that occurs k times elsewhere is no discord, however strange.
  bears: 0,
  params: {
    ...profileParams,
    k: {
      kind: 'integer',
      default: 5,
      min: 1,
      max: 100,
      label: 'k',
      help: 'Which match counts: an anomaly that occurs as often as this is no longer found.',
    },
    agreeing: {
      kind: 'number',
      default: 70,
      min: 0,
      max: 100,
      unit: '%',
      label: 'Channels without a match',
      help: 'So many of the channels must be unlike for a window to be strange. 0 finds a single broken sensor.',
    },
    points: pointParam('mean'),
  },
  presets: {
    'One channel, as published': { k: 5, agreeing: 70 },
    'Many channels, as published': { k: 15, agreeing: 70 },
  },
  // As for the matrix profile: anomalies among what is judged, up to a quarter, move neither the quantile nor the median.
  threshold: { rule: 'trimmed-quantile', params: { p: 75, margin: 2 } },
  adapt: (shape) => ({
    window: Math.max(4, Math.min(Math.max(64, shape.period ?? 100), Math.floor(shape.longest / 6))),
    k: shape.channels === 1 ? 5 : 15,
  }),
  wholeSeries: () => true,
  needs: profileNeeds,

  fit: (train, params): Promise<ProfileModel> => Promise.resolve(keptTraining(train, params)),

  async score(model, segment, params, job) {
    const itself = params.compare === 'itself'
    const references = itself ? [segment.values] : model.training
    const channels = segment.values.length
    const columns = references.reduce((sum, values) => sum + values[0].length, 0)
    const cost = segment.times.length * columns * channels * Math.log2(Math.max(2, channels))
    // Leaving out every second row of both quarters the pairs.
    let skip = 1
    while (cost / skip ** 2 > budget && params.window / (2 * skip) >= 4) skip *= 2
    const thin = (values: Float64Array[]) => values.map((v) => thinned(v, skip))
    const w = Math.max(4, Math.floor(params.window / skip))
    const queries = thin(segment.values)
    const rank = Math.max(1, Math.ceil((params.agreeing / 100) * channels))
    const scores = await kthScores(queries, references.map(thin), w, params.k, rank, itself, job)
    const points = pointScores(scores, queries[0].length, w, 1, params.points)
    if (skip === 1) return { scores: points, windowScores: scores }
    return { scores: Float64Array.from(segment.times, (_, t) => between(points, t / skip)) }
  },
})

const thinned = (values: Float64Array, skip: number) =>
  skip === 1 ? values : Float64Array.from({ length: Math.ceil(values.length / skip) }, (_, i) => values[i * skip])

/** The value at a place between two points; the last one beyond the end. */
function between(values: Float64Array, at: number): number {
  const below = Math.min(values.length - 1, Math.floor(at))
  const above = Math.min(values.length - 1, below + 1)
  return values[below] + (at - below) * (values[above] - values[below])
}

/** [window] — 1 − the k-th largest correlation; NaN where a window has no other one. */
async function kthScores(
  queries: Float64Array[],
  references: Float64Array[][],
  w: number,
  k: number,
  rank: number,
  itself: boolean,
  job: Job,
): Promise<Float64Array> {
  const count = queries[0].length - w + 1
  const half = Math.floor(w / 2)
  const levels = queries.map(meanOf)
  const sides = references
    .filter((values) => values[0].length >= w)
    .map((values) =>
      queries.map((query, c) => {
        const own = levelled(query, levels[c])
        return slidingPair(own, itself ? own : levelled(values[c], levels[c]), w)
      }),
    )
  const lengths = sides.map((pairs) => pairs[0].reference.length - w + 1)
  const total = lengths.reduce((a, b) => a + b, 0)
  const joint = new Float64Array(total)
  const here = new Float64Array(queries.length)
  const scores = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    if (i % 8 === 0) await job.checkpoint({ phase: 'Scoring', done: i, total: count, unit: 'windows' })
    let from = 0
    sides.forEach((pairs, s) => {
      for (const pair of pairs) advance(pair, i, w)
      for (let j = 0; j < lengths[s]; j++) {
        for (let c = 0; c < pairs.length; c++) insert(here, c, correlation(pairs[c], i, j, w))
        joint[from + j] = here[rank - 1]
      }
      from += lengths[s]
    })
    if (itself) joint.fill(-Infinity, Math.max(0, i - half), Math.min(total, i + half))
    scores[i] = 1 - kthLargest(joint, k, half)
  }
  return scores.map((v) => (v === Infinity ? NaN : v))
}

/** Keeps here[0 … filled] in rising order with one more value in it. */
function insert(here: Float64Array, filled: number, value: number): void {
  let at = filled
  for (; at > 0 && here[at - 1] > value; at--) here[at] = here[at - 1]
  here[at] = value
}

/** A flat window matches another flat one, and no other. */
function correlation({ a, b, dots }: Pair, i: number, j: number, w: number): number {
  if (a.inverse[i] === 0 || b.inverse[j] === 0) return a.inverse[i] === b.inverse[j] ? 1 : 0
  return Math.max(-1, Math.min(1, (dots[j] / w - a.mean[i] * b.mean[j]) * a.inverse[i] * b.inverse[j]))
}

/** The k-th largest, where each found one takes its neighbourhood along; the last found where there are fewer. Spoils `values`. */
function kthLargest(values: Float64Array, k: number, half: number): number {
  let last = -Infinity
  for (let found = 0; found < k; found++) {
    let best = -1
    for (let j = 0; j < values.length; j++) if (values[j] > (best < 0 ? -Infinity : values[best])) best = j
    if (best < 0) break
    last = values[best]
    values.fill(-Infinity, Math.max(0, best - half), Math.min(values.length, best + half))
    values[best] = -Infinity
  }
  return last
}
