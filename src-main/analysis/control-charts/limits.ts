import { joined } from '../math/joined.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { a3, b3, b4, c4, d2, d4, medianRange } from './constants.ts'

/**
 * Where the standard deviation of an individuals chart comes from. moving-range — the mean difference of neighbours / d2;
 * median-moving-range — their median, which a few jumps do not move; deviation — the standard deviation of all values / c4.
 */
export const spreads = ['moving-range', 'median-moving-range', 'deviation'] as const
export type SpreadFrom = (typeof spreads)[number]

/** centre, sigma, upper, lower — of single values; range, rangeUpper — the mean moving range and its upper limit. In the channel's unit. */
export interface IndividualsLimits {
  centre: number
  sigma: number
  upper: number
  lower: number
  range: number
  rangeUpper: number
}

/**
 * Limits of an individuals and moving range chart (I-MR): centre ± 3 sigma. parts — [part][time], finite, in unit; no range spans
 * two parts. Values that do not vary get sigma 1, so that a departure counts in its own unit.
 */
export function individualsLimits(parts: readonly Float64Array[], from: SpreadFrom): IndividualsLimits {
  const all = joined(parts)
  const centre = meanOf(all)
  const ranges = joined(parts.map(movingRanges))
  const byRange = meanOf(ranges) / d2
  const byDeviation = deviation(all, centre) / c4(Math.max(2, all.length))
  // To sort millions takes seconds: only where it is asked for.
  const byMedian = () => (ranges.length > 0 ? quantileSorted(ranges.sort(), 0.5) / medianRange : NaN)
  const first = from === 'moving-range' ? byRange : from === 'deviation' ? byDeviation : byMedian()
  const sigma = firstSpread(centre, first, byRange, byDeviation)
  return {
    centre,
    sigma,
    upper: centre + 3 * sigma,
    lower: centre - 3 * sigma,
    range: sigma * d2,
    rangeUpper: sigma * d2 * d4,
  }
}

/** centre — mean of the subgroups' means; s — mean of their standard deviations; upper, lower — of the means; sUpper, sLower — of the deviations. */
export interface XbarSLimits {
  centre: number
  s: number
  upper: number
  lower: number
  sUpper: number
  sLower: number
}

/**
 * Limits of a means and standard deviations chart (X̄-S): centre ± A3·s̄, B3·s̄ and B4·s̄. parts — [part][time], finite, in unit; subgroups are
 * `size` values in a row, none spans two parts. Values that do not vary within subgroups get the spread of their means, then 1.
 */
export function xbarSLimits(parts: readonly Float64Array[], size: number): XbarSLimits {
  const groups = parts.map((part) => subgroups(part, size))
  const means = joined(groups.map((group) => group.means))
  const centre = meanOf(means)
  const within = meanOf(joined(groups.map((group) => group.deviations)))
  const s = firstSpread(centre, within, deviation(means, centre))
  return {
    centre,
    s,
    upper: centre + a3(size) * s,
    lower: centre - a3(size) * s,
    sUpper: b4(size) * s,
    sLower: b3(size) * s,
  }
}

/** The whole subgroups of a stretch, in order: [subgroup] means and standard deviations (n − 1). What is left over at the end is in none. */
export function subgroups(values: Float64Array, size: number): { means: Float64Array; deviations: Float64Array } {
  const n = Math.floor(values.length / size)
  const [means, deviations] = [new Float64Array(n), new Float64Array(n)]
  for (let g = 0; g < n; g++) {
    const [from, to] = [g * size, (g + 1) * size]
    means[g] = meanOf(values, from, to)
    deviations[g] = deviation(values, means[g], from, to)
  }
  return { means, deviations }
}

export function subgroup(values: Float64Array): { mean: number; s: number } {
  const mean = meanOf(values)
  return { mean, s: deviation(values, mean) }
}

/** |x_t − x_(t−1)| for t = 1 … n−1. */
export function movingRanges(values: Float64Array): Float64Array {
  const out = new Float64Array(Math.max(0, values.length - 1))
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(values[i + 1] - values[i])
  return out
}

/** How many sigma each value lies from the centre. values — [point] → [point]. */
export function inSigma(values: Float64Array, centre: number, sigma: number): Float64Array {
  const z = new Float64Array(values.length)
  for (let i = 0; i < z.length; i++) z[i] = (values[i] - centre) / sigma
  return z
}

// In plain loops: a function called for each of ten million values, or a view of each few, takes four times as long.
function meanOf(values: Float64Array, from = 0, to = values.length): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += values[i]
  return sum / (to - from)
}

/** The sample's standard deviation (n − 1); NaN for fewer than two values. */
function deviation(values: Float64Array, mean: number, from = 0, to = values.length): number {
  let squares = 0
  for (let i = from; i < to; i++) squares += (values[i] - mean) * (values[i] - mean)
  return Math.sqrt(squares / (to - from - 1))
}
