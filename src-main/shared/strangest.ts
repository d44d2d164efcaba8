import type { RowRange, TimeRange } from './series.ts'

/** How a channel departs from what is usual: its level, how much it moves, how quickly, or only the order of its values. */
export const directions = ['too high', 'too low', 'too flat', 'too fast', 'wrong shape'] as const
export type Direction = (typeof directions)[number]

/** share — 0…1, the channels of a stretch sum to 1. */
export interface StrangeChannel {
  name: string
  share: number
  direction: Direction
}

/**
 * A stretch that stands out. score — its highest; ratio — how far that lies above the usual score, in usual spreads.
 * channels — those that matter, the one with the largest share first.
 */
export interface StrangeStretch extends RowRange, TimeRange {
  score: number
  ratio: number
  channels: StrangeChannel[]
}
