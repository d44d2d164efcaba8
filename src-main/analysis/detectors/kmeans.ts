import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { nearestPatterns } from '../math/sliding-nearest.ts'
import { fitScaler, scaled, tempered, type Scaler } from '../preprocessing/scaling.ts'
import { pointScores, type PointStep } from '../preprocessing/windows.ts'
import { lloyd, miniBatches, mostPoints, nearestCentres, type Points } from './parts/clusters.ts'
import { shares } from './parts/contributions.ts'
import { joined } from '../math/joined.ts'
import { defineDetector } from './detector.ts'
import { limitFor, limitParam } from './parts/limit-param.ts'
import { pointParam } from './parts/point-param.ts'
import { raisedBy, SHORT, shortScale, type ShortScale } from './parts/short-windows.ts'

/** centres — [k · window · channels], a window's channels one after the other, in scaled units; short — the same of short windows, where they are looked at. */
export interface KMeansModel extends Scaler {
  centres: Float64Array
  short?: { centres: Float64Array; scale: ShortScale }
}

interface Params {
  clusters: number
  window: number
  points: PointStep
  limit: number
  recurring: boolean
  learning: 'at once' | 'in batches'
  samples: number
}

/**
 * Distance of a window to the nearest of k typical windows. Learning takes at most `samples` windows, and fewer where windows of
 * many channels would not fit into 64 MB; scoring costs as much as a few dozen Fourier transforms, whatever the window.
 */
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
    points: pointParam('mean'),
    limit: limitParam,
    recurring: {
      kind: 'boolean',
      default: false,
      label: 'Only what recurs',
      advanced: true,
      help: 'A window that came at one time only is not typical: without such, an anomaly in the training data does not pass for normal.',
    },
    short: {
      kind: 'boolean',
      default: false,
      label: 'Short windows too',
      advanced: true,
      help: `Also looks at windows of ${SHORT} points: what lasts for a few points, or is in between where the data never are, counts where it is far beyond what chance brings.`,
    },
    learning: {
      kind: 'choice',
      options: ['at once', 'in batches'],
      default: 'at once',
      label: 'Learning',
      advanced: true,
      help: 'At once: all chosen windows in every round. In batches: random batches of 1,024 of them, for very many windows.',
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
  presets: {
    'TAB benchmark': { clusters: 20, window: 100, learning: 'in batches', samples: 1_000_000, points: 'mean' },
  },
  threshold: { rule: 'maximum', params: {} },
  // A training window lies on or near a centre: how far normal windows lie shows on some that no centre was made of. Half
  // of the data, because a window takes up to a quarter of a short stretch, and two of them must fit into what is held out.
  heldOut: () => 0.5,
  adapt: (shape) => ({ window: Math.max(1, Math.min(wholePeriods(shape.period), Math.floor(shape.longest / 4))) }),
  needs: (params) => ({ train: params.window + 1, score: params.window }),

  async fit(train, params, job): Promise<KMeansModel> {
    const scaler = fitScaler(train, 'z-score')
    const data = train.map((segment) => scaledWithin(segment, scaler, params.limit))
    const centres = await typical(train, data, params, job)
    if (!params.short || params.window <= 2 * SHORT) return { ...scaler, centres }
    const brief = await typical(train, data, { ...params, window: SHORT }, job)
    const rowScores = async (of: Float64Array, window: number) => {
      const parts: Float64Array[] = []
      for (const z of data)
        if (z[0].length >= params.window)
          parts.push(rowsOf((await distances(z, of, window, job)).windowScores, z, window, params.points))
      return joined(parts)
    }
    const scale = shortScale(await rowScores(centres, params.window), await rowScores(brief, SHORT), params.window)
    return { ...scaler, centres, ...(scale && { short: { centres: brief, scale } }) }
  },

  async score(model, segment, params, job) {
    const n = segment.times.length
    const w = params.window
    const z = scaledWithin(segment, model, params.limit)
    const { windowScores, squares } = await distances(z, model.centres, w, job)
    const step = params.points
    const long = rowsOf(windowScores, z, w, step)
    const short =
      model.short && rowsOf((await distances(z, model.short.centres, SHORT, job)).windowScores, z, SHORT, step)
    // A row's score that ends on it looks at no row after it.
    const reach = step === 'last' ? 0 : Math.ceil(w / 20)
    return {
      scores: model.short && short ? raisedBy(long, short, model.short.scale, reach) : long,
      contributions: shares(
        squares.map((channel) =>
          pointScores(channel, n, w, 1, step === 'last' || step === 'inner-mean' ? step : 'mean'),
        ),
      ),
      ...(w > 1 && { windowScores }),
    }
  },
})

