import { quantileSorted } from '../preprocessing/scaling.ts'

/** Of fewer pieces the highest by chance cannot be told from the others. */
const LEAST_PIECES = 20
/** Of fewer it is known only roughly, and only where high and low pieces take turns: a fault that fills a third of the pieces is none of chance. */
const MANY_PIECES = 100
/** They take turns at least so often, held against pieces in any order (Wald and Wolfowitz 1940). Windows that overlap take some turns away. */
const TURNS = 0.5

/** A scale above the median that is so many times the one below tells of anomalies in more than a quarter of the pieces. */
const OF_ONE_KIND = 2.5

/** Of a hundred series with nothing wrong, the highest score of 13 lies more than so many scales above the level. */
const SURE = 2

/** One disturbance crosses the limit again and again where each row is judged by itself: within so many rows it counts once, in short data within a twentieth. */
const LEAST_APART = 20

/** In long data, what lies closer than this share of the whole counts once: in a picture of the whole the two touch. */
const TOUCHING = 1 / 300

/** Rows that are one piece of evidence. window — rows that the detector looks at together; rows — of the whole series. */
export const pieceOf = (window: number, rows: number) =>
  Math.max(window, Math.min(LEAST_APART, Math.floor(rows / 20)), Math.floor(rows * TOUCHING))

/** level — what the highest score of a series with nothing wrong is most likely; scale — of the distribution of such highest scores, > 0; isRough — whether few pieces tell it. */
export interface Chance {
  level: number
  scale: number
  isRough: boolean
}

/**
 * How high chance alone reaches, from the scores of usual pieces: maxima of pieces follow a Gumbel
 * distribution, whose place and scale their quartiles tell, which anomalies in less than a quarter of the pieces hardly move.
 * The smaller one of the two scales below and above the median counts: a machine that runs or stands has maxima of two kinds, and the
 * higher kind is what chance reaches.
 * scores — [n], NaN = not assessed; piece — rows that are one piece of evidence. Null where nobody knows: of fewer than 20 pieces,
 * where more than a quarter of them lie far above the others, and of fewer than 100 where the high ones lie together. Source: Gumbel, Statistics of Extremes, 1958.
 */
export function highestByChance(scores: Float64Array, piece: number): Chance | null {
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
  // Of maxima that are all the same there is no chance to speak of.
  if (above > OF_ONE_KIND * below || !(scale > 0)) return null
  const isRough = highest.length < MANY_PIECES
  if (isRough && turns(highest, middle) < TURNS * (1 + highest.length / 2)) return null
  return { level: middle + scale * (Math.log(highest.length) - reduced(0.5)), scale, isRough }
}

/** Runs of values above and below the middle one. */
const turns = (values: readonly number[], middle: number) =>
  values.reduce((count, value, i) => count + Number(i === 0 || value >= middle !== values[i - 1] >= middle), 0)

/** Whether a score may be nothing but the highest of usual ones. */
export const isByChance = (score: number, { level, scale }: Chance) => score <= level + SURE * scale

/** Where the quantile p of the standard Gumbel distribution lies. */
const reduced = (p: number) => -Math.log(-Math.log(p))
