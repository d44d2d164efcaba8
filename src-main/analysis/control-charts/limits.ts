import { joined } from '../math/joined.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { a3, b4, c4, d2, d4, medianRange } from './constants.ts'

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
  const first = {
    'moving-range': byRange,
    'median-moving-range': ranges.length > 0 ? quantileSorted(ranges.sort(), 0.5) / medianRange : NaN,
    deviation: byDeviation,
  }[from]
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

/** centre — mean of the subgroups' means; s — mean of their standard deviations; upper, lower — of the means; sUpper — of the deviations. */
export interface XbarSLimits {
  centre: number
  s: number
  upper: number
  lower: number
  sUpper: number
}

/**
 * Limits of a means and standard deviations chart (X̄-S): centre ± A3·s̄ and B4·s̄. parts — [part][time], finite, in unit; subgroups are
 * `size` values in a row, none spans two parts. Values that do not vary within subgroups get the spread of their means, then 1.
 */
export function xbarSLimits(parts: readonly Float64Array[], size: number): XbarSLimits {
  const groups = parts.flatMap((part) => subgroups(part, size))
  const means = Float64Array.from(groups, ({ mean }) => mean)
  const centre = meanOf(means)
  const within = meanOf(Float64Array.from(groups, ({ s }) => s))
  const s = firstSpread(centre, within, deviation(means, centre))
  return { centre, s, upper: centre + a3(size) * s, lower: centre - a3(size) * s, sUpper: b4(size) * s }
}

/** The whole subgroups of a stretch, in order: their means and standard deviations (n − 1). What is left over at the end is in none. */
export function subgroups(values: Float64Array, size: number): { mean: number; s: number }[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, g) =>
    subgroup(values.subarray(g * size, (g + 1) * size)),
  )
}

export function subgroup(values: Float64Array): { mean: number; s: number } {
  const mean = meanOf(values)
  return { mean, s: deviation(values, mean) }
}

/** |x_t − x_(t−1)| for t = 1 … n−1. */
export const movingRanges = (values: Float64Array): Float64Array =>
  Float64Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => Math.abs(values[i + 1] - values[i]))

const meanOf = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length

/** The sample's standard deviation (n − 1); NaN for fewer than two values. */
function deviation(values: Float64Array, mean: number): number {
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1))
}
