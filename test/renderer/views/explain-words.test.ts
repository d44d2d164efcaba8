import { describe, expect, test } from 'vitest'
import { likeness, scoreMeaning } from '../../../src-renderer/views/explain/words.ts'
import { fakeDetectors } from '../fake/fake-answers.ts'

describe('what the score of a run means', () => {
  test('is told for detectors, ensembles and adaptive runs', () => {
    expect(
      scoreMeaning({ kind: 'detector', detector: 'conv-autoencoder', params: { scaling: 'z-score' } }, fakeDetectors),
    ).toBe('The mean absolute reconstruction error, in standard deviations')
    expect(scoreMeaning({ kind: 'ensemble', params: { combine: 'max', standardise: 'z' } }, fakeDetectors)).toBe(
      'The highest of the members’ scores, in standard deviations above each one’s mean',
    )
    expect(scoreMeaning({ kind: 'ensemble', params: { combine: 'votes', standardise: 'z' } }, fakeDetectors)).toBe(
      'The share of the members that alarm',
    )
    expect(scoreMeaning({ kind: 'adaptive', adapts: 'z-score', params: { detector: 'z-score' } }, fakeDetectors)).toBe(
      'The score of “Z-score” as a multiple of the threshold that it had at that time',
    )
    expect(scoreMeaning({ kind: 'detector', detector: 'of another version', params: {} }, fakeDetectors)).toBeNull()
  })

  test('says in words how alike two shapes are', () => {
    expect([0, 0.4, 0.7, 1].map(likeness)).toEqual(['very like it', 'like it', 'a little like it', 'hardly like it'])
  })
})
