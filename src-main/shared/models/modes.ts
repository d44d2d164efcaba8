import { z } from 'zod'

/**
 * What parts the rows of a dataset into operating modes, each with a threshold of its own.
 * channel — by name, so that it means the same in another dataset: its distinct values where they are few, else `bins` ranges
 * with as many rows each. class — rows inside labels of the class against all others.
 */
export const modeSplit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('channel'), channel: z.string(), bins: z.number().int().min(2).max(10).default(4) }),
  z.object({ kind: z.literal('class'), class: z.number().int() }),
])
export type ModeSplit = z.infer<typeof modeSplit>

/** One mode as it was judged. */
export interface ModeThreshold {
  /** "valve = 1", "speed 3.2 … 5.1", "in start-up". */
  name: string
  rows: number
  /** Rows with a score that its threshold was chosen by. */
  by: number
  threshold: number
  /** Why it has the threshold of the whole, in a sentence. */
  note?: string
}

export interface FoundModes {
  modes: ModeThreshold[]
  /** Rows that belong to no mode, since the channel has no value there: they have the threshold of the whole. */
  without: number
  /** Where the threshold changes: from `start` (epoch ms) on it is `threshold`. null where it changes too often to be drawn. */
  steps: { start: number; threshold: number }[] | null
}
