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
