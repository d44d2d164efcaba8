import { expect, test } from 'vitest'
import { lastingFrom, rowsToWait } from '../../src-main/analysis/challenge.ts'
import { leastRows } from '../../src-main/analysis/backtest.ts'

const scores = (n: number, strange: (i: number) => boolean) =>
  Float64Array.from({ length: n }, (_, i) => (strange(i) ? 2 : 0))

test('a mode that lasts to the end is told from what passed by, also where single rows of it are as usual', () => {
  const lasts = scores(3000, (i) => (i >= 2500 && i % 7 !== 0) || i === 2300)
  expect(lastingFrom(lasts, 1, 1000)).toBe(2500)
  const passed = scores(3000, (i) => i >= 1200 && i < 1250)
  expect(lastingFrom(passed, 1, 1000)).toBe(null)
  expect(lastingFrom(new Float64Array(100).fill(NaN), 1, 0)).toBe(null)
})

test('after so many rows more, two thirds of the new ones hold enough of it to learn from, and a few less do not', () => {
  const [begins, first, n] = [2500, 1000, 3000]
  const later = n + rowsToWait(begins, first, n)
  const split = (rows: number) => rows - Math.floor((rows - first) / 3)
  expect(split(later)).toBeGreaterThanOrEqual(begins + leastRows)
  expect(split(later - 3)).toBeLessThan(begins + leastRows)
  expect(rowsToWait(1100, first, 100_000)).toBe(0)
})
