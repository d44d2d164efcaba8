import { advance, levelled, meanOf, slidingPair, type Pair } from '../math/sliding-correlation.ts'
import type { Job } from '../job.ts'
import { pointScores } from '../preprocessing/windows.ts'
import { defineDetector } from './detector.ts'
import { pointParam } from './parts/point-param.ts'
import { keptTraining, profileNeeds, profileParams, type ProfileModel } from './parts/profile-windows.ts'

/**
 * Matrix profile: z-normalised Euclidean distance of each window to its nearest neighbour, averaged over the channels
 * before the nearest is chosen; divided by √(2 · window), so that unrelated shapes lie near 1.
 */
export const matrixProfile = defineDetector({
  id: 'matrix-profile',
  name: 'Matrix profile',
  summary:
    'Finds windows whose shape occurs nowhere else (discords), whatever their level and size. Needs no training.',
  scoreMeaning:
    'How unlike every other window the windows over it are in shape: 0 is the same shape as another, 1 is unrelated to all',
  reference: 'Yeh et al., Matrix Profile I, ICDM 2016; computed as in Zhu et al., Matrix Profile II, ICDM 2016',
  family: 'classical',
  learns: 'nothing',
  version: 1,
  // A shape that occurs elsewhere is no discord, however strange.
  bears: 0,
  params: {
    ...profileParams,
    points: pointParam('mean'),
    neighbours: {
      kind: 'integer',
      default: 20_000,
      min: 100,
      max: 10_000_000,
      label: 'Windows compared with',
      advanced: true,
      help: 'At most this many, in stretches evenly spread over the data: the time grows with their number.',
    },
  },
  // What is judged is all there is to calibrate on: anomalies in it, up to a quarter, move neither the quantile nor the median.
  threshold: { rule: 'trimmed-quantile', params: { p: 75, margin: 2 } },
  adapt: (shape) => ({ window: Math.max(4, Math.min(shape.period ?? 100, Math.floor(shape.longest / 5))) }),
  wholeSeries: () => true,
  needs: profileNeeds,

  fit: (train, params): Promise<ProfileModel> => Promise.resolve(keptTraining(train, params)),

  async score(model, segment, params, job) {
    const n = segment.times.length
    const w = params.window
    const references = params.compare === 'training' ? model.training : [segment.values]
    const exclusion = params.compare === 'training' ? -1 : Math.ceil(w / 2)
    const nearest = new Float64Array(n - w + 1).fill(Infinity)
    const stretches = references.flatMap((values) => stretchesOf(values, w, params.neighbours / references.length))
    for (const [i, stretch] of stretches.entries())
      await join(segment.values, stretch, w, exclusion, nearest, job, i, stretches.length)
    // A window whose every neighbour was excluded has nothing to be compared with.
    const windowScores = nearest.map((squares) => (squares === Infinity ? NaN : Math.sqrt(squares / (2 * w))))
    return { scores: pointScores(windowScores, n, w, 1, params.points), windowScores }
  },
})

/** A stretch of the data that windows are compared with, and where in its series it begins. */
interface Stretch {
  values: Float64Array[]
  start: number
}

/** The whole series, or ten stretches of it that hold about `most` windows together. */
function stretchesOf(values: Float64Array[], window: number, most: number): Stretch[] {
  const n = values[0].length
  if (n - window + 1 <= most) return [{ values, start: 0 }]
  const parts = 10
  const length = Math.max(2 * window, Math.ceil(most / parts) + window - 1)
  return Array.from({ length: parts }, (_, i) => {
    const start = Math.round((i * (n - length)) / (parts - 1))
    return { values: values.map((v) => v.subarray(start, start + length)), start }
  })
}

/** Lowers `nearest` — [window], mean squared z-normalised distance over the channels — to the nearest in one stretch. */
async function join(
  queries: Float64Array[],
  stretch: Stretch,
  w: number,
  exclusion: number,
  nearest: Float64Array,
  job: Job,
  done: number,
  total: number,
): Promise<void> {
  const channels = queries.length
  const pairs = queries.map((values, c) => {
    const level = meanOf(values)
    return slidingPair(levelled(values, level), levelled(stretch.values[c], level), w)
  })
  const columns = stretch.values[0].length - w + 1
  const squares = new Float64Array(columns)
  for (let i = 0; i < nearest.length; i++) {
    if (i % 16 === 0)
      await job.checkpoint({
        phase: 'Scoring',
        done: done * nearest.length + i,
        total: total * nearest.length,
        unit: 'windows',
      })
    squares.fill(0)
    for (const pair of pairs) {
      advance(pair, i, w)
      addDistances(pair, i, w, squares)
    }
    const from = i - exclusion - stretch.start
    const to = i + exclusion - stretch.start
    let best = nearest[i] * channels
    for (let j = 0; j < columns; j++) if (squares[j] < best && (j < from || j > to || exclusion < 0)) best = squares[j]
    nearest[i] = Math.max(0, best) / channels
  }
}

/** Squared distance 2w(1 − correlation); a flat window is like another flat one, and unrelated to any that is not. */
function addDistances({ a, b, dots }: Pair, i: number, w: number, squares: Float64Array): void {
  const mean = a.mean[i]
  const inverse = a.inverse[i]
  for (let j = 0; j < squares.length; j++) {
    if (inverse === 0 || b.inverse[j] === 0) squares[j] += inverse === b.inverse[j] ? 0 : 2 * w
    else
      squares[j] += 2 * w * (1 - Math.max(-1, Math.min(1, (dots[j] / w - mean * b.mean[j]) * inverse * b.inverse[j])))
  }
}
