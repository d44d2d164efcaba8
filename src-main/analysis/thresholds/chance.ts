import { quantileSorted } from '../preprocessing/scaling.ts'

/** Of fewer pieces the highest by chance cannot be told from the others. */
const LEAST_PIECES = 100

/** Scales below and above the median that differ more than this are of maxima of two kinds. */
const OF_ONE_KIND = 2.5

/**
 * The score that the highest of the pieces reaches by chance, from the scores of usual ones: maxima of pieces follow a Gumbel
 * distribution, whose place and scale their quartiles tell, which anomalies in less than a quarter of the pieces hardly move.
 * The smaller one of the two scales below and above the median counts.
 * scores — [n], NaN = not assessed; piece — rows that are one piece of evidence. Null where nobody knows: of fewer than 100 pieces, and
 * of maxima that are of two kinds. Source: Gumbel, Statistics of Extremes, 1958.
 */
export function highestByChance(scores: Float64Array, piece: number): number | null {
  const highest: number[] = []
  for (let first = 0; first + piece <= scores.length; first += piece) {
    let top = -Infinity
    for (let row = first; row < first + piece; row++) if (scores[row] > top) top = scores[row]
    if (top > -Infinity) highest.push(top)
  }
  if (highest.length < LEAST_PIECES) return null
  const sorted = Float64Array.from(highest).sort()
  const [low, middle, high] = [0.25, 0.5, 0.75].map((p) => quantileSorted(sorted, p))
  const below = (middle - low) / (reduced(0.5) - reduced(0.25))
  const above = (high - middle) / (reduced(0.75) - reduced(0.5))
  const scale = Math.min(below, above)
  return Math.max(below, above) > OF_ONE_KIND * scale ? null : middle + scale * Math.log(highest.length)
}

/** Where the quantile p of the standard Gumbel distribution lies. */
const reduced = (p: number) => -Math.log(-Math.log(p))
