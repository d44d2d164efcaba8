import { z } from 'zod'
import type { TimeRange } from '../data/series.ts'

/**
 * What is taken for normal: the rows at the beginning; nearly everything; ranges that somebody chose; everything outside the labels;
 * or nobody knows, and no row is judged by a model that has seen it.
 */
export const normalKind = z.enum(['beginning', 'everything', 'ranges', 'unlabelled', 'unknown'])
export type NormalKind = z.output<typeof normalKind>

/** An answer to "What is normal here?". ranges — of 'beginning' and 'ranges', none otherwise. why — one sentence. */
export interface Normal {
  kind: NormalKind
  ranges: TimeRange[]
  why: string
}

/** Where nobody knows what is normal: a model learns each block alone, and a row is as strange as those that have not seen it agree it is. */
export const UNKNOWN_BLOCKS = 5

/** What that means, in a sentence. */
export const UNKNOWN_WHY =
  'No row is judged by a model that has seen it: five models learn a fifth of the time each, and a row counts as strange where the others agree on it. (Where a fifth is too short to learn from, each learns the other four.)'
