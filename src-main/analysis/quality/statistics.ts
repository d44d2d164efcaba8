import type { ChannelStatistics } from '../../shared/data/quality.ts'
import { quantilesOf } from '../math/select.ts'

/** Summed by blocks of this many, as NumPy does: the error of a mean of ten million values stays that of a few. */
const BLOCK = 128

/** Σ (v − centre) and Σ (v − centre)², with the errors of sums by blocks. */
function sumsOf(values: Float64Array, centre: number): { sum: number; squares: number } {
  let sum = 0
  let squares = 0
  for (let from = 0; from < values.length; from += BLOCK) {
    const to = Math.min(values.length, from + BLOCK)
    let s = 0
    let q = 0
    for (let i = from; i < to; i++) {
      const d = values[i] - centre
      s += d
      q += d * d
    }
    sum += s
    squares += q
  }
  return { sum, squares }
}

/** The mean and the deviation with n − 1; NaN where there are too few. values — [n], no NaN. */
function meanAndDeviation(values: Float64Array): { mean: number; std: number } {
  const n = values.length
  if (n === 0) return { mean: NaN, std: NaN }
  const near = values[0] + sumsOf(values, values[0]).sum / n
  // What the first sum was rounded by, the second finds.
  const { sum, squares } = sumsOf(values, near)
  return { mean: near + sum / n, std: n > 1 ? Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1)) : NaN }
}

/**
 * What pandas' describe() gives: exact. values — [n], the ones that are there, no NaN; their order may be changed, which spares a copy.
 * missing — how many are not.
 */
export function statisticsOf(values: Float64Array, missing: number): ChannelStatistics {
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < values.length; i++) {
    if (values[i] < min) min = values[i]
    if (values[i] > max) max = values[i]
  }
  // What is constant is so exactly, whatever a sum is rounded to.
  const { mean, std } = min === max && values.length > 1 ? { mean: min, std: 0 } : meanAndDeviation(values)
  const [p01, p50, p99] = quantilesOf(values, [0.01, 0.5, 0.99])
  const known = (x: number) => (Number.isFinite(x) ? x : null)
  return {
    count: values.length,
    missing,
    min: known(min),
    max: known(max),
    mean: known(mean),
    std: known(std),
    p01: known(p01),
    p50: known(p50),
    p99: known(p99),
  }
}
