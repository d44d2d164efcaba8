import type { Job } from '../../job.ts'
import { seededRandom, type Random } from '../../math/random.ts'

/** Points to be grouped: read(i, into, at) writes point i to into[at …]. */
export interface Points {
  count: number
  dims: number
  read(i: number, into: Float64Array, at: number): void
}

/** Numbers held in memory at a time: 64 MB. */
const mostNumbers = 8e6
const rounds = 100
/** Centres are where they belong when a round makes the distances this much shorter, or less. */
const leastGain = 1e-4
const batchSize = 1024
/** Batches without a gain after which mini-batch learning ends. */
const patience = 10

/** As many points of so many numbers as may be grouped at once. */
export const mostPoints = (dims: number) => Math.max(2, Math.floor(mostNumbers / dims))

/**
 * Centres of k groups, [k · dims], k at most the number of points (Lloyd 1982, k-means++ start). An empty group keeps its centre.
 * The points are held in memory: at most `mostPoints`.
 */
export async function lloyd(points: Points, clusters: number, seed: number, job: Job): Promise<Float64Array> {
  const { count, dims } = points
  const random = seededRandom(seed)
  const x = await gathered(
    points,
    Array.from({ length: count }, (_, i) => i),
    job,
  )
  const k = Math.min(clusters, count)
  const centres = await firstCentres(x, dims, k, random, job)
  const nearest = new Int32Array(count)
  let before = Infinity
  for (let round = 0; round < rounds; round++) {
    const total = await assign(x, centres, dims, nearest, null, job, round)
    const sums = new Float64Array(k * dims)
    const counts = new Int32Array(k)
    for (let i = 0, at = 0; i < count; i++) {
      counts[nearest[i]]++
      for (let d = 0, to = nearest[i] * dims; d < dims; d++) sums[to++] += x[at++]
    }
    for (let c = 0; c < k; c++)
      if (counts[c]) for (let d = 0; d < dims; d++) centres[c * dims + d] = sums[c * dims + d] / counts[c]
    if (before - total <= leastGain * total) break
    before = total
  }
  return centres
}

/**
 * The same from small random batches (Sculley, Web-scale k-means clustering, WWW 2010): each centre moves to the mean of all that
 * it has been given so far. Takes any number of points.
 */
export async function miniBatches(points: Points, clusters: number, seed: number, job: Job): Promise<Float64Array> {
  const { count, dims } = points
  const random = seededRandom(seed)
  const size = Math.min(batchSize, mostPoints(dims))
  const draw = (n: number) => Array.from({ length: n }, () => random.below(count))
  const start = await gathered(points, draw(Math.min(3 * size, mostPoints(dims), 3 * count)), job)
  const k = Math.min(clusters, count)
  const centres = await firstCentres(start, dims, k, random, job)
  const given = new Float64Array(k)
  const nearest = new Int32Array(size)
  const smoothing = Math.min(1, (2 * size) / (count + 1))
  let [average, best, idle] = [NaN, Infinity, 0]
  for (let b = 0; b < (rounds * count) / size && idle < patience; b++) {
    const x = await gathered(points, draw(size), job)
    const total = (await assign(x, centres, dims, nearest, null, job, 0)) / size
    for (let i = 0, at = 0; i < size; i++) {
      const pull = 1 / ++given[nearest[i]]
      for (let d = 0, to = nearest[i] * dims; d < dims; d++, to++) centres[to] += pull * (x[at++] - centres[to])
    }
    if (b === 0) continue
    average = Number.isNaN(average) ? total : (1 - smoothing) * average + smoothing * total
    idle = average < best ? 0 : idle + 1
    best = Math.min(best, average)
  }
  return centres
}

