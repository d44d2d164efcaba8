import { describe, expect, test } from 'vitest'
import { combineScores } from '../../../src-main/analysis/ensemble/combine.ts'
import { memberShares } from '../../../src-main/analysis/ensemble/member-shares.ts'
import { ensembleOptions } from '../../../src-main/shared/models/ensemble.ts'

const members = [
  { name: 'calm', scores: Float64Array.of(1, 2, 1, 2, 9), threshold: 10 },
  { name: 'shrill', scores: Float64Array.of(0, 0.1, 0, 0.1, 5), threshold: 1 },
  { name: 'late', scores: Float64Array.of(NaN, NaN, 3, 4, 8), threshold: 5 },
]
const shares = (row: number, options: Record<string, unknown>) =>
  memberShares(3, (m) => members[m], row, ensembleOptions.parse(options))

describe('what the members of an ensemble said', () => {
  test.each([
    { combine: 'mean' },
    { combine: 'mean', standardise: 'rank' },
    { combine: 'max', standardise: 'unify' },
    { combine: 'weighted', weights: [1, 0, 3] },
    { combine: 'any' },
    { combine: 'votes', k: 2 },
  ])('sums to the score of the ensemble: %o', (options) => {
    const { scores } = combineScores(3, (m) => members[m], ensembleOptions.parse(options))
    for (const row of scores.keys())
      expect(shares(row, options).reduce((sum, share) => sum + share.adds, 0)).toBeCloseTo(scores[row], 10)
  })

  test('names those that alarmed, and those that had nothing to say', () => {
    expect(shares(4, { combine: 'mean' }).map(({ name, alarmed }) => [name, alarmed])).toEqual([
      ['calm', false],
      ['shrill', true],
      ['late', true],
    ])
    expect(shares(0, { combine: 'mean' })[2]).toMatchObject({ score: null, level: null, alarmed: false, adds: 0 })
    expect(shares(4, { combine: 'any' }).map(({ level, limit, adds }) => [level, limit, adds])).toEqual([
      [0, 0.5, 0],
      [1, 0.5, 1 / 3],
      [1, 0.5, 1 / 3],
    ])
  })
})
