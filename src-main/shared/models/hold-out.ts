import { z } from 'zod'
import type { CleaningStep } from '../data/cleaning.ts'
import type { Id } from '../id.ts'
import type { Usual } from '../runs/strangest.ts'
import type { RowRange } from '../data/series.ts'

/** So many blocks at most: each is a training. */
export const MOST_BLOCKS = 50

/**
 * What is kept from training so that the run can be judged on data that its model has not seen: nothing; the last share of the
 * rows; all rows from a time on; or, in turn, each of k blocks (cross-validation). agree — each of k models learns one block alone,
 * and a row is judged by what the others agree on, where a block is long enough to learn from. purge — rows left out of training on each
 * side of what is held out; null = as many as the detector looks at together.
 */
export const holdOut = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({
    kind: z.literal('last'),
    share: z.number().gt(0).lt(1),
    purge: z.number().int().min(0).nullable().default(null),
  }),
  z.object({
    kind: z.literal('from'),
    time: z.number().finite(),
    purge: z.number().int().min(0).nullable().default(null),
  }),
  z.object({
    kind: z.literal('blocks'),
    blocks: z.number().int().min(2).max(MOST_BLOCKS),
    purge: z.number().int().min(0).nullable().default(null),
    agree: z.literal(true).optional(),
  }),
])
export type HoldOut = z.output<typeof holdOut>

/** Runs of one detector are told apart by what was held out: this follows its name. */
export function heldOutInName(kept: HoldOut): string {
  if (kept.kind === 'last') return `, ${Number((100 * kept.share).toPrecision(4))} % held out`
  if (kept.kind === 'from') return ', end held out'
  return kept.kind === 'blocks' ? `, ${kept.blocks} blocks${kept.agree ? ' in agreement' : ''}` : ''
}

/** Where a person took the detector from a ranking by labels: the set that made the choice. */
export const chosenOn = z.object({ labelSet: z.number().int().positive() })
export type ChosenOn = z.output<typeof chosenOn>

/** What a model's training saw, kept with the model so that its numbers can be judged honestly for as long as it is used. */
export interface TrainingFacts {
  /** The dataset that was trained on. */
  dataset: Id
  holdOut: HoldOut
  /**
   * Rows of that dataset whose scores come from a model that has not seen them; null = nothing was held out. In
   * cross-validation every row is.
   */
  heldOut: RowRange | null
  /** Rows left out of training on each side of what is held out. */
  purge: number
  /** Rows that the detector looks at together. */
  window: number
  /** Labelled anomalies among the rows trained on, when it was trained; null where there was no label. */
  labelled: { windows: number; rows: number } | null
  /** Rows that training looked at; of several trainings, those of any. An older version did not keep it. */
  rows?: number
  /** Set where labelled anomalies were left out of training. */
  withoutLabels?: true
  /** Set in an ensemble where a member learnt labels of this dataset. */
  learntLabels?: true
  /** Set where the detector was taken from a ranking by labels. */
  chosenOn: ChosenOn | null
  /** The steps that the series had been through, where it had; whatever the model scores goes through them too. */
  cleaning?: CleaningStep[]
  /** What the scores of the rows trained on usually are: in every run of the model, a stretch is as far out as that says. */
  usual?: Usual
  /** A sentence where training did not end as planned: the loss diverged, and an earlier state was kept. */
  note?: string
}

/** Which rows a run is judged on. */
export const judgedOn = z.enum(['held-out', 'all'])
export type JudgedOn = z.output<typeof judgedOn>

/** How a hold-out would divide some data: what the form shows before training. */
export interface HoldOutPreview {
  /** Rows that the detector looks at together, and rows left out on each side of what is held out. */
  window: number
  purge: number
  purgeMs: number
  /** One part for "last" and "from", k for blocks: what is held out, and how many rows are left to train on. */
  parts: { heldOut: RowRange; heldOutRows: number; trainRows: number; start: number; end: number }[]
  /** Why it cannot be done, in a sentence. */
  problem: string | null
}
