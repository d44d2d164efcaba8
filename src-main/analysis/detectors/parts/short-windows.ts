import type { Usual } from '../../../shared/runs/strangest.ts'
import { pointScores } from '../../preprocessing/windows.ts'
import { peaksOf } from '../../strangest/peaks.ts'
import { usualOf } from '../../strangest/usual.ts'
import { highestByChance, pieceOf } from '../../thresholds/chance.ts'

/** Points of a short window: a spike of one is still much of it, and noise is not all of it. */
export const SHORT = 5

/** What chance reaches is known only roughly: of many kinds of data with nothing wrong, none comes so many scales above its level. */
const SURE = 8
/** What comes more often than this is the way of the data, such as the starts of a machine: only what is twice as far out as that counts. */
const RARE = 4
/** A height among short windows counts half as much as one among long ones: there are many more of them. */
const COUNTS = 0.5

/** How scores of short windows are held against those of long ones. usual — of these; level, scale — what chance reaches of those; bar — the short scores that count. */
export interface ShortScale {
  usual: Usual
  level: number
  scale: number
  bar: number
}

/** long, short — [n], scores of the same training rows; window — points of a long one. Null where nobody can say what chance reaches of the short ones. */
export function shortScale(long: Float64Array, short: Float64Array, window: number): ShortScale | null {
  const chance = highestByChance(short, pieceOf(SHORT, short.length))
  const [usual, own] = [usualOf(long), usualOf(short)]
  if (!chance || chance.isRough || !usual || !own) return null
  const { level, scale } = chance
  const often = peaksOf(short, own, window, RARE + 1).at(RARE)?.score ?? -Infinity
  return { usual, level, scale, bar: level + Math.max(SURE * scale, 2 * (often - level)) }
}

/**
 * The scores of long windows, higher where short ones are far beyond chance. long, short — [n]; reach — rows before and after a row that
 * share in what is short, so that a spike lasts as long as an alarm must.
 */
export function raisedBy(long: Float64Array, short: Float64Array, to: ShortScale, reach: number): Float64Array {
  const n = long.length
  const wide = reach > 0 ? pointScores(short, n + 2 * reach, 2 * reach + 1, 1, 'max').subarray(reach, reach + n) : short
  const { usual, level, scale, bar } = to
  return long.map((score, row) =>
    wide[row] > bar ? Math.max(score, usual.centre + (usual.spread * COUNTS * (wide[row] - level)) / scale) : score,
  )
}
