import type { PointRanges, ScoredPoints } from '../../src-main/shared/runs/detected-ranges.ts'
import type { Band } from './bands.ts'
import type { TimeScale } from './time-scale.ts'

/**
 * Ranges of points as bands, only those in view, and those that no pixel keeps apart as one: a quarter of a million of them
 * while a threshold moves cost a pass and no objects.
 */
export function bandsInView(
  { starts, ends }: ScoredPoints,
  { first, last, count }: PointRanges,
  scale: TimeScale,
): Band[] {
  const apart = (scale.end - scale.start) / Math.max(1, scale.width) / 2
  const bands: Band[] = []
  let open: Band | null = null
  for (let i = firstEndingFrom(ends, last, count, scale.start); i < count; i++) {
    const start = starts[first[i]]
    if (start > scale.end) break
    const end = ends[last[i]]
    if (open && start - open.end < apart) open.end = end
    else bands.push((open = { id: i, start, end, look: 0 }))
  }
  return bands
}

function firstEndingFrom(ends: Float64Array, last: Int32Array, count: number, time: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[last[middle]] < time) low = middle + 1
    else high = middle
  }
  return low
}
