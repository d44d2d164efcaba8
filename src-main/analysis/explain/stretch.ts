import type { RowRange, Segment, TimeRange } from '../../shared/data/series.ts'
import { badInput } from '../../shared/errors.ts'
import { slice } from '../preprocessing/gaps.ts'

/**
 * A gap-free excerpt of a series around the points to be explained.
 * first, last — the explained points, as indices into the excerpt.
 */
export interface Stretch extends RowRange {
  excerpt: Segment
}

/**
 * The part of the window without a gap (the longest, where gaps cut it), with up to `margin` points on either side, at
 * least `least` points altogether where the data have them. Throws bad-input where no point of the window can be assessed.
 */
export function stretchOf(segments: Segment[], range: TimeRange, margin: number, least: number): Stretch {
  let best: { segment: Segment; from: number; to: number } | null = null
  for (const segment of segments.filter((s) => s.times.length >= least)) {
    const from = segment.times.findIndex((time) => time >= range.start)
    const to = segment.times.findLastIndex((time) => time <= range.end) + 1
    if (from >= 0 && to > from && (!best || to - from > best.to - best.from)) best = { segment, from, to }
  }
  if (!best)
    throw badInput(
      'No point of this window can be assessed: it lies in a gap, outside the data, or in a stretch too short for the detector.',
    )
  return around(best.segment, best.from, best.to, margin, least)
}

/** Points from…to (exclusive) of a segment with their margin. */
function around(segment: Segment, from: number, to: number, margin: number, least: number): Stretch {
  const n = segment.times.length
  const begin = Math.max(0, Math.min(from - margin, n - least))
  const end = Math.min(n, Math.max(to + margin, begin + least))
  return { excerpt: slice(segment, begin, end), first: from - begin, last: to - 1 - begin }
}

/** The `points` neighbouring points of the stretch with the highest scores, with their margin. scores — [excerpt]. */
export function highestPart(
  stretch: Stretch,
  scores: Float64Array,
  points: number,
  margin: number,
  least: number,
): Stretch {
  let best = { sum: -Infinity, from: stretch.first }
  for (let from = stretch.first; from + points - 1 <= stretch.last; from += Math.max(1, points >> 4)) {
    let sum = 0
    for (let i = from; i < from + points; i++) sum += Number.isNaN(scores[i]) ? 0 : scores[i]
    if (sum > best.sum) best = { sum, from }
  }
  return around(stretch.excerpt, best.from, best.from + points, margin, least)
}
