import type { RowRange } from '../../shared/data/series.ts'
import type { Usual } from './usual.ts'

/** A stretch around a peak. */
export interface Peak extends RowRange {
  peakRow: number
  score: number
  ratio: number
}

/** A stretch lasts while its score is above this share of the way from the usual to its peak: where a bell is half as high. */
const HALF = 0.5

/**
 * The highest stretches of a score, highest first. Each lasts while the score stays above half of its peak's height over the usual
 * one; the rows beside it that a window reaches are not looked at again, so that one disturbance is not counted twice.
 * scores — [n], NaN = not assessed; apart — rows that a window reaches; most — how many at most.
 * Only stretches above the usual score count: of scores that are all the same there are none.
 */
export function peaksOf(scores: Float64Array, usual: Usual, apart: number, most: number): Peak[] {
  const n = scores.length
  const taken = new Uint8Array(n)
  const peaks: Peak[] = []
  while (peaks.length < most) {
    let top = -1
    for (let row = 0; row < n; row++)
      if (!taken[row] && scores[row] > usual.centre && (top < 0 || scores[row] > scores[top])) top = row
    if (top < 0) break
    const limit = usual.centre + HALF * (scores[top] - usual.centre)
    let [first, last] = [top, top]
    while (first > 0 && !taken[first - 1] && scores[first - 1] > limit) first--
    while (last < n - 1 && !taken[last + 1] && scores[last + 1] > limit) last++
    peaks.push({
      first,
      last,
      peakRow: top,
      score: scores[top],
      ratio: (scores[top] - usual.centre) / usual.spread,
    })
    taken.fill(1, Math.max(0, first - apart), Math.min(n, last + apart + 1))
  }
  return peaks
}
