import type { RowRange } from '../../shared/data/series.ts'
import { runsWhere } from './ranges.ts'

/**
 * Rules of thumb that propose labels, each on one channel. values — [time], NaN = missing.
 * certainty — ½…1, the more the rule is overshot the higher.
 */
export interface Finding extends RowRange {
  certainty: number
}

/** Values below `below` or above `above`; null = no limit on that side. Full certainty is neared at `scale` beyond: a tenth of the values' range. */
export function beyondLimits(
  values: Float64Array,
  below: number | null,
  above: number | null,
  scale = range(values) / 10 || 1,
): Finding[] {
  const [low, high] = [below ?? -Infinity, above ?? Infinity]
  const excess = (row: number) => Math.max(low - values[row], values[row] - high)
  return runsWhere(values.length, (row) => excess(row) > 0).map((found) => ({
    ...found,
    certainty: 1 - 0.5 * Math.exp(-most(found, excess) / scale),
  }))
}

/** At least `points` values in a row that stay within `tolerance`: from the lowest to the highest. A missing value ends a flat line. */
export function flatLines(values: Float64Array, points: number, tolerance: number): Finding[] {
  const found: Finding[] = []
  // 1.1 − 1 is a little more than 0.1 in binary.
  const widest = tolerance * (1 + 1e-9)
  let first = 0
  let [low, high] = [Infinity, -Infinity]
  for (let row = 0; row <= values.length; row++) {
    const value = row < values.length ? values[row] : NaN
    if (Math.max(high, value) - Math.min(low, value) <= widest) {
      low = Math.min(low, value)
      high = Math.max(high, value)
      continue
    }
    if (row - first >= points) found.push({ first, last: row - 1, certainty: 1 - (0.5 * points) / (row - first) })
    first = Number.isNaN(value) ? row + 1 : row
    low = Number.isNaN(value) ? Infinity : value
    high = Number.isNaN(value) ? -Infinity : value
  }
  return found
}

/** Rows where the value changes faster than `perSecond`; both rows of such a step belong to it. times — [time], epoch ms. */
export function fastChanges(values: Float64Array, times: Float64Array, perSecond: number): Finding[] {
  const rate = (row: number) => {
    const seconds = (times[row] - times[row - 1]) / 1000
    return row > 0 && seconds > 0 ? Math.abs(values[row] - values[row - 1]) / seconds : 0
  }
  const steps = runsWhere(
    values.length,
    (row) => rate(row) > perSecond || (row + 1 < values.length && rate(row + 1) > perSecond),
  )
  return steps.map((found) => {
    const fastest = most(found, rate)
    return { ...found, certainty: fastest / (fastest + perSecond) }
  })
}

/** At least `points` missing values in a row. */
export function missingValues(values: Float64Array, points: number): Finding[] {
  return runsWhere(values.length, (row) => Number.isNaN(values[row]), points).map((found) => ({
    ...found,
    certainty: 1 - (0.5 * points) / (found.last - found.first + 1),
  }))
}

/** Findings with at most `apart` rows between them made one, as certain as the most certain of them. */
export function joined(findings: readonly Finding[], apart: number): Finding[] {
  const out: Finding[] = []
  for (const finding of findings) {
    const before = out.at(-1)
    if (before && finding.first - before.last - 1 <= apart)
      out[out.length - 1] = {
        first: before.first,
        last: finding.last,
        certainty: Math.max(before.certainty, finding.certainty),
      }
    else out.push(finding)
  }
  return out
}

function most({ first, last }: RowRange, of: (row: number) => number): number {
  let best = -Infinity
  for (let row = first; row <= last; row++) best = Math.max(best, of(row))
  return best
}

function range(values: Float64Array): number {
  let [low, high] = [Infinity, -Infinity]
  for (const v of values) {
    if (v < low) low = v
    if (v > high) high = v
  }
  return high > low ? high - low : 0
}
