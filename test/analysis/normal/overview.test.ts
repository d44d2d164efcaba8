import { expect, test } from 'vitest'
import { overviewRanges, rowsOfRanges } from '../../../src-main/analysis/normal/overview.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const series = (n: number): Series => ({
  times: Float64Array.from({ length: n }, (_, i) => i * 1000),
  channels: [{ name: 'a', unit: null }],
  values: [Float64Array.from({ length: n }, (_, i) => i)],
})

test('an overview is all rows of a short dataset, and a stretch of each hundredth of a long one, ends included', () => {
  expect(overviewRanges(700, 1000)).toEqual([{ first: 0, last: 699 }])
  const ranges = overviewRanges(123_456, 1000)
  expect(ranges).toHaveLength(100)
  expect([ranges[0].first, ranges[99].last]).toEqual([0, 123_455])
  for (const [i, { first, last }] of ranges.entries()) {
    expect(last - first).toBe(9)
    expect(Math.floor((100 * first) / 123_456)).toBe(i)
    expect(Math.floor((100 * last) / 123_456)).toBe(i)
  }
  // Hardly longer than the overview: stretches overlap by rows, not by more.
  const close = overviewRanges(1001, 1000)
  expect([close[0].first, close[99].last]).toEqual([0, 1000])
})

test('a daily cycle does not look like a drift, wherever in the day the hundredths of the data begin', () => {
  for (const rows of [1_000_000, 720_000, 86_400 * 11]) {
    const level = overviewRanges(rows, 50_000).map(({ first, last }) => {
      let sum = 0
      for (let row = first; row <= last; row++) sum += Math.sin((2 * Math.PI * row) / 1440)
      return sum / (last - first + 1)
    })
    const most = (from: number, to: number) => Math.max(...level.slice(from, to).map(Math.abs))
    // Twice the range of the beginning is what counts as different.
    expect(most(30, 100)).toBeLessThan(1.3 * most(0, 30))
  }
})

test('the rows of ranges follow each other, each channel like the times', () => {
  const { times, values } = rowsOfRanges(series(50), [
    { first: 2, last: 3 },
    { first: 40, last: 41 },
  ])
  expect([...values[0]]).toEqual([2, 3, 40, 41])
  expect([...times]).toEqual([2000, 3000, 40_000, 41_000])
  expect(rowsOfRanges(series(5), [{ first: 0, last: 4 }]).times).toHaveLength(5)
})
