import type { Usual } from '../../shared/runs/strangest.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'

/** 1.4826 · MAD estimates the deviation of a normal distribution. */
const OF_NORMAL = 1.4826

/** A spread that is so small a share of the scores is rounding. */
const ALMOST_NONE = 1e-9

/**
 * Median and spread of scores. Where more than half of them are the same, the MAD is 0 and says nothing: then the distance from the
 * median to the 90th percentile, then the deviation, and of scores that are all the same a spread that makes nothing stand out.
 * scores — [n], NaN = not assessed. Null where none is assessed.
 */
export function usualOf(scores: Float64Array): Usual | null {
  const sorted = scores.filter(Number.isFinite).sort()
  if (sorted.length === 0) return null
  const centre = quantileSorted(sorted, 0.5)
  const least = ALMOST_NONE * Math.max(Math.abs(centre), Math.abs(quantileSorted(sorted, 0.75)))
  const deviations = sorted.map((score) => Math.abs(score - centre)).sort()
  const attempts = [
    () => OF_NORMAL * quantileSorted(deviations, 0.5),
    // The 90th percentile of a normal distribution lies 1.2816 deviations above its median.
    () => (quantileSorted(sorted, 0.9) - centre) / 1.2816,
    () => Math.sqrt(deviations.reduce((sum, d) => sum + d * d, 0) / deviations.length),
  ]
  for (const attempt of attempts) {
    const spread = attempt()
    if (spread > least) return { centre, spread }
  }
  return { centre, spread: Math.max(1, Math.abs(centre)) }
}
