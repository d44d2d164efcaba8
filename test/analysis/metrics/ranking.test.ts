import { expect, test } from 'vitest'
import { aucRoc, rankingCurve } from '../../../src-main/analysis/metrics/ranking.ts'

test('points without a score are left out of the curve, as if they were not there', () => {
  const scores = Float64Array.of(0.1, NaN, 0.9, 0.4, NaN, 0.4)
  const labels = [0, 1, 1, 0, 0, 1]
  const without = rankingCurve(Float64Array.of(0.1, 0.9, 0.4, 0.4), [0, 1, 0, 1])
  expect(rankingCurve(scores, labels)).toEqual(without)
  expect(aucRoc(without)).toBe(0.875)
})
