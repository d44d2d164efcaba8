import { describe, expect, test } from 'vitest'
import type { TrainingFacts } from '../../../src-main/shared/models/hold-out.ts'
import type { Run, ThresholdSetting } from '../../../src-main/shared/project.ts'
import { calibratedOn, trainedElsewhere, trainedOn } from '../../../src-renderer/views/results/provenance.ts'

const datasets = [
  { id: 1, name: 'pump', rows: 2495 },
  { id: 2, name: 'fan', rows: 100 },
]
const facts: TrainingFacts = {
  dataset: 1,
  holdOut: { kind: 'nothing' },
  heldOut: null,
  purge: 0,
  window: 1,
  labelled: null,
  chosenOn: null,
  rows: 2033,
}
const run = (training: Partial<TrainingFacts>, dataset = 1, ranges: Run['model']['ranges'] = []) =>
  ({ dataset, model: { kind: 'detector', detector: 'kmeans', ranges, training: { ...facts, ...training } } }) as Run

describe('which rows a model was trained on', () => {
  test('is said with their number, and what was left out', () => {
    expect(trainedOn(run({ rows: 2495 }), datasets)).toBe('everything, 2,495 of 2,495 rows')
    expect(trainedOn(run({ withoutLabels: true }), datasets)).toBe(
      'everything but labelled anomalies, 2,033 of 2,495 rows',
    )
    expect(trainedOn(run({}, 1, [{ start: 0, end: 9 }]), datasets)).toBe('1 stretch, 2,033 of 2,495 rows')
    expect(trainedOn(run({ holdOut: { kind: 'last', share: 0.3, purge: null } }), datasets)).toBe(
      'everything else, 2,033 of 2,495 rows',
    )
    expect(trainedOn(run({ holdOut: { kind: 'blocks', blocks: 5, purge: null } }), datasets)).toBe(
      'in turn everything but one block',
    )
    expect(trainedOn(run({ rows: 0 }), datasets)).toBe('nothing: this detector learns nothing')
  })

  test('names the file of a model that was trained elsewhere, and its rows, not those of the one that is scored', () => {
    expect(trainedElsewhere(run({}), datasets)).toBeNull()
    expect(trainedElsewhere(run({}, 2), datasets)).toBe('“pump”')
    expect(trainedOn(run({}, 2), datasets)).toBe('everything of “pump”, 2,033 of 2,495 rows')
    expect(trainedOn(run({}, 2), datasets.slice(1))).toBe(
      'everything of a dataset that is not in the project any more, 2,033 rows',
    )
  })
})

describe('which scores a threshold was calibrated on', () => {
  const said = (change: Partial<ThresholdSetting>) => calibratedOn(change as ThresholdSetting, 'UTC')

  test('is said in a sentence, and nothing of a threshold that was given', () => {
    expect(said({})).toBeNull()
    expect(said({ basis: { of: 'training', scores: 2033 } })).toBe('Calibrated on 2,033 scores of the training data.')
    expect(said({ basis: { of: 'scores', scores: 2495 } })).toBe('Calibrated on this run’s own 2,495 scores.')
    expect(said({ basis: { of: 'labels', scores: 1 } })).toBe('Chosen on the labels of the 1 row it is judged on.')
    expect(said({ basis: { of: 'normal', scores: 60 }, normal: [{ start: 0, end: 60_000 }] })).toBe(
      'Calibrated on 60 scores from 1970-01-01 00:00:00 to 1970-01-01 00:01:00, called normal after training.',
    )
  })
})
