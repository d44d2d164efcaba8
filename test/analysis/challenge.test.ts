import { expect, test } from 'vitest'
import { lastingFrom, rowsToWait } from '../../src-main/analysis/challenge.ts'
import { leastRows } from '../../src-main/analysis/backtest.ts'

const scores = (n: number, strange: (i: number) => boolean) =>
  Float64Array.from({ length: n }, (_, i) => (strange(i) ? 2 : 0))

test('a mode that lasts to the end is told from what passed by, also where single rows of it are as usual', () => {
  expect(
    lastingFrom(
      scores(3000, (i) => i >= 2500 && i % 7 !== 0),
      1,
      1000,
    ),
  ).toBe(2501)
  expect(
    lastingFrom(
      scores(3000, (i) => i >= 1200 && i < 1250),
      1,
      1000,
    ),
  ).toBe(null)
  expect(
    lastingFrom(
      Float64Array.from({ length: 100 }, () => NaN),
      1,
      0,
    ),
  ).toBe(null)
})

test('after so many rows more, two thirds of the new ones hold enough of it to learn from, and one row less do not', () => {
  const [begins, first, n] = [2500, 1000, 3000]
  const later = n + rowsToWait(begins, first, n)
  const split = (rows: number) => rows - Math.floor((rows - first) / 3)
  expect(split(later)).toBeGreaterThanOrEqual(begins + leastRows)
  expect(split(later - 3)).toBeLessThan(begins + leastRows)
  expect(rowsToWait(1100, first, 100_000)).toBe(0)
})
