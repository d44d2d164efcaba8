import type { RowRange } from '../../shared/data/series.ts'
import type { Usual } from '../../shared/runs/strangest.ts'

/** A stretch around a peak. */
export interface Peak extends RowRange {
  peakRow: number
  score: number
  ratio: number
}

/** A stretch lasts while its score is above this share of the way from the usual to its peak: where a bell is half as high. */
const HALF = 0.5
/** Two crests are of one disturbance as long as no score between them falls below this share of the height, by the inverse hyperbolic sine. */
const VALLEY = 0.5

/**
 * The highest stretches of a score, highest first. Each lasts while the score stays above half of its peak's height over the usual
 * one, and on to other such crests that no valley parts from it; what is left of the same disturbance, and the rows beside it that a
 * window reaches, are not looked at again, so that it is not counted twice.
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
    const height = scores[top] - usual.centre
    const ratio = height / usual.spread
    const limit = usual.centre + HALF * height
    const valley = Math.min(limit, usual.centre + usual.spread * Math.sinh(VALLEY * Math.asinh(ratio)))
    let [from, first, last, to] = [top, top, top, top]
    while (from > 0 && !taken[from - 1] && scores[from - 1] > valley) if (scores[--from] > limit) first = from
    while (to < n - 1 && !taken[to + 1] && scores[to + 1] > valley) if (scores[++to] > limit) last = to
    peaks.push({ first, last, peakRow: top, score: scores[top], ratio })
    taken.fill(1, Math.max(0, Math.min(from, first - apart)), Math.max(to, last + apart) + 1)
  }
  return peaks
}
