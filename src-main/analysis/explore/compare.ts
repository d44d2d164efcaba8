import { lowerBound } from '../../shared/search.ts'
import { usualStep } from '../preprocessing/gaps.ts'

/** Of more values than this the distance of two distributions is that of a sample, taken evenly: off by 0.006 at most, nearly always. */
const SORTED = 100_000
/** The same of what is a sample already: off by 0.014, for a first answer in a third of the time. */
export const SORTED_FIRST = 20_000
/** Between values that lie further apart than this many usual steps no line is drawn. */
const WIDEST = 5

/**
 * How far two distributions lie apart: the greatest distance of their cumulative distributions, 0…1 (two-sample statistic of Kolmogorov
 * and Smirnov), as SciPy's ks_2samp. a, b — [n], no NaN; null where either is empty. most — so many values of each are looked at.
 */
export function distributionDistance(a: Float64Array, b: Float64Array, most = SORTED): number | null {
  if (a.length === 0 || b.length === 0) return null
  const [x, y] = [a, b].map((values) => sorted(values, most))
  let [i, j, farthest] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i], y[j])
    while (i < x.length && x[i] <= at) i++
    while (j < y.length && y[j] <= at) j++
    farthest = Math.max(farthest, Math.abs(i / x.length - j / y.length))
  }
  return farthest
}

function sorted(values: Float64Array, most: number): Float64Array {
  const every = Math.max(1, values.length / most)
  return Float64Array.from({ length: Math.min(values.length, most) }, (_, i) => values[Math.floor(i * every)]).sort()
}

/**
 * The values of one time axis at the times of another, on the straight line between neighbours, as NumPy's interp; NaN outside, beside
 * what is missing, and in gaps of more than five usual steps. times, at — epoch ms, never descending; values — as long as times.
 */
export function valuesAt(times: Float64Array, values: Float64Array, at: Float64Array): Float64Array {
  const widest = WIDEST * usualStep(times)
  let next = at.length > 0 ? lowerBound(times, at[0]) : 0
  return at.map((time) => {
    while (next < times.length && times[next] < time) next++
    if (next >= times.length) return NaN
    if (times[next] === time) return values[next]
    const step = times[next] - times[next - 1]
    if (next === 0 || step > widest) return NaN
    return values[next - 1] + ((time - times[next - 1]) / step) * (values[next] - values[next - 1])
  })
}

/** Two channels at the same times. rows — where both are there; difference, rms — mean and root mean square of the first minus the second. */
export interface SideBySide {
  rows: number
  r: number | null
  difference: number
  rms: number
}

/** a, b — [row], NaN = missing. null where they have no row in common. */
export function sideBySide(a: Float64Array, b: Float64Array): SideBySide | null {
  let [n, sumA, sumB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++)
    if (!Number.isNaN(a[i]) && !Number.isNaN(b[i])) {
      n++
      sumA += a[i]
      sumB += b[i]
    }
  if (n === 0) return null
  const [meanA, meanB] = [sumA / n, sumB / n]
  let [aa, bb, ab, squares] = [0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) || Number.isNaN(b[i])) continue
    const [x, y] = [a[i] - meanA, b[i] - meanB]
    aa += x * x
    bb += y * y
    ab += x * y
    squares += (a[i] - b[i]) ** 2
  }
  return {
    rows: n,
    r: aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null,
    difference: meanA - meanB,
    rms: Math.sqrt(squares / n),
  }
}

/** One value in `every`, from the first on; the array itself, and no copy, where all are taken. values — [n]. */
export function everyFew(values: Float64Array, every: number): Float64Array {
  if (every === 1) return values
  const out = new Float64Array(Math.ceil(values.length / every))
  for (let i = 0; i < out.length; i++) out[i] = values[i * every]
  return out
}
