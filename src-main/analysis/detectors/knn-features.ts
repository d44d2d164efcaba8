import { lowerBound, upperBound } from '../../shared/search.ts'
import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { joined } from '../math/joined.ts'
import { nearestIn, pointSet, type PointSet } from '../math/nearest.ts'
import { seededRandom } from '../math/random.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { fitScaler, quantileSorted, scaled } from '../preprocessing/scaling.ts'
import { pointScores, windowCount, windowStart, type PointStep } from '../preprocessing/windows.ts'
import { defineDetector, type DataShape } from './detector.ts'
import { pointParam } from './parts/point-param.ts'
import { featureCount, windowFeatures } from './parts/window-features.ts'

/** Where a score usually lies in training, and how far it usually strays: median and median absolute deviation. */
interface Usual {
  middle: number
  spread: number
}

/** What is known of windows of one length. mean, spread — [feature]; starts — [window], time of its first point. */
interface Scale {
  length: number
  mean: Float64Array
  spread: Float64Array
  windows: PointSet
  starts: Float64Array
  usual: Usual
}

/**
 * centre, spread — [channel]; step — milliseconds; learnt — first and last time of each training segment, one after the
 * other; searches — one per channel, or one for all together; usual — the spread of its training scores.
 */
interface KnnModel {
  centre: Float64Array
  spread: Float64Array
  step: number
  learnt: Float64Array
  searches: { channels: number[]; scales: Scale[]; usual: number }[]
}

/** Neighbours whose mean distance is taken. */
const neighbours = 3
/** Distances of windows compared in one pass over the data, at most: about half a minute's work on one core. Training takes two passes. */
const budget = 2e9
/** Numbers that the training windows of all channels may take in a model. */
const mostKept = 16e6
/** Features this many deviations away are far enough: one of them must not own the distance. */
const farthest = 50
/** Of a distance in standard deviations of the statistics, and of a score in usual deviations: to stray by less is to stay where one is. */
const leastSpread = { distance: 0.01, score: 0.1 }
/** Of many channels, the strangest three in ten give the score. */
const share = 0.3

/**
 * Distance of each window, described by 27 statistics, to its three nearest training windows, at three lengths (two thirds,
 * one and four thirds of `window`). Scores are counted in what is usual for training rows whose own neighbourhood (windows that
 * start less than half a length away) is no neighbour, and so are thresholds: new rows have no such neighbours either.
 * Differs from the published code where that lets a training window meet itself in what is usual, multiplies a channel of
 * which more than half of the values are the same by 1e12 (here its standard deviation is used), and lets a distance that
 * never varies in training make any other one infinitely far.
 */
