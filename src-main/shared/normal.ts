import { z } from 'zod'
import type { TimeRange } from './series.ts'

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

/** Each row is judged by a model that has not seen its block, where nobody knows what is normal. */
export const UNKNOWN_BLOCKS = 5
