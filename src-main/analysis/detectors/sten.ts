import type { Segment } from '../../shared/data/series.ts'
import type { ParamsOf } from '../../shared/models/params.ts'
import type { StoredWeights } from '../layers/weights.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { fitScaler, type Scaler } from '../preprocessing/scaling.ts'
import { listWindows } from '../preprocessing/windows.ts'
import { seededRandom, type Random } from '../math/random.ts'
import { scaledSegments, strideParam, trainingStride } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { stenNetwork, type Partners, type StenMeasuring } from './networks/sten-scoring.ts'
import { trainSten } from './networks/sten-training.ts'
import { scalingParam } from './networks/training-params.ts'

const params = {
  pieces: {
    kind: 'integer',
    default: 10,
    min: 2,
    max: 32,
    label: 'Pieces',
    help: 'A window is cut into so many pieces, whose order is to be found out.',
  },
  pieceLength: {
    kind: 'integer',
    default: 10,
    min: 2,
    max: 512,
    unit: 'points',
    label: 'Points per piece',
    help: 'A window has as many points as pieces times this. Longer pieces see slower changes.',
  },
  objective: {
    kind: 'choice',
    default: 'corrected',
    options: ['corrected', 'published code'],
    label: 'Objective',
    help: 'corrected = as the paper describes it; published code = as the authors’ program computes it, for comparison with the literature.',
    advanced: true,
  },
  alpha: {
    kind: 'number',
    default: 1,
    min: 0,
    max: 100,
    label: 'Distance in training',
    help: 'Weight of the distance between windows against their order, while training.',
    advanced: true,
  },
  beta: {
    kind: 'number',
    default: 1,
    min: 0,
    max: 100,
    label: 'Distance in the score',
    help: 'Weight of the distance between windows against their order, in the score.',
    advanced: true,
  },
  temperature: {
    kind: 'number',
    default: 3,
    min: 0.1,
    max: 100,
    label: 'Temperature',
    help: 'Higher lets all places of the order count alike; lower the last ones most.',
    advanced: true,
  },
  permutations: {
    kind: 'integer',
    default: 10,
    min: 1,
    max: 100,
    label: 'Orders per window',
    help: 'How often each window is shuffled and asked when scoring. More is smoother and takes longer.',
    advanced: true,
  },
  partners: {
    kind: 'integer',
    default: 5,
    min: 1,
    max: 100,
    label: 'Partner windows',
    help: 'Windows that each one is compared with when scoring.',
    advanced: true,
  },
  units: {
    kind: 'integer',
    default: 256,
    min: 4,
    max: 1024,
    label: 'Units',
    help: 'Size of the encoders’ memory.',
    advanced: true,
  },
  scaling: scalingParam,
  epochs: { kind: 'integer', default: 10, min: 1, max: 1000, label: 'Epochs', help: 'Passes over the training data.' },
  batch: {
    kind: 'integer',
    default: 256,
    min: 2,
    max: 4096,
    unit: 'windows',
    label: 'Batch',
    help: 'Windows per training step. Smaller learns in finer steps and takes longer.',
    advanced: true,
  },
  learningRate: {
    kind: 'number',
    default: 1e-4,
    min: 1e-6,
    max: 1,
    label: 'Learning rate',
    help: 'Lower it where the loss jumps about.',
    advanced: true,
  },
  stride: strideParam,
} as const

export type StenParams = ParamsOf<typeof params>

/** order, distance — mean and deviation over the training windows; partners — training windows' embeddings. */
export interface StenModel {
  scaler: Scaler
  weights: StoredWeights
  seed: number
  partners: Partners
  order: { mean: number; deviation: number }
  distance: { mean: number; deviation: number }
  note: string | null
}

export const measuringOf = (p: StenParams, seed: number): StenMeasuring => ({
  shape: { pieces: p.pieces, length: p.pieceLength, units: p.units },
  objective: p.objective,
  // The published code puts the plain ranks into its softmax.
  temperature: p.objective === 'corrected' ? p.temperature : 1,
  permutations: p.permutations,
  seed,
})

/** Different windows of some segments, in no order; the same ones again where there are too few. */
function someWindows(
  segments: Segment[],
  width: number,
  count: number,
  random: Random,
): { segment: number; start: number }[] {
  const list = listWindows(segments, width, 1)
  const chosen = new Set<number>()
  while (chosen.size < Math.min(count, list.count)) chosen.add(random.below(list.count))
  const windows = Array.from(chosen, (w) => ({ segment: list.segment[w], start: list.start[w] }))
  return Array.from({ length: count }, (_, i) => windows[i % windows.length])
}

