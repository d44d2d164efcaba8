import { describe, expect, test } from 'vitest'
import { certaintyOf, doubtful } from '../../../src-main/analysis/candidates/doubt.ts'
import {
  beyondLimits,
  fastChanges,
  flatLines,
  joined,
  missingValues,
} from '../../../src-main/analysis/candidates/rules.ts'

const rows = (found: { first: number; last: number }[]) => found.map(({ first, last }) => [first, last])
const times = (n: number) => Float64Array.from({ length: n }, (_, i) => i * 1000)

describe('rules that propose labels', () => {
  test('find values beyond a limit, the further the surer', () => {
    const found = beyondLimits(Float64Array.of(0, 5, 6, 0, -9, NaN, 11), -1, 4)
    expect(rows(found)).toEqual([
      [1, 2],
      [4, 4],
      [6, 6],
    ])
    expect(found[1].certainty).toBeGreaterThan(found[0].certainty)
    expect(rows(beyondLimits(Float64Array.of(1, 2, 3), null, 2))).toEqual([[2, 2]])
  })

  test('find flat lines, which a missing value ends', () => {
    expect(rows(flatLines(Float64Array.of(1, 1, 1, 2, 2, NaN, 2, 2, 2, 2), 3, 0))).toEqual([
      [0, 2],
      [6, 9],
    ])
    expect(rows(flatLines(Float64Array.of(1, 1.05, 1.1, 1.16, 5), 3, 0.1))).toEqual([[0, 2]])
    expect(flatLines(new Float64Array(8).fill(NaN), 2, 1)).toEqual([])
  })

  test('find changes that are too fast for the time they took', () => {
    expect(rows(fastChanges(Float64Array.of(0, 0, 9, 9, 9), times(5), 5))).toEqual([[1, 2]])
    expect(fastChanges(Float64Array.of(0, 9), Float64Array.of(0, 60_000), 5)).toEqual([])
  })

  test('find stretches of missing values', () => {
    expect(rows(missingValues(Float64Array.of(NaN, 1, NaN, NaN, NaN), 2))).toEqual([[2, 4]])
  })

  test('make one of findings that lie close together, as certain as the surest', () => {
    const found = [
      { first: 2, last: 3, certainty: 0.6 },
      { first: 6, last: 6, certainty: 0.9 },
      { first: 10, last: 12, certainty: 0.7 },
    ]
    expect(joined(found, 0)).toEqual(found)
    expect(joined(found, 2)).toEqual([
      { first: 2, last: 6, certainty: 0.9 },
      { first: 10, last: 12, certainty: 0.7 },
    ])
    expect(rows(joined(found, 3))).toEqual([[2, 12]])
    expect(
      rows(
        joined(
          [
            { first: 4, last: 4, certainty: 1 },
            { first: 5, last: 5, certainty: 1 },
          ],
          0,
        ),
      ),
    ).toEqual([[4, 5]])
  })
})

describe("a model's doubt", () => {
  test('is greatest at the threshold, whichever side', () => {
    expect(certaintyOf(2, 2)).toBe(0.5)
    const scores = Float64Array.of(0, 1.9, 0, 9, 9, 1.5, 0, 2.3, NaN, 1.3, 1.1)
    const found = doubtful(scores, 2)
    expect(rows(found)).toEqual([
      [1, 1],
      [7, 7],
      [9, 9],
      [3, 4],
    ])
    expect(found.map(({ peak }) => peak)).toEqual([1.9, 2.3, 1.3, 9])
  })

  test('where it comes near the threshold nowhere goes to the highest scores, as far as they reach to both sides', () => {
    const scores = new Float64Array(200).fill(1e-4)
    scores.set([0.01, 0.03, 0.05, 0.06, 0.04, 0.02], 50)
    scores.set([0.08, 0.2, 0.08], 120)
    scores[160] = NaN
    const found = doubtful(scores, 1)
    expect(rows(found)).toEqual([
      [121, 121],
      [51, 54],
    ])
    expect(found.map(({ peak }) => peak)).toEqual([0.2, 0.06])
    // Nothing is proposed where every score is the same.
    expect(doubtful(new Float64Array(50).fill(0.1), 1)).toEqual([])
  })
})
