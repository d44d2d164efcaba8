import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import type { StoredWeights } from '../layers/weights.ts'
import { joined } from '../math/joined.ts'
import { nearestIn, pointSet, type PointSet } from '../math/nearest.ts'
import { seededRandom, shuffle, type Random } from '../math/random.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { fitScaler, scaled, type Scaler } from '../preprocessing/scaling.ts'
import { gatherWindows, listWindows, pointScores, windowCount, type WindowList } from '../preprocessing/windows.ts'
import { tensorFlow } from '../tensorflow.ts'
import { miniBatches } from './parts/clusters.ts'
import { scaledSegments, scoringBatch } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { trainedNetwork } from './networks/network.ts'
import { embedded, encode, encoderSpecs, learnPatches, type PatchSettings } from './networks/patch-network.ts'

const params = {
  window: {
    kind: 'integer',
    default: 64,
    min: 8,
    max: 1024,
    unit: 'points',
    label: 'Patch',
    help: 'Points of a patch, the piece of data that is described by its shape.',
  },
  filters: {
    kind: 'integer',
    default: 64,
    min: 4,
    max: 512,
    label: 'Filters',
    help: 'Width of the network; the published one has 128 and takes four times as long.',
  },
  iterations: {
    kind: 'integer',
    default: 100,
    min: 0,
    max: 10_000,
    label: 'Training steps',
    help: '0 leaves the network as it was drawn at random: what training adds shows beside it.',
  },
  normalise: {
    kind: 'choice',
    options: ['each patch', 'training'],
    default: 'each patch',
    label: 'Level and size',
    help: 'Each patch: shape alone is compared, level and size are judged row by row. Training: patches keep the level and size they have in training units.',
  },
  batch: {
    kind: 'integer',
    default: 128,
    min: 4,
    max: 4096,
    unit: 'patches',
    label: 'Batch',
    advanced: true,
    help: 'Patches per training step, each held against all others of the step.',
  },
  learningRate: {
    kind: 'number',
    default: 0.0001,
    min: 1e-6,
    max: 1,
    label: 'Learning rate',
    advanced: true,
    help: 'At the beginning; it falls to a tenth by the end.',
  },
  level: {
    kind: 'number',
    default: 0.667,
    min: 0,
    max: 100,
    label: 'Weight of single values',
    advanced: true,
    help: 'How much a value far from the usual one counts beside the shape.',
  },
  smooth: {
    kind: 'number',
    default: 0.2,
    min: 0,
    max: 100,
    label: 'Weight of the level',
    advanced: true,
    help: 'How much the mean over 65 rows counts, where it is far from the usual one.',
  },
  stride: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 1000,
    unit: 'points',
    label: 'Stride',
    advanced: true,
    help: 'A patch begins at every so many points. Chosen so that no more than about 40,000 patches are described.',
  },
} as const

interface Settings extends PatchSettings {
  stride: number
}

/** Where a part of the score lies in training, and how it spreads there. */
interface Usual {
  mean: number
  spread: number
}

/** bank — patches that stand for all of training; starts — [bank], the time of the first point of each; step — milliseconds. */
interface PatchModel extends Scaler {
  weights: StoredWeights
  note: string | null
  bank: PointSet
  starts: Float64Array
  step: number
  usual: { shape: Usual; level: Usual[]; smooth: Usual[] }
}

const neighbours = 3
const mostCentres = 1024
/** More patches than this are not told apart by the bank. */
const mostLearned = 20_000
const mostScored = 40_000
/** Share of the training patches that the bank is made of. */
const banked = 0.8
/** Rows before and after, over which the level is taken. */
const around = 32

/**
 * A convolutional network describes patches by their shape, and a patch is strange that lies far from the three nearest of a bank of
 * training patches; values and levels far from the usual ones count beside it, because the shape does not know them. After PaAno, in the
 * form that its successor PAI was submitted to the TSB-AD benchmark: nearest negative in the batch, the length of a description held
 * steady between neighbours, and a teacher, the moving average of the network, that describes in the end. Where it differs: without
 * weight decay (1e-4) and gradient clipping; all parts of the score are standardised by training rows and not by the scored series;
 * values and levels are taken per channel, so that the channel of the largest unit does not own them; the bank holds the patch nearest
 * to each centre instead of the centre, so that a training row can be judged without its own neighbourhood, and thresholds hold.
 * Costs 9 million multiplications per patch at 64 filters: 20 s to train and 4 s for 20,000 patches on two cores, at 128 filters four
 * times as much; the published size takes eight minutes.
 */