const rowsOf = (windowScores: Float64Array, z: Float64Array[], window: number, step: PointStep) =>
  pointScores(windowScores, z[0].length, window, 1, step)

/** Centres of windows of the training data, [k · window · channels]. data — the segments in scaled units. */
async function typical(train: Segment[], data: Float64Array[][], params: Params, job: Job): Promise<Float64Array> {
  const inBatches = params.learning === 'in batches'
  const room = inBatches ? Infinity : mostPoints(params.window * data[0].length)
  const windows = spreadWindows(data, params.window, Math.min(params.samples, room))
  const centres = await (inBatches ? miniBatches : lloyd)(windows, params.clusters, job.seed, job)
  if (!params.recurring) return centres
  const rows = Float64Array.from({ length: windows.count }, (_, i) => {
    const { part, start } = windows.place(i)
    return train[part].start + start
  })
  return recurring(centres, windows.dims, await nearestCentres(windows, centres, job), rows, params.window)
}

/** As many whole periods as fill 100 points: shorter windows hold too little shape to be told apart. 100 where there is no period. */
const wholePeriods = (period: number | null) => (period === null ? 100 : period * Math.ceil(100 / period))

const scaledWithin = ({ values }: Segment, scaler: Scaler, limit: number) =>
  values.map((v, c) => tempered(scaled(v, scaler, c), limitFor(values.length, limit)))

/** windowScores — per value, so that windows of different lengths give comparable scores; squares — [channel][window]. */
async function distances(z: Float64Array[], centres: Float64Array, window: number, job: Job) {
  const nearest = await nearestPatterns(z, centres, window, job)
  const dims = window * z.length
  const windowScores = new Float64Array(nearest.length)
  const squares = z.map(() => new Float32Array(nearest.length))
  const every = Math.max(1, Math.floor(4e6 / dims))
  for (let start = 0; start < nearest.length; start++) {
    if (start % every === 0)
      await job.checkpoint({ phase: 'Scoring', done: start, total: nearest.length, unit: 'windows' })
    let sum = 0
    for (let c = 0, at = nearest[start] * dims; c < z.length; c++) {
      let own = 0
      const values = z[c]
      for (let t = start; t < start + window; t++, at++) own += (values[t] - centres[at]) ** 2
      sum += squares[c][start] = own
    }
    windowScores[start] = Math.sqrt(sum / dims)
  }
  return { windowScores, squares }
}

/** At most `most` windows, evenly spread over the segments. data — [segment][channel][time]. */
function spreadWindows(data: Float64Array[][], window: number, most: number) {
  const counts = data.map((values) => Math.max(0, values[0].length - window + 1))
  const total = counts.reduce((sum, n) => sum + n, 0)
  const count = Math.min(most, total)
  /** Its segment, and its first row there. */
  const place = (i: number) => {
    let start = Math.floor((i * total) / count)
    let part = 0
    while (start >= counts[part]) start -= counts[part++]
    return { part, start }
  }
  const points: Points = {
    count,
    dims: window * data[0].length,
    read(i, into, at) {
      const { part, start } = place(i)
      data[part].forEach((values, c) => into.set(values.subarray(start, start + window), at + c * window))
    },
  }
  return { ...points, place }
}

/**
 * The centres without those whose windows all lie within two windows of each other: whatever is shorter than a window and came once makes
 * one of its own. All of them where none is left. dims — values of a centre; nearest, rows — [window], its centre and its first row.
 */
function recurring(
  centres: Float64Array,
  dims: number,
  nearest: Int32Array,
  rows: Float64Array,
  window: number,
): Float64Array {
  const k = centres.length / dims
  const first = new Float64Array(k).fill(Infinity)
  const last = new Float64Array(k).fill(-Infinity)
  nearest.forEach((c, i) => {
    first[c] = Math.min(first[c], rows[i])
    last[c] = Math.max(last[c], rows[i])
  })
  const kept = [...first.keys()].filter((c) => last[c] - first[c] >= 2 * window)
  if (kept.length === 0) return centres
  return Float64Array.from(kept.flatMap((c) => [...centres.subarray(c * dims, (c + 1) * dims)]))
}