/** The index of each point's nearest centre; centres — [k · dims]. */
export async function nearestCentres(points: Points, centres: Float64Array, job: Job): Promise<Int32Array> {
  const { count, dims } = points
  const all = new Int32Array(count)
  for (let from = 0; from < count; from += batchSize) {
    const chosen = Array.from({ length: Math.min(batchSize, count - from) }, (_, i) => from + i)
    const nearest = all.subarray(from, from + chosen.length)
    await assign(await gathered(points, chosen, job), centres, dims, nearest, null, job, 0)
  }
  return all
}

async function gathered({ dims, read }: Points, chosen: number[], job: Job): Promise<Float64Array> {
  const x = new Float64Array(chosen.length * dims)
  for (const [to, i] of chosen.entries()) {
    if (to % 1024 === 0) await job.checkpoint()
    read(i, x, to * dims)
  }
  return x
}

/**
 * Writes the index of each point's nearest centre to `nearest`, where given its squared distance to `squares`; returns their sum.
 * |x − c|² = |x|² − 2 x·c + |c|², four centres at a time, so that a point is fetched once for four.
 */
async function assign(
  x: Float64Array,
  centres: Float64Array,
  dims: number,
  nearest: Int32Array,
  squares: Float64Array | null,
  job: Job,
  round: number,
): Promise<number> {
  const count = x.length / dims
  const k = centres.length / dims
  const norms = Float64Array.from({ length: k }, (_, c) => normOf(centres, c * dims, dims))
  const every = Math.max(1, Math.floor(2e6 / (k * dims)))
  let total = 0
  for (let i = 0; i < count; i++) {
    if (i % every === 0) await job.checkpoint({ phase: 'Training', done: round, total: rounds, unit: 'rounds' })
    const at = i * dims
    let best = Infinity
    let index = 0
    for (let c = 0; c < k; c += 4) {
      const [p, q, r, s] = [c, Math.min(c + 1, k - 1), Math.min(c + 2, k - 1), Math.min(c + 3, k - 1)]
      const [pa, qa, ra, sa] = [p * dims, q * dims, r * dims, s * dims]
      let [ps, qs, rs, ss] = [0, 0, 0, 0]
      for (let d = 0; d < dims; d++) {
        const v = x[at + d]
        ps += v * centres[pa + d]
        qs += v * centres[qa + d]
        rs += v * centres[ra + d]
        ss += v * centres[sa + d]
      }
      const [a, b, e, f] = [norms[p] - 2 * ps, norms[q] - 2 * qs, norms[r] - 2 * rs, norms[s] - 2 * ss]
      if (a < best) [best, index] = [a, p]
      if (b < best) [best, index] = [b, q]
      if (e < best) [best, index] = [e, r]
      if (f < best) [best, index] = [f, s]
    }
    nearest[i] = index
    const distance = Math.max(0, best + normOf(x, at, dims))
    if (squares) squares[i] = distance
    total += distance
  }
  return total
}

function normOf(x: Float64Array, at: number, dims: number): number {
  let sum = 0
  for (let d = at; d < at + dims; d++) sum += x[d] * x[d]
  return sum
}

/** k-means++: each next centre is drawn in proportion to its squared distance from those there are. */
async function firstCentres(x: Float64Array, dims: number, k: number, random: Random, job: Job): Promise<Float64Array> {
  const count = x.length / dims
  const centres = new Float64Array(k * dims)
  const point = (i: number) => x.subarray(i * dims, (i + 1) * dims)
  centres.set(point(random.below(count)))
  const squares = new Float64Array(count).fill(Infinity)
  const here = new Float64Array(count)
  const ignored = new Int32Array(count)
  for (let c = 1; c < k; c++) {
    await assign(x, centres.subarray((c - 1) * dims, c * dims), dims, ignored, here, job, 0)
    let total = 0
    for (let i = 0; i < count; i++) total += squares[i] = Math.min(squares[i], here[i])
    let left = random.next() * total
    const next = squares.findIndex((d) => (left -= d) < 0)
    centres.set(point(next < 0 ? random.below(count) : next), c * dims)
  }
  return centres
}
