import { quantilesOf } from '../math/select.ts'

/** counts[i] — values in edges[i] ≤ v < edges[i + 1]; the last bin holds its upper edge too, as NumPy's histogram. */
export interface Histogram {
  edges: Float64Array
  counts: Float64Array
}

/** Equal bins from low to high, or equal in the logarithm. Values outside are not counted. values — [n], NaN = missing. */
export function histogram(values: Float64Array, low: number, high: number, bins: number, log = false): Histogram {
  const [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high]
  const at = (i: number) => a + ((b - a) * i) / bins
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) =>
    i === 0 ? low : i === bins ? high : log ? Math.exp(at(i)) : at(i),
  )
  const counts = new Float64Array(bins)
  const scale = bins / (b - a)
  for (let i = 0; i < values.length; i++) {
    const v = values[i]
    if (!(v >= low && v <= high)) continue
    let bin = Math.min(bins - 1, Math.max(0, Math.floor(((log ? Math.log(v) : v) - a) * scale)))
    // A value at an edge belongs to the bin above, whatever the division was rounded to.
    if (v < edges[bin]) bin--
    else if (bin < bins - 1 && v >= edges[bin + 1]) bin++
    counts[bin]++
  }
  return { edges, counts }
}

/** Fine bins of which a density is made: its error stays far below what a line can show. */
const FINE = 1024

/**
 * Density by Gaussian kernels of Silverman's width, σ · (3n/4)^(−1/5), as SciPy's gaussian_kde: at the given places. Made of a fine
 * histogram, within a thousandth of its peak. values — [n], no NaN; at least two that differ, otherwise all NaN.
 */
export function density(values: Float64Array, at: Float64Array): Float64Array {
  const n = values.length
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < n; i++) {
    if (values[i] < low) low = values[i]
    if (values[i] > high) high = values[i]
  }
  if (n < 2 || !(high > low)) return at.map(() => NaN)
  const { counts } = histogram(values, low, high, FINE)
  const step = (high - low) / FINE
  const middle = (i: number) => low + (i + 0.5) * step
  const mean = counts.reduce((sum, times, i) => sum + times * middle(i), 0) / n
  const squares = counts.reduce((sum, times, i) => sum + times * (middle(i) - mean) ** 2, 0)
  const width = Math.sqrt(squares / (n - 1)) * (0.75 * n) ** -0.2
  return at.map((x) => {
    let total = 0
    for (let i = 0; i < FINE; i++) {
      if (counts[i] === 0) continue
      const z = (x - low - (i + 0.5) * step) / width
      if (z > -8 && z < 8) total += counts[i] * Math.exp(-0.5 * z * z)
    }
    return total / (n * width * Math.sqrt(2 * Math.PI))
  })
}

/** What a box plot draws: whiskers reach to the furthest values within 1.5 times the interquartile range (Tukey 1977). */
export interface Box {
  low: number
  q1: number
  median: number
  q3: number
  high: number
}

/** Of more values than this the cumulative distribution is drawn by a sample, taken evenly. */
const CURVE = 200_000

/**
 * The box, exact, and the cumulative distribution: ecdf[i] — the value below which i % lie, of at most 200,000 values and with the exact
 * ends. values — [n], no NaN; their order may be changed.
 */
export function boxAndEcdf(values: Float64Array): { box: Box; ecdf: Float64Array } {
  const every = Math.max(1, values.length / CURVE)
  const some = Float64Array.from({ length: Math.min(values.length, CURVE) }, (_, i) => values[Math.floor(i * every)])
  const hundredths = Array.from({ length: 101 }, (_, i) => i / 100)
  const ecdf = Float64Array.from(quantilesOf(some, hundredths))
  const [least, q1, median, q3, most] = quantilesOf(values, [0, 0.25, 0.5, 0.75, 1])
  ecdf[0] = least
  ecdf[100] = most
  const reach = 1.5 * (q3 - q1)
  let [low, high] = [q1, q3]
  for (let i = 0; i < values.length; i++) {
    const v = values[i]
    if (v >= q1 - reach && v < low) low = v
    if (v <= q3 + reach && v > high) high = v
  }
  return { box: { low, q1, median, q3, high }, ecdf }
}
