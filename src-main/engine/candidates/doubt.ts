import type { Finding } from './rules.ts'
import { runsWhere } from './ranges.ts'

/** Scores from this share of the threshold on may be anomalies that were missed. */
const nearly = 0.6

/** How sure a score is to be an anomaly: ½ at the threshold, nearing 0 and 1 away from it. */
export const certaintyOf = (score: number, threshold: number) => (threshold > 0 ? Math.max(0, score) / (Math.max(0, score) + threshold) : 1)

/**
 * Stretches whose highest score comes near the threshold, on both sides of it: where a person's answer teaches most
 * (uncertainty sampling, Lewis and Gale 1994). scores — [time], NaN = not assessed. Least certain first.
 */
export function doubtful(scores: Float64Array, threshold: number): (Finding & { peak: number })[] {
  return runsWhere(scores.length, (row) => scores[row] >= nearly * threshold).map(({ first, last }) => {
    let peak = -Infinity
    for (let row = first; row <= last; row++) if (scores[row] > peak) peak = scores[row]
    // Of a detection the part above the threshold, of a near miss all of it.
    const above = (row: number) => peak <= threshold || scores[row] > threshold
    let [from, to] = [first, last]
    while (!above(from)) from++
    while (!above(to)) to--
    return { first: from, last: to, peak, certainty: certaintyOf(peak, threshold) }
  }).sort((a, b) => Math.abs(a.certainty - 0.5) - Math.abs(b.certainty - 0.5))
}