/** Order and distance of windows, learned from normal data: what breaks either is strange. */
export const sten = defineDetector({
  id: 'sten',
  name: 'STEN',
  summary:
    'Learns in which order the pieces of normal windows come, and how far apart such windows lie; finds what breaks either.',
  scoreMeaning: {
    param: 'objective',
    of: {
      corrected:
        'How wrongly the order of the pieces is told plus how wrong the distances between windows are, each in standard deviations above its mean in training',
      'published code':
        'How wrongly the order of the pieces is told plus how wrong the distances between windows are, brought to 0 to 1 by the scored series',
    },
  },
  reference:
    'Chen et al., Self-Supervised Spatial-Temporal Normality Learning for Time Series Anomaly Detection, ECML PKDD 2024, arXiv 2406.19770',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  presets: {
    Paper: { epochs: 10, learningRate: 1e-4, temperature: 3 },
    'Published code': { objective: 'published code', epochs: 5, learningRate: 1e-5, permutations: 1 },
  },
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  wholeSeries: ({ objective }) => objective === 'published code',
  looksAhead: true,
  needs: ({ pieces, pieceLength }) => ({ train: pieces * pieceLength + 1, score: pieces * pieceLength }),

  continues: true,
  async fit(train, settings, job, before): Promise<StenModel> {
    const width = settings.pieces * settings.pieceLength
    const scaler = before?.scaler ?? fitScaler(train, settings.scaling)
    const segments = scaledSegments(train, scaler)
    const measuring = measuringOf(settings, job.seed)
    const list = listWindows(
      segments,
      width,
      trainingStride(
        train.map((segment) => segment.times.length),
        width,
        settings.stride,
      ),
    )
    const { weights, note } = await trainSten(segments, list, measuring, settings, job, before?.weights)
    const network = await stenNetwork(weights, segments[0].values.length, measuring, job)
    try {
      const partners = network.embed(
        segments,
        someWindows(segments, width, settings.partners, seededRandom(job.seed ^ 0xa27)),
      )
      const order = running()
      const distance = running()
      for (const segment of segments)
        if (segment.times.length >= width)
          await network.measure(segment, partners, job, (_, orders, distances) => {
            orders.forEach(order.take)
            distances.forEach(distance.take)
          })
      return { scaler, weights, seed: job.seed, partners, order: order.result(), distance: distance.result(), note }
    } finally {
      network.dispose()
    }
  },

  async score(model, segment, settings, job) {
    const width = settings.pieces * settings.pieceLength
    const measuring = measuringOf(settings, model.seed)
    const [scaled] = scaledSegments([segment], model.scaler)
    const network = await stenNetwork(model.weights, segment.values.length, measuring, job)
    const sums = new Float64Array(segment.times.length)
    const counts = new Float64Array(segment.times.length)
    try {
      const published = settings.objective === 'published code'
      // The published code draws its partners from what it scores.
      const partners = published
        ? network.embed([scaled], someWindows([scaled], width, settings.partners, seededRandom(model.seed ^ 0xa27)))
        : model.partners
      await network.measure(scaled, partners, job, (first, order, distance) => {
        for (let w = 0; w < distance.length; w++)
          for (let i = 0; i < settings.pieces; i++) {
            const own = order[w * settings.pieces + i]
            const strangeness = published
              ? own + settings.beta * distance[w]
              : (own - model.order.mean) / model.order.deviation +
                (settings.beta * (distance[w] - model.distance.mean)) / model.distance.deviation
            const end = first + w + (i + 1) * settings.pieceLength
            // The published code credits a piece's last point alone.
            for (let t = published ? end - 1 : end - settings.pieceLength; t < end; t++) {
              sums[t] += strangeness
              counts[t]++
            }
          }
      })
    } finally {
      network.dispose()
    }
    const scores = sums.map((sum, t) => (counts[t] > 0 ? sum / counts[t] : NaN))
    return { scores: settings.objective === 'published code' ? betweenZeroAndOne(scores) : scores }
  },
})

/** Mean and deviation of numbers as they come; a deviation of nought counts as 1. Welford 1962. */
function running() {
  let n = 0
  let mean = 0
  let squares = 0
  return {
    take(value: number) {
      n++
      const off = value - mean
      mean += off / n
      squares += off * (value - mean)
    },
    result: () => ({ mean, deviation: firstSpread(mean, Math.sqrt(squares / n)) }),
  }
}

/** Minimum to 0 and maximum to 1, NaN kept. */
function betweenZeroAndOne(scores: Float64Array): Float64Array {
  const [low, high] = scores.reduce(
    ([a, b], v) => (Number.isNaN(v) ? [a, b] : [Math.min(a, v), Math.max(b, v)]),
    [Infinity, -Infinity],
  )
  return scores.map((v) => (high > low ? (v - low) / (high - low) : Number.isNaN(v) ? NaN : 0))
}