export const patchEmbedding = defineDetector({
  id: 'patch-embedding',
  name: 'Patch embedding',
  summary:
    'A small network learns to describe the shape of short patches; finds patches unlike any training patch, and values and levels that are unusual.',
  scoreMeaning:
    'How far the shape of the patches over it, its value and its level lie above what is usual in training, in standard deviations, weighted and added',
  reference: 'PaAno, 2026, arXiv 2602.01359: github.com/jinnnju/PaAno; PAI, an entry of TSB-AD',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  presets: {
    'Published size': { window: 64, filters: 128, iterations: 200, batch: 512, learningRate: 0.0001 },
    'Untrained network': { iterations: 0 },
  },
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  adapt: ({ longest, points }) => ({
    window: Math.max(8, Math.min(64, Math.floor(longest / 4))),
    stride: Math.max(1, Math.min(32, Math.ceil(points / mostScored))),
  }),
  // Two patches that have neighbours, and one that is none of them.
  wholeSeries: () => true,
  needs: ({ window }) => ({ train: 2 * window + 2, score: window }),

  async fit(train, settings, job): Promise<PatchModel> {
    const scaler = fitScaler(train, 'robust')
    const segments = scaledSegments(train, scaler)
    const random = seededRandom(job.seed)
    const { weights, note } = await learnPatches(segments, settings, random, job)

    const lengths = train.map((segment) => segment.times.length)
    const total = lengths.reduce((n, length) => n + windowCount(length, settings.window), 0)
    const list = listWindows(segments, settings.window, Math.max(1, Math.ceil(total / mostLearned)))
    const all = await descriptions({ weights }, segments, list, settings, job)
    const { bank, chosen } = await bankOf(all, list.count, random, job)
    const starts = Float64Array.from(chosen, (i) => train[list.segment[i]].times[list.start[i]])
    const step = usualStep(train.reduce((best, s) => (s.times.length > best.times.length ? s : best)).times)
    const model = { ...scaler, weights, note, bank, starts, step }

    const shapes: Float64Array[] = []
    for (const segment of train) shapes.push(await shapeScores(model, segment, settings, job))
    const channels = scaler.centre.map((_, c) => c)
    const over = (part: (values: Float64Array) => Float64Array) =>
      Array.from(channels, (c) => usualOf(segments.map(({ values }) => part(values[c]))))
    return { ...model, usual: { shape: usualOf(shapes), level: over(levels), smooth: over(smoothLevels) } }
  },

  async score(model, segment, settings, job) {
    const scores = await shapeScores(model, segment, settings, job)
    const { shape, level, smooth } = model.usual
    for (let t = 0; t < scores.length; t++) scores[t] = above(scores[t], shape)
    segment.values.forEach((values, c) => {
      const z = scaled(values, model, c)
      const [single, mean] = [levels(z), smoothLevels(z)]
      const share = 1 / segment.values.length
      for (let t = 0; t < scores.length; t++)
        scores[t] += share * (settings.level * above(single[t], level[c]) + settings.smooth * above(mean[t], smooth[c]))
    })
    return { scores }
  },
})

const above = (v: number, { mean, spread }: Usual) => (v - mean) / spread

/** parts — [segment][point]. */
function usualOf(parts: Float64Array[]): Usual {
  const known = joined(parts).filter((v) => !Number.isNaN(v))
  if (known.length === 0) return { mean: 0, spread: 1 }
  const mean = known.reduce((sum, v) => sum + v, 0) / known.length
  const deviation = Math.sqrt(known.reduce((sum, v) => sum + (v - mean) ** 2, 0) / known.length)
  return { mean, spread: firstSpread(mean, deviation) }
}

const levels = (z: Float64Array) => z.map(Math.abs)

/** |mean of the rows around|, fewer at the ends. */
function smoothLevels(z: Float64Array): Float64Array {
  const sums = new Float64Array(z.length + 1)
  for (let t = 0; t < z.length; t++) sums[t + 1] = sums[t] + z[t]
  return z.map((_, t) => {
    const [from, to] = [Math.max(0, t - around), Math.min(z.length, t + around + 1)]
    return Math.abs((sums[to] - sums[from]) / (to - from))
  })
}

