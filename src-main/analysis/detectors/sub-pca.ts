import { badInput } from '../../shared/errors.ts'
import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { damagedModel } from '../model-check.ts'
import { symmetricEigen } from '../math/eigen.ts'
import { gram, matrix, triangle, type Matrix } from '../math/matrix.ts'
import { svd } from '../math/svd.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { fitScaler, scaled, tempered, type Scaler } from '../preprocessing/scaling.ts'
import { pointScores } from '../preprocessing/windows.ts'
import { defineDetector } from './detector.ts'
import { limitFor, limitParam } from './parts/limit-param.ts'
import { pointParam } from './parts/point-param.ts'

/**
 * centre, spread — [channel]; mean, deviation — [dims], of each place in a window over all training windows;
 * components — [k, dims], unit rows; ratios — [k], explained-variance ratio; kept — components of the 'residual' score.
 * dims = window · channels, a window's channels one after the other.
 */
export interface SubPcaModel {
  centre: Float64Array
  spread: Float64Array
  mean: Float64Array
  deviation: Float64Array
  components: Matrix
  ratios: Float64Array
  kept: number
}

/** Beyond this many values in a window (points × channels) the components take minutes. */
const mostValues = 1200

/** Windows on which one orthogonal triangle is updated at a time: the windows themselves are never held all at once. */
const batch = 256

/**
 * Principal components of sliding windows. 'distance' is the score of the benchmark that ranks this detector best:
 * Σ over all components of (distance between the z-scored window and the unit component) / (explained-variance ratio).
 * It is an odd one (a window is compared with unit vectors, and the least components weigh most), kept as published but
 * for its size: divided by Σ 1 / ratio it ranks the same, and does not grow a thousandfold where one component hardly
 * varies in training, as it does between a model and the one its threshold is taken from. 'residual' is the plain distance from the plane of the first components, and the one for several channels.
 */
