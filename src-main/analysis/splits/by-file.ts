import type { Split } from './split.ts'

/**
 * One dataset trains, another judges: every row of the judged one is held out. No window reaches from one file into another,
 * so nothing is purged. The rows of `train` are those of the other dataset.
 */
export const byFile: Split = {
  id: 'file',
  name: 'By file',
  summary: 'Trains on one dataset and judges on another, as a model trained on one machine or season meets the next.',
  reference:
    'Roberts et al., Cross-validation strategies for data with temporal, spatial, hierarchical, or phylogenetic structure, Ecography 2017',
  folds: ({ stretches, trained }) => (trained && stretches.length > 0 ? [{ heldOut: stretches, train: trained }] : []),
}
