import type { RowRange, Series } from '../../shared/data/series.ts'
import { cutSegments } from '../preprocessing/gaps.ts'
import { rangesOf } from '../metrics/metric.ts'

/** A quick comparison looks at this many rows: seconds for the classical detectors, minutes for the deep ones. */
export const MOST_ROWS = 20_000

/** Without labels, the last part of the longest stretch is held out for planted anomalies. */
const HELD_OUT = 0.3

/** Of a long series, the stretch with the most labelled windows; without labels the last one. Shares memory. */
export function partToCompare(
  series: Series,
  labels: Uint8Array | null,
  most = MOST_ROWS,
): { series: Series; labels: Uint8Array | null } {
  const n = series.times.length
  if (n <= most) return { series, labels }
  const windows = labels ? rangesOf(labels) : []
  let best = { from: n - most, windows: 0 }
  for (const window of windows) {
    const from = Math.max(0, Math.min(n - most, window.first - Math.floor(most / 4)))
    const inside = windows.filter((w) => w.first >= from && w.last < from + most).length
    if (inside > best.windows) best = { from, windows: inside }
  }
  return {
    series: rowsOf(series, { first: best.from, last: best.from + most - 1 }),
    labels: labels?.subarray(best.from, best.from + most) ?? null,
  }
}

export function rowsOf(series: Series, { first, last }: RowRange): Series {
  return {
    ...series,
    times: series.times.subarray(first, last + 1),
    values: series.values.map((v) => v.subarray(first, last + 1)),
  }
}

/**
 * Where training ends and judging begins, so that detectors that learn from labels can take part: between two labelled windows,
 * about two thirds of them before it. Null where there are fewer than two.
 */
export function labelSplit(labels: Uint8Array): number | null {
  const windows = rangesOf(labels)
  if (windows.length < 2) return null
  const before = Math.min(windows.length - 1, Math.ceil((windows.length * 2) / 3))
  return Math.floor((windows[before - 1].last + windows[before].first + 1) / 2)
}

/** The rows to plant anomalies into: the end of the longest gap-free stretch. Null where no row is complete. */
export function heldOutRows(series: Series): RowRange | null {
  const segments = cutSegments(series)
  if (segments.length === 0) return null
  const longest = segments.reduce((best, s) => (s.times.length > best.times.length ? s : best))
  const last = longest.start + longest.times.length - 1
  return { first: last - Math.floor(longest.times.length * HELD_OUT) + 1, last }
}
