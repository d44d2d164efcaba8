/** Bins of the population stability index: the training data's deciles. */
const BINS = 10
/** An empty bin counts as this share, so that the index stays finite. */
const LEAST_SHARE = 1e-4
/** So many values settle a distribution. */
const MOST_VALUES = 10_000

/** A distribution to compare with: values in ascending order, [n]. */
export function reference(values: Float64Array): Float64Array {
  const every = Math.ceil(values.length / MOST_VALUES)
  return values.filter((v, i) => i % every === 0 && Number.isFinite(v)).sort()
}

/**
 * Population stability index (Siddiqi, Credit risk scorecards, 2006): Σ (p − q) ln(p/q) over the reference's deciles.
 * sorted — ascending reference, values — [m] to compare. 0 for equal distributions; a channel that was constant has one bin for
 * its value and one for either side.
 */
export function stabilityIndex(sorted: Float64Array, values: Float64Array): number {
  const edges = [
    ...new Set(Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)])),
  ]
  // Bins end below an edge; what equals a repeated edge gets a bin of its own, or values that never move would have none.
  const bins = (v: number) =>
    edges.reduce((bin, edge) => bin + Number(v >= edge) + Number(edges.length === 1 && v > edge), 0)
  const counted = (of: Float64Array) => {
    const counts = new Float64Array(edges.length + 2)
    for (const v of of) counts[bins(v)]++
    return counts.map((count) => Math.max(LEAST_SHARE, count / of.length))
  }
  const [p, q] = [counted(values), counted(sorted)]
  return p.reduce((sum, share, i) => sum + (share - q[i]) * Math.log(share / q[i]), 0)
}

/** Two-sample Kolmogorov-Smirnov distance: the widest gap between the distribution functions. Both ascending. */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): number {
  let [i, j, widest] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const v = Math.min(a[i], b[j])
    while (i < a.length && a[i] === v) i++
    while (j < b.length && b[j] === v) j++
    widest = Math.max(widest, Math.abs(i / a.length - j / b.length))
  }
  return widest
}

/** A distribution whose values do not count alike. values — [n] ascending; weights — [n], sum 1. */
export interface Weighted {
  values: Float64Array
  weights: Float64Array
}

/** Values with a weight each, in ascending order, the weights made to sum 1. Values that are no numbers, or weigh nothing, are left out. */
export function weighted(values: ArrayLike<number>, weightOf: (i: number) => number): Weighted {
  const order: number[] = []
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weightOf(i)
    if (!Number.isFinite(values[i]) || !(weight > 0)) continue
    order.push(i)
    total += weight
  }
  order.sort((a, b) => values[a] - values[b])
  return {
    values: Float64Array.from(order, (i) => values[i]),
    weights: Float64Array.from(order, (i) => weightOf(i) / total),
  }
}

/**
 * Walks over both distributions in the order of their values: step gets, for every stretch between two neighbouring values, its
 * length and the two distribution functions there.
 */
function walk(a: Weighted, b: Weighted, step: (length: number, ofA: number, ofB: number) => void): void {
  let [i, j, ofA, ofB] = [0, 0, 0, 0]
  while (i < a.values.length || j < b.values.length) {
    const v = Math.min(a.values[i] ?? Infinity, b.values[j] ?? Infinity)
    while (i < a.values.length && a.values[i] === v) ofA += a.weights[i++]
    while (j < b.values.length && b.values[j] === v) ofB += b.weights[j++]
    const next = Math.min(a.values[i] ?? Infinity, b.values[j] ?? Infinity)
    step(next === Infinity ? 0 : next - v, ofA, ofB)
  }
}

/** The widest gap between two weighted distribution functions, 0…1; NaN where one is empty. Without weights it is `kolmogorovSmirnov`. */
export function weightedKs(a: Weighted, b: Weighted): number {
  if (a.values.length === 0 || b.values.length === 0) return NaN
  let widest = 0
  walk(a, b, (_, ofA, ofB) => (widest = Math.max(widest, Math.abs(ofA - ofB))))
  return widest
}

/**
 * First Wasserstein distance ∫ |F − G| in the unit of the values: how far the one distribution has to be moved to become the other
 * (Vallender 1974); NaN where one is empty. Agrees with scipy.stats.wasserstein_distance.
 */
export function wasserstein(a: Weighted, b: Weighted): number {
  if (a.values.length === 0 || b.values.length === 0) return NaN
  let area = 0
  walk(a, b, (length, ofA, ofB) => (area += length * Math.abs(ofA - ofB)))
  return area
}

/** Edges between the reference's deciles, ascending and different. */
export function decileEdges({ values, weights }: Weighted): Float64Array {
  const edges: number[] = []
  let sum = 0
  let next = 1
  for (let i = 0; i < values.length && next < BINS; i++) {
    sum += weights[i]
    while (next < BINS && sum > next / BINS + 1e-12) {
      if (edges.at(-1) !== values[i]) edges.push(values[i])
      next++
    }
  }
  return Float64Array.from(edges)
}

/** Share in each bin that `edges` cut, [edges + 1, or 3 for one edge]: what equals a single edge has a bin of its own, as in `stabilityIndex`. */
export function binShares({ values, weights }: Weighted, edges: Float64Array): Float64Array {
  const shares = new Float64Array(edges.length + 2)
  let bin = 0
  for (let i = 0; i < values.length; i++) {
    while (bin < edges.length && values[i] >= edges[bin]) bin++
    shares[bin + Number(edges.length === 1 && values[i] > edges[0])] += weights[i]
  }
  return shares
}

/** Population stability index of shares in the same bins. */
export function indexOfShares(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let bin = 0; bin < p.length; bin++) {
    const [a, b] = [Math.max(LEAST_SHARE, p[bin]), Math.max(LEAST_SHARE, q[bin])]
    sum += (a - b) * Math.log(a / b)
  }
  return sum
}
