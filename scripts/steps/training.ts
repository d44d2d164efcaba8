import type { CallInput } from '../../src-main/shared/contract.ts'
import type { Id } from '../../src-main/shared/project.ts'

/** What is asked where a detector is trained on the whole of a dataset and nothing else is chosen. choices — what is. */
export const training = (
  dataset: Id,
  detector: string,
  choices: Partial<CallInput<'train.start'>> = {},
): CallInput<'train.start'> => ({
  dataset,
  detector,
  params: {},
  channels: [],
  ranges: [],
  labelSet: null,
  excludeLabels: false,
  seed: 1,
  threshold: null,
  ...choices,
})
