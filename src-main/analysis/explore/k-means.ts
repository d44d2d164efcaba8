import { seededRandom, type Random } from '../math/random.ts'

/** centres — [group][feature]; group — of each point; inertia — sum of the squared distances to the centres. */
export interface Grouping {
  centres: Float64Array[]
  group: Uint8Array
  inertia: number
}

const rounds = 100

/**
 * Lloyd's algorithm (IEEE Transactions on Information Theory 1982) from given centres until nothing changes. points — [point][feature],
 * finite. A group that loses all its points keeps its centre.
 */
export function groupFrom(points: readonly Float64Array[], from: readonly Float64Array[]): Grouping {
  let centres: Float64Array[] = from.map((centre) => centre.slice())
  const group = new Uint8Array(points.length)
  for (let round = 0; ; round++) {
    let inertia = 0
    let moved = round === 0
    points.forEach((point, i) => {
      const [nearest, distance] = nearestOf(centres, point)
      if (group[i] !== nearest) moved = true
      group[i] = nearest
      inertia += distance
    })
    if (!moved || round === rounds) return { centres, group, inertia }
    centres = centres.map((centre, g) => meanOf(points, group, g) ?? centre)
  }
}

/** Of several beginnings the best: places chosen as k-means++ does (Arthur and Vassilvitskii 2007), and the furthest from each other. Always the same. */
export function kMeans(points: readonly Float64Array[], k: number): Grouping {
  const random = seededRandom(k)
  const starts = [furthest(points, k), ...Array.from({ length: 4 }, () => spread(points, k, random))]
  return starts
    .map((start) => groupFrom(points, start))
    .reduce((best, one) => (one.inertia < best.inertia ? one : best))
}

/**
 * The mean silhouette width, −1…1 (Rousseeuw 1987): how much nearer points are to their own group than to the next. 0 for a point that
 * is a group alone. points — [point][feature]; takes the distance of all pairs.
 */
export function silhouette(points: readonly Float64Array[], group: ArrayLike<number>, k: number): number {
  const sizes = new Uint32Array(k)
  for (let i = 0; i < points.length; i++) sizes[group[i]]++
  let total = 0
  points.forEach((point, i) => {
    if (sizes[group[i]] < 2) return
    const sums = new Float64Array(k)
    points.forEach((other, j) => (sums[group[j]] += Math.sqrt(squared(point, other))))
    const own = sums[group[i]] / (sizes[group[i]] - 1)
    let next = Infinity
    for (let g = 0; g < k; g++) if (g !== group[i] && sizes[g] > 0) next = Math.min(next, sums[g] / sizes[g])
    const most = Math.max(own, next)
    if (most > 0 && next < Infinity) total += (next - own) / most
  })
  return total / points.length
}

export function squared(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum
}

function nearestOf(centres: readonly Float64Array[], point: Float64Array): [number, number] {
  let [nearest, least] = [0, Infinity]
  centres.forEach((centre, g) => {
    const distance = squared(centre, point)
    if (distance < least) [nearest, least] = [g, distance]
  })
  return [nearest, least]
}

function meanOf(points: readonly Float64Array[], group: Uint8Array, wanted: number): Float64Array | null {
  const sum = new Float64Array(points[0].length)
  let n = 0
  points.forEach((point, i) => {
    if (group[i] !== wanted) return
    n++
    for (let f = 0; f < sum.length; f++) sum[f] += point[f]
  })
  return n > 0 ? sum.map((s) => s / n) : null
}

/** The point nearest to the middle of all, then always the one that is furthest from those there are. */
function furthest(points: readonly Float64Array[], k: number): Float64Array[] {
  const middle = meanOf(points, new Uint8Array(points.length), 0)!
  const chosen = [points.reduce((best, one) => (squared(one, middle) < squared(best, middle) ? one : best))]
  const far = points.map((point) => squared(point, chosen[0]))
  while (chosen.length < k) {
    const next = points[far.reduce((best, d, i) => (d > far[best] ? i : best), 0)]
    chosen.push(next)
    points.forEach((point, i) => (far[i] = Math.min(far[i], squared(point, next))))
  }
  return chosen
}

function spread(points: readonly Float64Array[], k: number, random: Random): Float64Array[] {
  const chosen = [points[random.below(points.length)]]
  const far = points.map((point) => squared(point, chosen[0]))
  while (chosen.length < k) {
    const total = far.reduce((sum, d) => sum + d, 0)
    let left = random.next() * total
    let at = 0
    while (at < points.length - 1 && (left -= far[at]) > 0) at++
    chosen.push(points[at])
    points.forEach((point, i) => (far[i] = Math.min(far[i], squared(point, points[at]))))
  }
  return chosen
}
