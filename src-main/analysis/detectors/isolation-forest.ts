import type { Segment } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { seededRandom, type Random } from '../math/random.ts'
import { fitScaler, scaled } from '../preprocessing/scaling.ts'
import { pointScores } from '../preprocessing/windows.ts'
import { defineDetector } from './detector.ts'
import { pointParam } from './parts/point-param.ts'

/**
 * All trees one after the other. roots — [tree], index of its first node; feature — [node], −1 for a leaf;
 * split — [node], the value that parts left (below) from right, in scaled units; right — [node], index of the right child
 * (the left one follows its parent); depth — [node], path length a point gets that ends in this leaf.
 */
export interface Forest {
  centre: Float64Array
  spread: Float64Array
  roots: Int32Array
  feature: Int32Array
  split: Float64Array
  right: Int32Array
  depth: Float64Array
  usual: number
}

/** Isolation forest on points, or on windows of all channels. Score 2^(−mean path / usual path): 0.5 is ordinary, near 1 is isolated. */
export const isolationForest = defineDetector({
  id: 'isolation-forest',
  name: 'Isolation forest',
  summary: 'Random cuts through the data: what a few cuts set apart from all the rest is strange.',
  scoreMeaning: 'How few random cuts set it apart, from 0 to 1: 0.5 is ordinary, near 1 is isolated',
  reference: 'Liu, Ting and Zhou, Isolation Forest, ICDM 2008',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    trees: {
      kind: 'integer',
      default: 100,
      min: 1,
      max: 2000,
      label: 'Trees',
      help: 'More trees give steadier scores and take longer.',
    },
    samples: {
      kind: 'integer',
      default: 256,
      min: 2,
      max: 100_000,
      label: 'Samples per tree',
      help: 'Small samples find rare points best.',
    },
    window: {
      kind: 'integer',
      default: 1,
      min: 1,
      max: 2000,
      unit: 'points',
      label: 'Window',
      help: '1 looks at single points; longer windows find unusual shapes.',
    },
    points: pointParam('mean'),
  },
  // Nearly every forest gives its highest score to some training row: their maximum leaves nothing to be found among them.
  threshold: { rule: 'mean-sigma', params: { k: 2 } },
  needs: (params) => ({ train: params.window + 1, score: params.window }),

  async fit(train, params, job): Promise<Forest> {
    const scaler = fitScaler(train, 'z-score')
    const data = train.map((segment) => segment.values.map((values, c) => scaled(values, scaler, c)))
    const random = seededRandom(job.seed)
    const counts = train.map((segment) => Math.max(0, segment.times.length - params.window + 1))
    const total = counts.reduce((sum, n) => sum + n, 0)
    const size = Math.min(params.samples, total)
    const nodes: Growing = { feature: [], split: [], right: [], depth: [] }
    const roots = new Int32Array(params.trees)
    for (let i = 0; i < params.trees; i++) {
      await job.checkpoint({ phase: 'Training', done: i, total: params.trees, unit: 'trees' })
      const sample = chosen(total, size, random).map((index) => windowAt(data, counts, index, params.window))
      roots[i] = nodes.feature.length
      grow(nodes, sample, 0, Math.ceil(Math.log2(Math.max(2, size))), random)
    }
    return {
      ...scaler,
      roots,
      feature: Int32Array.from(nodes.feature),
      split: Float64Array.from(nodes.split),
      right: Int32Array.from(nodes.right),
      depth: Float64Array.from(nodes.depth),
      usual: usualPath(size),
    }
  },

  async score(model, segment, params, job) {
    const windowScores = await scoreWindows(model, segment, params.window, job)
    const scores = pointScores(windowScores, segment.times.length, params.window, 1, params.points)
    return params.window === 1 ? { scores } : { scores, windowScores }
  },
})

async function scoreWindows(model: Forest, segment: Segment, window: number, job: Job): Promise<Float64Array> {
  const z = segment.values.map((values, c) => scaled(values, model, c))
  const scores = new Float64Array(segment.times.length - window + 1)
  const { roots, feature, split, right, depth, usual } = model
  // A path that goes on for ever would never be left: in a forest that was grown every child comes after its parent.
  const nodes = feature.length
  const grown = feature.every((f, node) => f < 0 || (right[node] > node && right[node] < nodes && node + 1 < nodes))
  if (!grown || !roots.every((root) => root >= 0 && root < nodes)) throw new RangeError('The trees have no leaves.')
  const x = new Float64Array(window * z.length)
  for (let start = 0; start < scores.length; start++) {
    if (start % 256 === 0)
      await job.checkpoint({ phase: 'Scoring', done: start, total: scores.length, unit: 'windows' })
    z.forEach((values, c) => x.set(values.subarray(start, start + window), c * window))
    let path = 0
    for (let node of roots) {
      while (feature[node] >= 0) node = x[feature[node]] < split[node] ? node + 1 : right[node]
      path += depth[node]
    }
    scores[start] = 2 ** -(path / roots.length / usual)
  }
  return scores
}

interface Growing {
  feature: number[]
  split: number[]
  right: number[]
  depth: number[]
}

/** Grows one (sub)tree over a sample of windows; nodes are appended in preorder. */
function grow(nodes: Growing, sample: Float64Array[], depth: number, most: number, random: Random): void {
  const here = nodes.feature.length
  const cut = depth < most && sample.length > 1 ? randomCut(sample, random) : null
  nodes.feature.push(cut ? cut.feature : -1)
  nodes.split.push(cut ? cut.value : 0)
  nodes.right.push(0)
  nodes.depth.push(cut ? 0 : depth + usualPath(sample.length))
  if (!cut) return
  grow(
    nodes,
    sample.filter((x) => x[cut.feature] < cut.value),
    depth + 1,
    most,
    random,
  )
  nodes.right[here] = nodes.feature.length
  grow(
    nodes,
    sample.filter((x) => !(x[cut.feature] < cut.value)),
    depth + 1,
    most,
    random,
  )
}

/** A random feature that varies in the sample, and a random value within its range; null where nothing varies. */
function randomCut(sample: Float64Array[], random: Random): { feature: number; value: number } | null {
  const features = sample[0].length
  const first = random.below(features)
  for (let k = 0; k < features; k++) {
    const feature = (first + k) % features
    let low = Infinity
    let high = -Infinity
    for (const x of sample) {
      if (x[feature] < low) low = x[feature]
      if (x[feature] > high) high = x[feature]
    }
    // Never exactly `low`: that would leave the left side empty.
    const value = low + (high - low) * (1 - random.next())
    if (value > low) return { feature, value }
  }
  return null
}

/** Mean path length of an unsuccessful search in a binary tree of n points (the paper's c(n)). */
function usualPath(n: number): number {
  if (n <= 1) return 0
  if (n === 2) return 1
  return 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n
}

/** `size` different whole numbers below `total` (Floyd's algorithm). */
function chosen(total: number, size: number, random: Random): number[] {
  const taken = new Set<number>()
  for (let j = total - size; j < total; j++) {
    const candidate = random.below(j + 1)
    taken.add(taken.has(candidate) ? j : candidate)
  }
  return [...taken]
}

function windowAt(data: Float64Array[][], counts: number[], index: number, window: number): Float64Array {
  let part = 0
  while (index >= counts[part]) index -= counts[part++]
  const x = new Float64Array(window * data[part].length)
  data[part].forEach((values, c) => x.set(values.subarray(index, index + window), c * window))
  return x
}
