import type { Segment } from '../../shared/series.ts'
import type { Job } from '../job.ts'
import { seededRandom, type Random } from '../math/random.ts'
import { fitScaler, scaled } from '../preprocessing/scaling.ts'
import { pointScores } from '../preprocessing/windows.ts'
import { defineDetector } from './detector.ts'

/** centre, spread — [channel]; centres — [k · window · channels], a window's channels one after the other, in scaled units. */
interface KMeansModel {
  centre: Float64Array
  spread: Float64Array
  centres: Float64Array
}

/** Distance of a window to the nearest of k typical windows (Lloyd's algorithm, k-means++ start). */
export const kmeans = defineDetector({
  id: 'kmeans',
  name: 'k-means',
  summary: 'Learns k typical windows; finds windows that look like none of them.',
  scoreMeaning:
    'The root mean squared distance of the windows over it to the nearest typical window, in standard deviations',
  reference:
    'Yairi, Kato and Hori, Fault Detection by Mining Association Rules from House-keeping Data, 2001; ' +
    'start after Arthur and Vassilvitskii, k-means++, SODA 2007',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    clusters: {
      kind: 'integer',
      default: 20,
      min: 1,
      max: 1000,
      label: 'Typical windows',
      help: 'More of them follow the training data more closely.',
    },
    window: {
      kind: 'integer',
      default: 100,
      min: 1,
      max: 2000,
      unit: 'points',
      label: 'Window',
      help: 'A few cycles of the data, or as long as what happens in it takes. 1 looks at single points.',
    },
    samples: {
      kind: 'integer',
      default: 5000,
      min: 10,
      max: 1_000_000,
      label: 'Training windows',
      advanced: true,
      help: 'At most this many windows, evenly spread, are learned from.',
    },
  },
  threshold: { rule: 'maximum', params: {} },
  // A training window lies on or near a centre: how far normal windows lie shows on some that no centre was made of. Half
  // of the data, because a window takes up to a quarter of a short stretch, and two of them must fit into what is held out.
  heldOut: () => 0.5,
  adapt: (shape) => ({ window: Math.max(1, Math.min(wholePeriods(shape.period), Math.floor(shape.longest / 4))) }),
  needs: (params) => ({ train: params.window + 1, score: params.window }),

  async fit(train, params, job): Promise<KMeansModel> {
    const scaler = fitScaler(train, 'z-score')
    const windows = spreadWindows(
      train.map((segment) => segment.values.map((v, c) => scaled(v, scaler, c))),
      params.window,
      params.samples,
    )
    const random = seededRandom(job.seed)
    const k = Math.min(params.clusters, windows.length)
    const centres = await firstCentres(windows, k, random, job)
    const dims = windows[0].length
    const nearest = new Int32Array(windows.length).fill(-1)
    for (let round = 0, moved = true; moved && round < 100; round++) {
      moved = false
      const sums = new Float64Array(k * dims)
      const counts = new Int32Array(k)
      for (let i = 0; i < windows.length; i++) {
        if (i % 256 === 0) await job.checkpoint({ phase: 'Training', done: round, total: 100, unit: 'rounds' })
        const { index } = nearestCentre(centres, windows[i])
        if (index !== nearest[i]) moved = true
        nearest[i] = index
        counts[index]++
        for (let d = 0, at = index * dims; d < dims; d++) sums[at + d] += windows[i][d]
      }
      // An empty cluster keeps its centre.
      for (let c = 0; c < k; c++)
        if (counts[c]) for (let d = 0; d < dims; d++) centres[c * dims + d] = sums[c * dims + d] / counts[c]
    }
    return { ...scaler, centres }
  },

  async score(model, segment, params, job) {
    const n = segment.times.length
    const w = params.window
    const windowScores = await distances(model, segment, w, job)
    return { scores: pointScores(windowScores, n, w, 1, 'mean'), ...(w > 1 && { windowScores }) }
  },
})

/** As many whole periods as fill 100 points: shorter windows hold too little shape to be told apart. 100 where there is no period. */
const wholePeriods = (period: number | null) => (period === null ? 100 : period * Math.ceil(100 / period))

async function distances(model: KMeansModel, segment: Segment, window: number, job: Job): Promise<Float64Array> {
  const z = segment.values.map((values, c) => scaled(values, model, c))
  const result = new Float64Array(segment.times.length - window + 1)
  const x = new Float64Array(window * z.length)
  for (let start = 0; start < result.length; start++) {
    if (start % 256 === 0)
      await job.checkpoint({ phase: 'Scoring', done: start, total: result.length, unit: 'windows' })
    z.forEach((values, c) => x.set(values.subarray(start, start + window), c * window))
    // Per value, so that windows of different lengths give comparable scores.
    result[start] = Math.sqrt(nearestCentre(model.centres, x).squares / x.length)
  }
  return result
}

function nearestCentre(centres: Float64Array, x: Float64Array): { index: number; squares: number } {
  const dims = x.length
  let index = 0
  let best = Infinity
  for (let c = 0, at = 0; at < centres.length; c++, at += dims) {
    let squares = 0
    for (let d = 0; d < dims && squares < best; d++) squares += (x[d] - centres[at + d]) ** 2
    if (squares < best) {
      best = squares
      index = c
    }
  }
  return { index, squares: best }
}

/** k-means++: each next centre is drawn in proportion to its squared distance from those there are. */
async function firstCentres(windows: Float64Array[], k: number, random: Random, job: Job): Promise<Float64Array> {
  const dims = windows[0].length
  const centres = new Float64Array(k * dims)
  centres.set(windows[random.below(windows.length)])
  const squares = new Float64Array(windows.length).fill(Infinity)
  for (let c = 1; c < k; c++) {
    await job.checkpoint({ phase: 'Training', done: 0, total: 100, unit: 'rounds' })
    const latest = centres.subarray((c - 1) * dims, c * dims)
    let total = 0
    windows.forEach((x, i) => (total += squares[i] = Math.min(squares[i], nearestCentre(latest, x).squares)))
    let left = random.next() * total
    const next = squares.findIndex((d) => (left -= d) < 0)
    centres.set(windows[next < 0 ? random.below(windows.length) : next], c * dims)
  }
  return centres
}

/** At most `most` windows, evenly spread over the segments. data — [segment][channel][time]. */
function spreadWindows(data: Float64Array[][], window: number, most: number): Float64Array[] {
  const total = data.reduce((sum, values) => sum + Math.max(0, values[0].length - window + 1), 0)
  const step = Math.max(1, total / most)
  const windows: Float64Array[] = []
  let passed = 0
  for (const values of data) {
    const count = Math.max(0, values[0].length - window + 1)
    for (let next = windows.length; Math.floor(next * step) < passed + count; next = windows.length) {
      const start = Math.floor(next * step) - passed
      const x = new Float64Array(window * values.length)
      values.forEach((v, c) => x.set(v.subarray(start, start + window), c * window))
      windows.push(x)
    }
    passed += count
  }
  return windows
}