export const subPca = defineDetector({
  id: 'sub-pca',
  name: 'Sub-PCA',
  summary:
    'Learns the shapes that windows are made of; finds windows that do not fit them. Strong on one periodic channel.',
  scoreMeaning: {
    param: 'score',
    of: {
      distance:
        'The mean distance of the window from its principal shapes, those that explain least counting most: a number without a unit',
      residual: 'How far the window lies from what its main shapes can make, in standard deviations',
    },
  },
  reference:
    'Aggarwal, Outlier Analysis, 2017, section 3.3; as run in Liu and Paparrizos, The Elephant in the Room (TSB-AD), NeurIPS 2024',
  family: 'classical',
  learns: 'normal',
  version: 2,
  params: {
    window: {
      kind: 'integer',
      default: 125,
      min: 2,
      max: 2000,
      unit: 'points',
      label: 'Window',
      help: 'About one period of the data.',
    },
    score: {
      kind: 'choice',
      options: ['distance', 'residual'],
      default: 'distance',
      label: 'Score',
      help: 'Distance is the published score; residual is what the first components cannot rebuild.',
    },
    points: pointParam('center'),
    limit: limitParam,
    variance: {
      kind: 'number',
      default: 0.9,
      min: 0.01,
      max: 0.9999,
      label: 'Explained variance',
      advanced: true,
      help: 'For the residual score: as few components as explain more than this share of the variance.',
    },
    samples: {
      kind: 'integer',
      default: 50_000,
      min: 100,
      max: 10_000_000,
      label: 'Training windows',
      advanced: true,
      help: 'At most this many windows, evenly spread, are learned from.',
    },
  },
  presets: {
    'TSB-AD benchmark': { score: 'distance' },
    'Many channels': { score: 'residual', window: 20, variance: 0.9 },
  },
  // Chosen on every second SKAB file with a look at BATADAL, and reported on the others (docs/benchmarks.md); an outlier among the scores hardly moves it, nor does a drift of all rows.
  threshold: { rule: 'log-median-mad', params: { k: 2.25, drift: 10 } },
  // The published score is made for one channel. Of many, 20 points are enough: each brings its past into every other.
  adapt: (shape) => ({
    window: Math.max(
      2,
      Math.min(shape.vusWindow ?? 20, Math.floor(shape.longest / 3), Math.floor(400 / shape.channels)),
    ),
    score: shape.channels === 1 ? 'distance' : 'residual',
  }),
  heldOut: () => 0.25,
  needs: (params) => ({ train: params.window + 1, score: params.window }),

  async fit(train, params, job): Promise<SubPcaModel> {
    const values = params.window * train[0].values.length
    if (values > mostValues)
      throw badInput(
        `A window of ${params.window} points on ${train[0].values.length} channels holds ${values} values; ` +
          `sub-pca takes at most ${mostValues}: use a shorter window or fewer channels.`,
      )
    const scaler = fitScaler(train, 'z-score')
    const source = windowSource(
      train.map((s) => scaledWithin(s, scaler, params.limit)),
      params.window,
      params.samples,
    )
    const { mean, deviation } = await placeStatistics(source, job)
    const { dims } = source
    const stack = matrix(dims + batch, dims)
    for (let from = 0; from < source.count; from += batch) {
      await job.checkpoint({ phase: 'Training', done: from, total: source.count, unit: 'windows' })
      const to = Math.min(source.count, from + batch)
      for (let i = from; i < to; i++)
        standardised(
          source,
          i,
          mean,
          deviation,
          stack.data.subarray((dims + i - from) * dims, (dims + i - from + 1) * dims),
        )
      stack.data.fill(0, (dims + to - from) * dims)
      triangle(stack, dims)
    }
    await job.checkpoint()
    const { squares, vectors } = spectrum(matrix(dims, dims, stack.data.slice(0, dims * dims)), params.score)
    const total = squares.reduce((sum, s) => sum + s, 0)
    // Windows that are all the same have no components: what is scored is then how far a window lies from them.
    // Components that explain nothing (more places than windows, constant channels) are rounding, not components.
    const count = squares.findLastIndex((s, k) => k < source.count && s / total > 1e-30) + 1
    const components = matrix(count, dims, vectors.data.slice(0, count * dims))
    const ratios = squares.slice(0, count).map((s) => s / total)
    if (params.score === 'distance') await turn(components, source, mean, deviation, job)
    let sum = 0
    const kept = ratios.findIndex((ratio) => (sum += ratio) > params.variance)
    return { ...scaler, mean, deviation, components, ratios, kept: kept < 0 ? count : kept + 1 }
  },

  async score(model, segment, params, job) {
    const windowScores = await scoreWindows(model, segment, params, job)
    return { scores: pointScores(windowScores, segment.times.length, params.window, 1, params.points), windowScores }
  },
})

const scaledWithin = ({ values }: Segment, scaler: Scaler, limit: number) =>
  values.map((v, c) => tempered(scaled(v, scaler, c), limitFor(values.length, limit)))

/** Squared singular values of the triangle, descending, and right singular vectors. Where the least of them count, at twice the digits. */
function spectrum(triangular: Matrix, score: 'distance' | 'residual'): { squares: Float64Array; vectors: Matrix } {
  if (score === 'residual') {
    const { values, vectors } = symmetricEigen(gram(triangular))
    return { squares: values.map((v) => Math.max(0, v)), vectors }
  }
  const { values, vectors } = svd(triangular)
  return { squares: values.map((v) => v * v), vectors }
}

interface WindowSource {
  count: number
  dims: number
  /** Writes window i into `into`. */
  read(i: number, into: Float64Array): void
}

/** All windows of stride 1, or at most `most` of them, evenly spread. data — [segment][channel][time]. */
function windowSource(data: Float64Array[][], window: number, most: number): WindowSource {
  const counts = data.map((values) => Math.max(0, values[0].length - window + 1))
  const total = counts.reduce((sum, n) => sum + n, 0)
  const count = Math.min(total, most)
  return {
    count,
    dims: window * data[0].length,
    read(i, into) {
      let start = Math.floor((i * total) / count)
      let part = 0
      while (start >= counts[part]) start -= counts[part++]
      data[part].forEach((values, c) => into.set(values.subarray(start, start + window), c * window))
    },
  }
}

