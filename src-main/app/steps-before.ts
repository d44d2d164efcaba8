import { getCleaning } from '../db/cleaning.ts'
import type { Project } from '../db/project.ts'
import type { CleaningStep } from '../shared/data/cleaning.ts'
import type { CallArgs } from '../shared/contract.ts'

/** What a training goes through before its detector: the steps of the dataset that are on, and a decomposition after them. */
export const stepsBefore = (
  db: Project,
  dataset: number,
  { cleaned, decompose }: Pick<CallArgs<'train.start'>, 'cleaned' | 'decompose'>,
): CleaningStep[] => [
  ...(cleaned ? getCleaning(db, dataset).steps.filter((step) => step.on) : []),
  ...(decompose ? [{ step: 'decompose', on: true, channels: [], params: { ...decompose, keep: 'residual' } }] : []),
]
