import { z } from 'zod'
import type { ParamSpecs } from '../models/params.ts'

/**
 * One step of the cleaning of a dataset: what is done to the series between reading it and training, scoring or viewing. The raw data stay
 * as they are. step — its id; on — a step that is off is skipped; channels — names, empty = all; params — of the step.
 */
export const cleaningStep = z.strictObject({
  step: z.string().min(1).max(100),
  on: z.boolean(),
  channels: z.array(z.string().max(1000)).max(10_000),
  params: z.record(z.string().max(100), z.union([z.number(), z.string().max(100_000), z.boolean()])),
})
export type CleaningStep = z.infer<typeof cleaningStep>

/** In the order in which they are applied. */
export const cleaningSteps = z.array(cleaningStep).max(200)

/** A list of steps as a file holds it, by itself or as {"steps": […]}; what is the same for most may be left out. */
const writtenStep = cleaningStep
  .partial({ on: true, channels: true, params: true })
  .transform((step): CleaningStep => ({ on: true, channels: [], params: {}, ...step }))
export const writtenSteps = z.union([
  z.array(writtenStep).max(200),
  z.strictObject({ steps: z.array(writtenStep).max(200) }).transform(({ steps }) => steps),
])

/** A kind of step as the form needs it: everything but the code. */
export interface CleaningStepInfo {
  id: string
  name: string
  summary: string
  params: ParamSpecs
  /** Whether it works on chosen channels; false: on rows, or it makes a channel. */
  byChannel: boolean
}

/** What is wrong with a list of steps. index — which of them; from, to — the place in its formula, where it is one. */
export interface CleaningProblem {
  index: number
  message: string
  from?: number
  to?: number
}

/** The steps of a dataset; undo, redo — the edit that they would take back or make again, null = none. */
export interface CleaningState {
  steps: CleaningStep[]
  undo: string | null
  redo: string | null
}

/** times — epoch ms; values — NaN = missing. */
export interface CleanedLine {
  times: Float64Array
  values: Float64Array
}

/**
 * A channel before and after the steps. channel — the one that is shown; before — null for a derived channel. channels — all there are
 * after the steps. rows — of the whole dataset, before and after; of the part that was looked at where `part` says so.
 */
export interface CleaningPreview {
  problem: CleaningProblem | null
  channels: { name: string; unit: string | null }[]
  channel: string | null
  unit: string | null
  before: CleanedLine | null
  after: CleanedLine | null
  rows: { before: number; after: number }
  /** Values of the shown channel in the stretch: changed, missing before and after; changed is null where the rows are others. */
  counts: { changed: number | null; missingBefore: number | null; missingAfter: number } | null
  /** Only a part around the stretch was cleaned, because the dataset is long: what looks at the whole may differ a little. */
  part: boolean
}