async function placeStatistics(
  source: WindowSource,
  job: Job,
): Promise<{ mean: Float64Array; deviation: Float64Array }> {
  const x = new Float64Array(source.dims)
  const mean = new Float64Array(source.dims)
  const squares = new Float64Array(source.dims)
  for (let i = 0; i < source.count; i++) {
    if (i % 1024 === 0) await job.checkpoint()
    source.read(i, x)
    for (let d = 0; d < x.length; d++) mean[d] += x[d] / source.count
  }
  for (let i = 0; i < source.count; i++) {
    if (i % 1024 === 0) await job.checkpoint()
    source.read(i, x)
    for (let d = 0; d < x.length; d++) squares[d] += (x[d] - mean[d]) ** 2
  }
  return {
    mean,
    deviation: squares.map((sum, d) => firstSpread(Math.max(1, Math.abs(mean[d])), Math.sqrt(sum / source.count))),
  }
}

function standardised(
  source: WindowSource,
  i: number,
  mean: Float64Array,
  deviation: Float64Array,
  into: Float64Array,
): void {
  source.read(i, into)
  for (let d = 0; d < into.length; d++) into[d] = (into[d] - mean[d]) / deviation[d]
}

/** Turns each component so that the training window that leans on it most does so positively: the published score is not blind to signs. */
async function turn(
  components: Matrix,
  source: WindowSource,
  mean: Float64Array,
  deviation: Float64Array,
  job: Job,
): Promise<void> {
  const { rows, cols, data } = components
  const x = new Float64Array(cols)
  const extreme = new Float64Array(rows)
  for (let i = 0; i < source.count; i++) {
    if (i % 64 === 0) await job.checkpoint({ phase: 'Training', done: i, total: source.count, unit: 'windows' })
    standardised(source, i, mean, deviation, x)
    for (let k = 0, at = 0; k < rows; k++) {
      let along = 0
      for (let d = 0; d < cols; d++) along += x[d] * data[at++]
      if (Math.abs(along) > Math.abs(extreme[k])) extreme[k] = along
    }
  }
  for (let k = 0; k < rows; k++) if (extreme[k] < 0) for (let d = 0; d < cols; d++) data[k * cols + d] *= -1
}

async function scoreWindows(
  model: SubPcaModel,
  segment: Segment,
  params: { window: number; score: 'distance' | 'residual'; limit: number },
  job: Job,
): Promise<Float64Array> {
  const source = windowSource([scaledWithin(segment, model, params.limit)], params.window, Infinity)
  const { cols, data } = model.components
  // A model from a file may name more than it has, and every window would go through all of them.
  if (!(model.kept <= model.components.rows)) throw damagedModel('kept')
  const rows = params.score === 'distance' ? model.components.rows : model.kept
  const x = new Float64Array(cols)
  const scores = new Float64Array(source.count)
  const weights = model.ratios.map((ratio) => 1 / ratio)
  const whole = weights.reduce((a, b) => a + b, 0)
  for (let i = 0; i < source.count; i++) {
    if (i % 64 === 0) await job.checkpoint({ phase: 'Scoring', done: i, total: source.count, unit: 'windows' })
    standardised(source, i, model.mean, model.deviation, x)
    let squares = 0
    for (let d = 0; d < cols; d++) squares += x[d] * x[d]
    let sum = 0
    let explained = 0
    for (let k = 0, at = 0; k < rows; k++) {
      let along = 0
      for (let d = 0; d < cols; d++) along += x[d] * data[at++]
      explained += along * along
      sum += Math.sqrt(Math.max(0, squares + 1 - 2 * along)) * weights[k]
    }
    scores[i] = params.score === 'distance' && whole > 0 ? sum / whole : Math.sqrt(Math.max(0, squares - explained))
  }
  return scores
}
