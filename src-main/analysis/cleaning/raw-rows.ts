import { lowerBound, upperBound } from '../../shared/search.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import type { RowSpan } from './step.ts'

/** Whether two time axes are the same, row by row. */
export const sameRows = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((t, i) => t === b[i])

/**
 * For every row of the raw data the row of the cleaned series that speaks for it, −1 where none does: the one in whose span it lies (the
 * same time where `span` is null), and of those that lie nearer to it than to any other raw row the one with the highest score, so that
 * nothing that was found between two raw rows is lost. times, cleaned — [time], never descending; scores — [cleaned row]; stepMs — the usual step of the raw
 * rows, null = their own.
 */
export function rawRows(
  times: Float64Array,
  cleaned: Float64Array,
  span: RowSpan | null,
  scores: Float64Array,
  stepMs: number | null = null,
): Int32Array {
  const before = span?.before ?? 0
  const after = span?.after ?? 0
  // A row stands for no more than half a step on a side, however far the next one is.
  const reach = (stepMs ?? (usualStep(times) || 0)) / 2
  const score = (row: number) => (Number.isNaN(scores[row]) ? -Infinity : scores[row])
  return Int32Array.from(times, (t, i) => {
    let best = -1
    const consider = (row: number) => {
      if (best < 0 || score(row) > score(best)) best = row
    }
    const covering = span ? upperBound(cleaned, t + before) - 1 : lowerBound(cleaned, t)
    if (covering >= 0 && covering < cleaned.length && (span ? t < cleaned[covering] + after : cleaned[covering] === t))
      consider(covering)
    if (span) {
      const left = i > 0 ? Math.min(reach, (t - times[i - 1]) / 2) : 0
      const right = i + 1 < times.length ? Math.min(reach, (times[i + 1] - t) / 2) : 0
      for (let row = lowerBound(cleaned, t - left); row < cleaned.length && cleaned[row] < t + right; row++)
        consider(row)
    }
    return best
  })
}

/** Values of cleaned rows laid on the raw rows; NaN where no row speaks for one. */
export const onRawRows = <T extends Float64Array | Float32Array>(values: T, rows: Int32Array): T => {
  const result = (values instanceof Float64Array ? new Float64Array(rows.length) : new Float32Array(rows.length)) as T
  for (let i = 0; i < rows.length; i++) result[i] = rows[i] < 0 ? NaN : values[rows[i]]
  return result
}

/** Ranges of cleaned rows as ranges of raw rows; those that hold none are left out. */
export function onRawRanges(ranges: readonly RowRange[], rows: Int32Array): RowRange[] {
  const found: RowRange[] = []
  let open = false
  for (let row = 0, r = 0; row < rows.length; row++) {
    while (r < ranges.length && rows[row] > ranges[r].last) r++
    const inside = rows[row] >= 0 && r < ranges.length && rows[row] >= ranges[r].first
    if (inside && open) found[found.length - 1].last = row
    else if (inside) found.push({ first: row, last: row })
    open = inside
  }
  return found
}
