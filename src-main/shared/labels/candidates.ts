import { z } from 'zod'
import type { Id } from '../project.ts'
import type { TimeRange } from '../data/series.ts'

const id = z.number().int().positive()
const time = z.number().finite()
const channels = z.array(id).max(1000)
const points = z.number().int().min(1).max(100_000_000)
const apart = z.number().int().min(0).max(100_000_000).optional()

/**
 * Where candidates for labels come from. channels — ids; empty = all.
 * detections — what a run found; doubt — where its score comes nearest to the threshold, on both sides.
 * limit, flat, rate, missing — rules on the values, on at least so many `points`; what lies at most `apart` rows from each other is one. similar — the windows that look most like the given one.
 * run-rules — where a control chart of single values is out of control by the rules of a book; its limits come from the rows of `normal`, null = all.
 */
export const candidateSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('detections'), run: id }),
  z.object({ kind: z.literal('doubt'), run: id }),
  z.object({
    kind: z.literal('limit'),
    channels,
    below: z.number().finite().nullable(),
    above: z.number().finite().nullable(),
    points: points.optional(),
    apart,
  }),
  z.object({ kind: z.literal('flat'), channels, points: points.min(2), tolerance: z.number().min(0), apart }),
  z.object({ kind: z.literal('rate'), channels, perSecond: z.number().positive(), points: points.optional(), apart }),
  z.object({ kind: z.literal('missing'), channels, points, apart }),
  z.object({
    kind: z.literal('run-rules'),
    channels,
    rules: z.enum(['limits', 'western-electric', 'nelson']),
    spread: z.enum(['moving-range', 'median-moving-range', 'deviation']),
    normal: z.object({ start: time, end: time }).nullable(),
    apart,
  }),
  z.object({ kind: z.literal('similar'), channels, start: time, end: time }),
])
export type CandidateSource = z.infer<typeof candidateSource>

/** An interval that may be worth a label. certainty — 0…1, ½ = could be either. channels — ids; empty = all. */
export interface Candidate extends TimeRange {
  channels: Id[]
  certainty: number
  /** Why it was proposed, for the label's note. */
  note: string
}