export const knnFeatures = defineDetector({
  id: 'knn-features',
  name: 'Nearest windows',
  summary:
    'Describes windows by 27 statistics (level, spread, shape, change, rhythm); finds those unlike any training window.',
  scoreMeaning:
    'How much farther than usual the windows over it lie from the nearest training windows, in usual deviations of that distance',
  reference: 'AASP-UML, entry for the TSB-AD benchmark (univariate), 2026: github.com/Dawn2310/aasp-uml',
  family: 'classical',
  learns: 'normal',
  version: 1,
  bears: 40,
  params: {
    window: {
      kind: 'integer',
      default: 96,
      min: 12,
      max: 1500,
      unit: 'points',
      label: 'Window',
      help: 'The middle one of three lengths; the others are a third shorter and longer.',
    },
    channels: {
      kind: 'choice',
      options: ['each', 'together'],
      default: 'each',
      label: 'Channels',
      help: 'Each: every channel has its own neighbours, and the strangest three in ten count. Together: one search over all statistics of all channels, which sees unusual combinations and may miss a single sensor.',
    },
    points: pointParam('mean'),
    stride: {
      kind: 'integer',
      default: 1,
      min: 1,
      max: 100,
      unit: 'points',
      label: 'Stride',
      advanced: true,
      help: 'A window begins at every so many points. Chosen so that a pass over the data takes about half a minute at most.',
    },
    samples: {
      kind: 'integer',
      default: 20_000,
      min: 50,
      max: 1_000_000,
      label: 'Training windows',
      advanced: true,
      help: 'At most this many windows of each length, spread over the training data, are compared with. The time grows with their number.',
    },
    own: {
      kind: 'choice',
      options: ['automatic', 'left out', 'counted'],
      default: 'automatic',
      label: 'Own neighbourhood',
      advanced: true,
      help: 'Left out: a training row is judged by training windows elsewhere. Counted: it finds itself, so that training rows always look normal. Automatic: left out where most of the scored rows have been trained on.',
    },
  },
  presets: { 'Published code': { own: 'counted' } },
  // New rows of a process that goes on drifting all lie farther from training than training rows from each other.
  threshold: { rule: 'median-mad-drift', params: { k: 12, drift: 25 } },
  adapt: (shape) => ({
    window: Math.min(96, Math.floor((3 * (shape.longest - 1)) / 8)),
    ...affordable(shape),
  }),
  needs: ({ window }) => ({ train: 2 * longestOf(window) + 1, score: longestOf(window) }),

  async fit(train, params, job): Promise<KnnModel> {
    const scaler = fitScaler(train, 'robust')
    const step = usualStep(train.reduce((best, s) => (s.times.length > best.times.length ? s : best)).times)
    const own = params.own === 'counted' ? 0 : step
    const data = train.map((segment) => segment.values.map((v, c) => scaled(v, scaler, c)))
    const each = train[0].values.map((_, c) => [c])
    const searches: KnnModel['searches'] = []
    for (const channels of params.channels === 'each' ? each : [each.flat()]) {
      const scales: Scale[] = []
      for (const length of lengthsOf(params.window)) {
        await job.checkpoint({ phase: 'Training', done: searches.length, total: each.length, unit: 'channels' })
        scales.push(await learnScale(train, data, channels, length, params.samples, job))
      }
      const fused: Float64Array[] = []
      const parts: Float64Array[][] = scales.map(() => [])
      for (const [s, segment] of train.entries()) {
        const points: Float64Array[] = []
        for (const scale of scales) points.push(await distances(scale, segment, data[s], channels, params, own, job))
        points.forEach((p, i) => parts[i].push(p))
      }
      const most = longestOf(params.window)
      scales.forEach((scale, i) => (scale.usual = usualOf(parts[i], scale.length, leastSpread.distance)))
      train.forEach((_, s) =>
        fused.push(
          meanOver(
            scales,
            parts.map((part) => part[s]),
          ),
        ),
      )
      searches.push({ channels, scales, usual: usualOf(fused, most, leastSpread.score).spread })
    }
    const learnt = Float64Array.from(train.flatMap(({ times }) => [times[0], times[times.length - 1]]))
    return { ...scaler, step, learnt, searches }
  },

  async score(model, segment, params, job) {
    const n = segment.times.length
    const data = segment.values.map((values, c) => scaled(values, model, c))
    const leaveOut = params.own === 'left out' || (params.own === 'automatic' && mostlyLearnt(model, segment))
    const own = leaveOut ? model.step : 0
    const found: Float64Array[] = []
    for (const { channels, scales, usual } of model.searches) {
      const points: Float64Array[] = []
      for (const scale of scales) points.push(await distances(scale, segment, data, channels, params, own, job))
      found.push(meanOver(scales, points).map((v) => v / usual))
    }
    if (model.searches[0].channels.length > 1) return { scores: found[0] }
    const contributions = found.map(() => new Float32Array(n))
    const counted = Math.ceil(share * found.length)
    const here = new Float64Array(found.length)
    const scores = new Float64Array(n)
    for (let t = 0; t < n; t++) {
      for (let c = 0; c < found.length; c++) here[c] = found[c][t]
      const total = here.reduce((sum, v) => sum + v, 0)
      for (let c = 0; c < found.length; c++) contributions[c][t] = total > 0 ? here[c] / total : 1 / found.length
      here.sort()
      for (let c = found.length - counted; c < found.length; c++) scores[t] += here[c] / counted
    }
    return { scores, contributions }
  },
})

const lengthsOf = (window: number) => [Math.round((2 * window) / 3), window, Math.round((4 * window) / 3)]
const longestOf = (window: number) => lengthsOf(window)[2]

/** Whether at least half of a segment's points lie in the training data: then nearly everything would find itself. */
function mostlyLearnt({ learnt }: KnnModel, { times }: Segment): boolean {
  let known = 0
  for (let r = 0; r < learnt.length; r += 2)
    known += Math.max(0, upperBound(times, learnt[r + 1]) - lowerBound(times, learnt[r]))
  return 2 * known >= times.length
}

/** As many training windows, and as small a stride, as keep one pass over the data within its budget. */
function affordable({ points, channels }: DataShape): { stride: number; samples: number } {
  const kept = Math.floor(mostKept / (3 * featureCount * channels))
  const wanted = Math.max(50, Math.min(20_000, points, kept))
  const cost = (stride: number, samples: number) => ((3 * channels * points) / stride) * samples
  // Windows that begin within a sixth of their length of each other say nearly the same: strides are cheaper than neighbours.
  const stride = Math.max(1, Math.min(16, Math.ceil(cost(1, Math.min(wanted, 5000)) / budget)))
  return { stride, samples: Math.max(50, Math.min(wanted, Math.floor((wanted * budget) / cost(stride, wanted)))) }
}

