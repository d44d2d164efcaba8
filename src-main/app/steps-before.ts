import { getCleaning } from '../db/cleaning.ts'
import type { Project } from '../db/project.ts'
import type { CleaningStep } from '../shared/data/cleaning.ts'
import type { CallArgs } from '../shared/contract.ts'

/** What a training goes through before its detector: the steps of the dataset that are on, those that were suggested, and a decomposition after them. */
export const stepsBefore = (
  db: Project,
  dataset: number,
  {
    cleaned,
    steps = [],
    decompose,
  }: { steps?: CleaningStep[] } & Pick<CallArgs<'train.start'>, 'cleaned' | 'decompose'>,
): CleaningStep[] => [
  ...(cleaned ? getCleaning(db, dataset).steps.filter((step) => step.on) : []),
  ...steps,
  ...(decompose ? [{ step: 'decompose', on: true, channels: [], params: { ...decompose, keep: 'residual' } }] : []),
]
