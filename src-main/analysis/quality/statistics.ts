import type { ChannelStatistics } from '../../shared/quality.ts'
import { quantilesOf } from '../math/select.ts'

/** Summed by blocks of this many, as NumPy does: the error of a mean of ten million values stays that of a few. */
const BLOCK = 128

/** Σ f(v) with the error of a sum by blocks. */
function sumOf(values: Float64Array, f: (v: number) => number): number {
  let [total, lost] = [0, 0]
  for (let from = 0; from < values.length; from += BLOCK) {
    const to = Math.min(values.length, from + BLOCK)
    let block = 0
    for (let i = from; i < to; i++) block += f(values[i])
    // Kahan's sum of the blocks.
    const next = block - lost
    const sum = total + next
    lost = sum - total - next
    total = sum
  }
  return total
}

/** The mean and the deviation with n − 1; NaN where there are too few. values — [n], no NaN. */
function meanAndDeviation(values: Float64Array): { mean: number; std: number } {
  const n = values.length
  const mean = n > 0 ? sumOf(values, (v) => v) / n : NaN
  return { mean, std: n > 1 ? Math.sqrt(sumOf(values, (v) => (v - mean) * (v - mean)) / (n - 1)) : NaN }
}

/**
 * What pandas' describe() gives: exact. values — [n], the ones that are there, no NaN; missing — how many are not.
 * A copy of the values is made for the percentiles.
 */
export function statisticsOf(values: Float64Array, missing: number): ChannelStatistics {
  const [min, p01, p50, p99, max] = quantilesOf(values.slice(), [0, 0.01, 0.5, 0.99, 1])
  // What is constant is so exactly, whatever a sum is rounded to.
  const { mean, std } = min === max && values.length > 1 ? { mean: min, std: 0 } : meanAndDeviation(values)
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