/** How many usual deviations a score lies above the usual one; 0 below it. */
const above = (v: number, { middle, spread }: Usual) => Math.max(0, (v - middle) / spread)

/** points — [segment][point]; the last rows of a segment, which fewer windows cover, are left out where enough others remain. */
function usualOf(points: Float64Array[], length: number, least: number): Usual {
  const rows = joined(points.map((p) => p.subarray(0, Math.max(4, p.length - length + 1))))
    .filter((v) => !Number.isNaN(v))
    .sort()
  if (rows.length === 0) return { middle: 0, spread: 1 }
  const middle = quantileSorted(rows, 0.5)
  const around = rows.map((v) => Math.abs(v - middle)).sort()
  const deviation = Math.sqrt(rows.reduce((sum, v) => sum + (v - middle) ** 2 / rows.length, 0))
  const usual = quantileSorted(around, 0.5)
  return { middle, spread: usual > least ? usual : Math.max(least, deviation) }
}

/** points — [scale][point] → mean of what each scale calls unusual. */
function meanOver(scales: Scale[], points: Float64Array[]): Float64Array {
  return points[0].map(
    (_, t) => scales.reduce((sum, { usual }, i) => sum + above(points[i][t], usual), 0) / scales.length,
  )
}

/** Chooses training windows, one at random from each of as many equal stretches, and learns their statistics. */
async function learnScale(
  train: Segment[],
  data: Float64Array[][],
  channels: number[],
  length: number,
  most: number,
  job: Job,
): Promise<Scale> {
  const counts = train.map((segment) => windowCount(segment.times.length, length))
  const total = counts.reduce((a, b) => a + b, 0)
  const count = Math.min(most, total)
  const random = seededRandom(job.seed)
  const dims = featureCount * channels.length
  const features = new Float64Array(count * dims)
  const starts = new Float64Array(count)
  const describe = windowFeatures(length)
  let part = 0
  for (let i = 0, passed = 0; i < count; i++) {
    if (i % 256 === 0) await job.checkpoint()
    const at = count === total ? i : Math.min(total - 1, Math.floor(((i + random.next()) * total) / count))
    while (at - passed >= counts[part]) passed += counts[part++]
    starts[i] = train[part].times[at - passed]
    channels.forEach((c, k) => describe(data[part][c], at - passed, features, i * dims + k * featureCount))
  }
  const mean = new Float64Array(dims)
  const spread = new Float64Array(dims)
  for (let i = 0; i < features.length; i++) mean[i % dims] += features[i] / count
  for (let i = 0; i < features.length; i++) spread[i % dims] += (features[i] - mean[i % dims]) ** 2 / count
  for (let f = 0; f < dims; f++) spread[f] = firstSpread(mean[f], Math.sqrt(spread[f]))
  const scale = { length, mean, spread, starts, usual: { middle: 0, spread: 1 } }
  for (let i = 0; i < count; i++) standardise(features, i * dims, scale)
  await job.checkpoint()
  return { ...scale, windows: pointSet(features, dims) }
}

function standardise(features: Float64Array, at: number, { mean, spread }: Pick<Scale, 'mean' | 'spread'>): void {
  for (let f = 0; f < mean.length; f++)
    features[at + f] = Math.max(-farthest, Math.min(farthest, (features[at + f] - mean[f]) / spread[f]))
}

/** [point] — mean distance of the windows over it to their nearest training windows. step — milliseconds; 0 counts a window's own neighbourhood. */
async function distances(
  scale: Scale,
  segment: Segment,
  data: Float64Array[],
  channels: number[],
  { stride, points }: { stride: number; points: PointStep },
  step: number,
  job: Job,
): Promise<Float64Array> {
  const n = segment.times.length
  const windows = new Float64Array(windowCount(n, scale.length, stride))
  const describe = windowFeatures(scale.length)
  const nearest = nearestIn(scale.windows, neighbours)
  const features = new Float64Array(featureCount * channels.length)
  const own = (scale.length / 2) * step
  for (let i = 0; i < windows.length; i++) {
    if (i % 64 === 0) await job.checkpoint({ phase: 'Scoring', done: i, total: windows.length, unit: 'windows' })
    const start = windowStart(i, n, scale.length, stride)
    channels.forEach((c, k) => describe(data[c], start, features, k * featureCount))
    standardise(features, 0, scale)
    const time = segment.times[start]
    windows[i] = nearest(features, 0, (j) => Math.abs(scale.starts[j] - time) < own)
  }
  return pointScores(windows, n, scale.length, stride, points)
}
