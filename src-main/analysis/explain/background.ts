import type { RowRange, Segment } from '../../shared/data/series.ts'
import { slice } from '../preprocessing/gaps.ts'
import type { Random } from '../math/random.ts'

/**
 * Parts of the segments that show usual behaviour: inside the `rows` (null = anywhere) and outside the `unusual` ones.
 * Where nothing is left, everything. rows, unusual — closed, in rows of the series.
 */
export function usualParts(segments: Segment[], rows: RowRange[] | null, unusual: RowRange[]): Segment[] {
  const end = segments.reduce((last, s) => Math.max(last, s.start + s.times.length), 0)
  const usable = new Uint8Array(end).fill(rows ? 0 : 1)
  for (const { first, last } of rows ?? []) usable.fill(1, first, last + 1)
  for (const { first, last } of unusual) usable.fill(0, first, last + 1)
  const parts = segments.flatMap((segment) => {
    const kept: Segment[] = []
    let from = -1
    for (let i = 0; i <= segment.times.length; i++) {
      const usual = i < segment.times.length && usable[segment.start + i] === 1
      if (usual && from < 0) from = i
      if (!usual && from >= 0) {
        kept.push(slice(segment, from, i))
        from = -1
      }
    }
    return kept
  })
  return parts.length > 0 ? parts : segments
}

/** `count` stretches of exactly `length` points, their places drawn evenly over all that fit; none where none is long enough. */
export function drawStretches(parts: Segment[], length: number, count: number, random: Random): Segment[] {
  const long = parts.filter((part) => part.times.length >= length)
  const places = long.reduce((sum, part) => sum + part.times.length - length + 1, 0)
  if (places === 0) return []
  return Array.from({ length: Math.min(count, places) }, () => {
    let at = random.below(places)
    for (const part of long) {
      const here = part.times.length - length + 1
      if (at < here) return slice(part, at, at + length)
      at -= here
    }
    return slice(long[0], 0, length)
  })
}

/** So many points settle a median. */
const MEDIAN_POINTS = 20_000

/** Each channel's median over the parts, held for `length` points: [channel][length]. */
export function medianStretch(parts: Segment[], length: number): Float64Array[] {
  const points = parts.reduce((sum, part) => sum + part.times.length, 0)
  const every = Math.ceil(points / MEDIAN_POINTS)
  return parts[0].values.map((_, c) => {
    const sorted = Float64Array.from(
      parts.flatMap((part) => Array.from(part.values[c].filter((_v, i) => i % every === 0))),
    ).sort()
    const middle = (sorted.length - 1) / 2
    return new Float64Array(length).fill((sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2)
  })
}
