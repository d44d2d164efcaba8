import { z } from 'zod'

/** A network on other data: trained on them alone, as it came, or trained on from there. */
export const transferWays = ['scratch', 'as it is', 'tuned'] as const
export type TransferWay = (typeof transferWays)[number]

/**
 * The three on the same rows, which none of them has trained on. aucPr — null where it could not be judged; interval — 95 %, by drawing labelled
 * windows; hours — of data that it was trained on here, and before (null = nobody knows); problem — why there is none, in a sentence.
 */
export const transferReport = z.object({
  made: z.number(),
  model: z.string(),
  judgedRows: z.number(),
  rows: z.array(
    z.object({
      way: z.enum(transferWays),
      aucPr: z.number().nullable(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
      hours: z.number(),
      hoursBefore: z.number().nullable(),
      problem: z.string().nullable(),
    }),
  ),
})
export type TransferReport = z.output<typeof transferReport>