/** [window · size] of all windows in the list. */
async function descriptions(
  { weights }: Pick<PatchModel, 'weights'>,
  segments: Segment[],
  list: WindowList,
  settings: Settings,
  job: Job,
): Promise<Float64Array> {
  const channels = segments[0].values.length
  const size = embedded(settings.filters)
  const out = new Float64Array(list.count * size)
  const trained = await trainedNetwork(encoderSpecs(channels, settings.filters), weights, job)
  const look = trained.graph((pass, [x]) => [encode(pass, x, settings).data])
  try {
    const most = scoringBatch(settings.window * 2 * settings.filters, job)
    for (let at = 0; at < list.count; at += most) {
      await job.checkpoint({ phase: 'Describing', done: at, total: list.count, unit: 'patches' })
      const picks = Uint32Array.from({ length: Math.min(most, list.count - at) }, (_, i) => at + i)
      const shape: [number, number, number] = [picks.length, settings.window, channels]
      out.set(look(() => [tensorFlow().tensor3d(gatherWindows(segments, list, picks), shape)])[0], at * size)
    }
  } finally {
    trained.dispose()
  }
  return out
}

/** For each of at most 1,024 centres of a random 80 % the nearest patch. all — [count · size]. */
async function bankOf(all: Float64Array, count: number, random: Random, job: Job) {
  const dims = all.length / count
  const order = shuffle(
    Uint32Array.from({ length: count }, (_, i) => i),
    random,
  ).subarray(0, Math.max(1, Math.round(banked * count)))
  const row = (i: number) => all.subarray(order[i] * dims, (order[i] + 1) * dims)
  let chosen: Uint32Array = order
  if (order.length > mostCentres) {
    const points = {
      count: order.length,
      dims,
      read: (i: number, into: Float64Array, at: number) => into.set(row(i), at),
    }
    const centres = await miniBatches(points, mostCentres, job.seed, job)
    const patches = new Float64Array(order.length * dims)
    for (let i = 0; i < order.length; i++) patches.set(row(i), i * dims)
    chosen = await nearestPatches(patches, centres, dims, order, job)
  }
  const kept = new Float64Array(chosen.length * dims)
  chosen.forEach((i, at) => kept.set(all.subarray(i * dims, (i + 1) * dims), at * dims))
  return { bank: pointSet(kept, dims), chosen }
}

async function nearestPatches(
  patches: Float64Array,
  centres: Float64Array,
  dims: number,
  order: Uint32Array,
  job: Job,
): Promise<Uint32Array> {
  const found = new Set<number>()
  for (let c = 0; c < centres.length; c += dims) {
    if (c % (16 * dims) === 0) await job.checkpoint()
    let [best, at] = [Infinity, 0]
    for (let p = 0; p < patches.length; p += dims) {
      let squares = 0
      for (let d = 0; d < dims && squares < best; d++) squares += (patches[p + d] - centres[c + d]) ** 2
      if (squares < best) [best, at] = [squares, p / dims]
    }
    found.add(order[at])
  }
  return Uint32Array.from(found)
}

/** [point] — mean distance of the patches over it to the three nearest of the bank that are not their own neighbourhood. */
async function shapeScores(
  model: Omit<PatchModel, 'usual'>,
  segment: Segment,
  settings: Settings,
  job: Job,
): Promise<Float64Array> {
  const segments = scaledSegments([segment], model)
  const list = listWindows(segments, settings.window, settings.stride)
  const all = await descriptions(model, segments, list, settings, job)
  const dims = all.length / list.count
  const nearest = nearestIn(model.bank, neighbours)
  const own = (settings.window / 2) * model.step
  const windows = new Float64Array(list.count)
  for (let i = 0; i < list.count; i++) {
    if (i % 64 === 0) await job.checkpoint({ phase: 'Scoring', done: i, total: list.count, unit: 'patches' })
    const time = segment.times[list.start[i]]
    windows[i] = nearest(all, i * dims, (j) => Math.abs(model.starts[j] - time) < own)
  }
  return pointScores(windows, segment.times.length, settings.window, settings.stride, 'mean')
}
