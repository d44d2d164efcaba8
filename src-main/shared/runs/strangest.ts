import type { RowRange, TimeRange } from '../data/series.ts'

/**
 * How a channel departs from what is usual: its level, how much it moves, how quickly; of a counter, how fast it rises; or only the order of its values, of several channels
 * that they do not go together. Of a rule or a search also: it has no values, or looks like what was searched for.
 */
export const directions = [
  'too high',
  'too low',
  'too flat',
  'too fast',
  'rises too fast',
  'rises too slowly',
  'rises unevenly',
  'rises too evenly',
  'wrong shape',
  'does not fit',
  'missing',
  'like the example',
] as const
export type Direction = (typeof directions)[number]

/** share — 0…1, of the score; what channels that are not listed have is missing from the sum. */
export interface StrangeChannel {
  name: string
  share: number
  direction: Direction
}

/** What scores usually are: centre — their median; spread — a deviation that the strange ones among them hardly move, > 0. */
export interface Usual {
  centre: number
  spread: number
}

/**
 * A stretch that stands out. score — its highest; ratio — how far that lies above the usual score, in usual spreads.
 * byChance — set where it is no higher than the highest of so many usual rows may be; channels — those that matter, the one that drives the others first, and then by share.
 */
export interface StrangeStretch extends RowRange, TimeRange {
  score: number
  ratio: number
  byChance?: true
  channels: StrangeChannel[]
}

/**
 * A sentence where a stretch that stands out begins with the first row, or is part of a detection that does, so that nothing before it
 * shows what is normal; null otherwise. Windows see what the data begin with best a little later.
 */
export function fromFirstRow(
  stretches: readonly Pick<StrangeStretch, 'first' | 'ratio'>[],
  detections: readonly RowRange[],
): string | null {
  const beginning = Math.max(0, ...detections.filter(({ first }) => first === 0).map(({ last }) => last))
  return stretches.some(({ first, ratio }) => first <= beginning && ratio >= STANDS_OUT)
    ? 'The data begin with a strange stretch, and nothing before it shows what is normal. If the rest is what is strange, say which rows are normal.'
    : null
}

/** Usual spreads: what lies nearer to the usual is no surprise. */
const STANDS_OUT = 5

/** A sentence where chance alone may have brought some stretches, or all of them; null where it is not said of any. stretches — strangest first. */
export function saidOfChance(stretches: readonly Pick<StrangeStretch, 'byChance'>[]): string | null {
  const beyond = stretches.findIndex(({ byChance }) => byChance)
  if (beyond < 0) return null
  if (beyond === 0)
    return 'No stretch is clearly higher than chance alone reaches in so many rows: perhaps nothing is wrong, or something weak.'
  return `Only the ${beyond === 1 ? 'strangest stretch is' : `${beyond} strangest stretches are`} higher than chance alone reaches in so many rows: take the others for weak hints.`
}
