import type { RowRange, Segment, TimeRange } from '../../shared/data/series.ts'
import { lowerBound, upperBound } from '../../shared/search.ts'
import { slice } from './gaps.ts'

/** Ranges as rows, in order, overlapping ones joined, so that no point is trained on twice. */
export function mergedRows(times: Float64Array, ranges: (TimeRange | RowRange)[]): RowRange[] {
  const rows = ranges.map((range) =>
    'first' in range
      ? { first: Math.max(0, range.first), last: Math.min(times.length - 1, range.last) }
      : { first: lowerBound(times, range.start), last: upperBound(times, range.end) - 1 },
  )
  const merged: RowRange[] = []
  for (const range of rows.filter((r) => r.last >= r.first).sort((a, b) => a.first - b.first)) {
    const previous = merged.at(-1)
    if (previous && range.first <= previous.last) previous.last = Math.max(previous.last, range.last)
    else merged.push({ ...range })
  }
  return merged
}

/** The part of a segment inside a range of rows; none where they do not meet. */
export function clipped(segment: Segment, range: RowRange): Segment[] {
  const from = Math.max(0, range.first - segment.start)
  const to = Math.min(segment.times.length, range.last + 1 - segment.start)
  return to > from ? [slice(segment, from, to)] : []
}
