import type { RowRange } from '../../shared/data/series.ts'
import type { Finding } from './rules.ts'
import { runsWhere } from './ranges.ts'

/** Scores from this share of the threshold on may be anomalies that were missed. */
const nearly = 0.6

/** How sure a score is to be an anomaly: ½ at the threshold, nearing 0 and 1 away from it. */
export const certaintyOf = (score: number, threshold: number) =>
  threshold > 0 ? Math.max(0, score) / (Math.max(0, score) + threshold) : 1

/** Where fewer stretches than this come near the threshold, the highest of the other scores are looked at: this share of the rows. */
const fewest = 20
const highest = 0.1

interface Doubt extends Finding {
  peak: number
}

/**
 * Stretches whose highest score comes near the threshold, on both sides of it: where a person's answer teaches most
 * (uncertainty sampling, Lewis and Gale 1994). A model that learnt from few labels is sure of the wrong things: where it hardly
 * doubts, stretches follow that it ranks highest. scores — [time], NaN = not assessed. Least certain first.
 */
export function doubtful(scores: Float64Array, threshold: number): Doubt[] {
  const level = nearly * threshold
  const near = stretches(scores, threshold, level)
  if (near.length >= fewest) return near
  return [
    ...near,
    ...peaks(scores, level, fewest - near.length).map(({ first, last }) => described(scores, threshold, first, last)),
  ]
}

/** The highest stretches below a level, each as far to both sides as at least half of its highest score is reached. */
function peaks(scores: Float64Array, level: number, most: number): RowRange[] {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort()
  const least = sorted[Math.floor(sorted.length * (1 - highest))]
  const isPeak = (score: number, row: number) =>
    score >= least && score < level && score > sorted[0] && !(scores[row - 1] > score) && !(scores[row + 1] > score)
  const rows: number[] = []
  scores.forEach((score, row) => isPeak(score, row) && rows.push(row))
  const found: RowRange[] = []
  for (const row of rows.sort((a, b) => scores[b] - scores[a])) {
    if (found.length === most) break
    const belongs = (other: number) => scores[other] >= scores[row] / 2 && scores[other] < level
    let [first, last] = [row, row]
    while (belongs(first - 1)) first--
    while (belongs(last + 1)) last++
    if (!found.some((other) => first <= other.last && last >= other.first)) found.push({ first, last })
  }
  return found
}

/** Stretches of scores that reach a level, the least certain first. */
function stretches(scores: Float64Array, threshold: number, level: number): Doubt[] {
  return runsWhere(scores.length, (row) => scores[row] >= level)
    .map(({ first, last }) => described(scores, threshold, first, last))
    .sort((a, b) => Math.abs(a.certainty - 0.5) - Math.abs(b.certainty - 0.5))
}

function described(scores: Float64Array, threshold: number, first: number, last: number): Doubt {
  let peak = -Infinity
  for (let row = first; row <= last; row++) if (scores[row] > peak) peak = scores[row]
  // Of a detection the part above the threshold, of a near miss all of it.
  const above = (row: number) => peak <= threshold || scores[row] > threshold
  let [from, to] = [first, last]
  while (!above(from)) from++
  while (!above(to)) to--
  return { first: from, last: to, peak, certainty: certaintyOf(peak, threshold) }
}
