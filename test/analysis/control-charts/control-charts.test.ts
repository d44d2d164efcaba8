import { describe, expect, test } from 'vitest'
import { a3, b3, b4, c4, d2, d3, d4, medianRange } from '../../../src-main/analysis/control-charts/constants.ts'
import { individualsLimits, xbarSLimits } from '../../../src-main/analysis/control-charts/limits.ts'
import { outOfControl, outOfLimits } from '../../../src-main/analysis/control-charts/out-of-control.ts'
import { firings, type RuleBook } from '../../../src-main/analysis/control-charts/run-rules.ts'
import { cusum, ewma } from '../../../src-main/analysis/control-charts/statistics.ts'

test('the constants are those of the tables', () => {
  // Montgomery, appendix VI.
  expect([d2, d3, d4].map((v) => Number(v.toFixed(3)))).toEqual([1.128, 0.853, 3.267])
  expect(medianRange).toBeCloseTo(0.954, 3)
  expect([2, 5, 10, 25].map((n) => Number(c4(n).toFixed(4)))).toEqual([0.7979, 0.94, 0.9727, 0.9896])
  expect([2, 5, 10, 25].map((n) => Number(a3(n).toFixed(3)))).toEqual([2.659, 1.427, 0.975, 0.606])
  expect([2, 5, 10, 25].map((n) => Number(b3(n).toFixed(3)))).toEqual([0, 0, 0.284, 0.565])
  expect([2, 5, 10, 25].map((n) => Number(b4(n).toFixed(3)))).toEqual([3.267, 2.089, 1.716, 1.435])
})

describe('limits', () => {
  test('of single values come from the mean moving range', () => {
    // Worked by hand: mean 12; ranges 2, 4, 1, 3, mean 2.5; sigma 2.5 / 1.128379.
    const { centre, sigma, upper, lower, range, rangeUpper } = individualsLimits(
      [Float64Array.of(10, 12, 16, 15, 12, 7)].map((v) => v.subarray(0, 5)),
      'moving-range',
    )
    expect(centre).toBe(13)
    expect(range).toBeCloseTo(2.5, 12)
    expect(sigma).toBeCloseTo(2.215567, 6)
    expect(upper).toBeCloseTo(19.646702, 6)
    expect(lower).toBeCloseTo(6.353298, 6)
    expect(rangeUpper).toBeCloseTo(2.5 * 3.2665, 3)
  })

  test('of single values are those of the textbook example', () => {
    // Montgomery, example 6.5, costs of twenty mortgage loans: mean 300.5, mean range 7.79, limits 279.78 and 321.22, of the ranges 25.45.
    const costs = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
    const found = individualsLimits([Float64Array.from(costs)], 'moving-range')
    const told = [found.centre, found.range, found.lower, found.upper, found.rangeUpper]
    // The book rounds on its way: 321.2098 is 321.22 there.
    told.forEach((v, i) => expect(Math.abs(v - [300.5, 7.79, 279.78, 321.22, 25.45][i])).toBeLessThan(0.015))
  })

  test('know no range across a gap, and no jump by the median', () => {
    const parts = [Float64Array.of(1, 2, 1, 2), Float64Array.of(101, 102, 101, 102)]
    expect(individualsLimits(parts, 'moving-range').range).toBeCloseTo(1, 12)
    expect(individualsLimits([Float64Array.of(1, 2, 1, 500, 2, 1, 2, 1)], 'median-moving-range').sigma).toBeCloseTo(
      1 / medianRange,
      12,
    )
    expect(individualsLimits([Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9)], 'deviation').sigma).toBeCloseTo(
      2.13809 / c4(8),
      5,
    )
  })

  test('of subgroups come from the mean of their deviations', () => {
    // Subgroups 1 2 3 and 4 6 8: means 2 and 6, deviations 1 and 2. What is left over counts nowhere.
    const { centre, s, upper, sUpper } = xbarSLimits([Float64Array.of(1, 2, 3, 4, 6, 8, 1000)], 3)
    expect([centre, s]).toEqual([4, 1.5])
    expect(upper).toBeCloseTo(4 + 1.954 * 1.5, 2)
    expect(sUpper).toBeCloseTo(2.568 * 1.5, 2)
  })
})

describe('CUSUM and EWMA', () => {
  // Montgomery, table 9.1: mean 10, sigma 1; the last ten with mean 11.
  const values = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62, 10.31,
    8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
  ]
  const z = Float64Array.from(values, (v) => v - 10)

  test('CUSUM equals the textbook example and passes five at its 29th value', () => {
    const sums = cusum(z, 0.5, 0)
    // Table 9.2: C⁺ at 29 is 5.28, at 30 is 5.30; the larger side at 2 is C⁻ = 1.56.
    expect(sums[28]).toBeCloseTo(5.28, 10)
    expect(sums[29]).toBeCloseTo(5.3, 10)
    expect(sums[1]).toBeCloseTo(1.56, 10)
    expect(sums.findIndex((v) => v > 5)).toBe(28)
  })

  test('EWMA equals the textbook example', () => {
    // λ = 0.1, limits of 2.7 sigma: averages 9.945, 9.7495 … 10.5731, 10.6468, 10.6341; the 29th is beyond 10.6187.
    const distance = ewma(z, 0.1)
    expect(distance[0]).toBeCloseTo(-0.055 / 0.1, 10)
    expect(distance[1] * Math.sqrt((0.1 / 1.9) * (1 - 0.9 ** 4))).toBeCloseTo(9.7495 - 10, 10)
    expect(distance.findIndex((v) => Math.abs(v) > 2.7)).toBe(28)
    expect(distance[29] * Math.sqrt((0.1 / 1.9) * (1 - 0.9 ** 60))).toBeCloseTo(0.6341, 4)
  })

  test('CUSUM comes back soon after a large departure where little is carried on', () => {
    const far = Float64Array.of(100, 0, 0, 0, 0)
    expect([...cusum(far, 0.5, 10)]).toEqual([99.5, 9.5, 9, 8.5, 8])
    expect([...cusum(far, 0.5, 0)].at(-1)).toBe(97.5)
  })
})

describe('run rules', () => {
  const found = (z: number[], book: RuleBook) =>
    firings(Float64Array.from(z), book).map(({ rule, first, last }) => [rule, first, last])

  test.each<[string, RuleBook, number, number[], [number, number]]>([
    ['a point beyond three sigma', 'western-electric', 1, [0.1, -0.2, 3.1, -0.1], [2, 2]],
    ['two of three beyond two', 'western-electric', 2, [-0.1, 2.1, 0.5, 2.2, -0.4], [1, 3]],
    ['four of five beyond one', 'western-electric', 3, [-0.1, 1.1, 1.2, -0.2, 1.3, 1.4, -0.3], [1, 5]],
    ['eight on one side', 'western-electric', 4, [-0.1, ...Array<number>(8).fill(0.2), -0.1], [1, 8]],
    ['nine on one side', 'nelson', 2, [0.1, ...Array<number>(10).fill(-0.2), 0.1], [1, 10]],
    ['six rising', 'nelson', 3, [0.9, -0.9, -0.5, -0.3, 0.1, 0.2, 0.4, 0.1], [1, 6]],
    ['fourteen in turn', 'nelson', 4, Array.from({ length: 14 }, (_, i) => (i % 2 ? 1.5 : -1.5)), [0, 13]],
    ['two of three beyond two, by Nelson', 'nelson', 5, [-0.1, 2.1, 0.5, 2.2, -0.4], [1, 3]],
    ['four of five beyond one, by Nelson', 'nelson', 6, [-0.1, 1.1, 1.2, -0.2, 1.3, 1.4, -0.3], [1, 5]],
    ['fifteen within one', 'nelson', 7, Array.from({ length: 16 }, (_, i) => (i % 3 ? -0.2 : 0.3)), [0, 15]],
    ['eight beyond one, on either side', 'nelson', 8, [1.1, -1.1, -1.2, 1.3, 1.4, -1.2, -1.1, 1.2], [0, 7]],
  ])('find %s', (_, book, rule, z, range) => {
    expect(found(z, book)).toContainEqual([rule, ...range])
  })

  test.each<[string, RuleBook, number[]]>([
    ['a point on three sigma', 'western-electric', [0.1, -0.2, 3, -0.1]],
    ['two of four beyond two', 'western-electric', [-0.1, 2.1, 0.5, -0.5, 2.2, -0.4]],
    ['two beyond two on both sides', 'western-electric', [-0.1, 2.1, -2.1, 0.4]],
    ['four of six beyond one', 'western-electric', [-0.1, 1.1, 1.2, -0.2, -0.3, 1.3, 1.4, -0.3]],
    ['seven on one side', 'western-electric', [-0.1, ...Array<number>(7).fill(0.2), -0.1]],
    ['eight on one side, by Nelson', 'nelson', [-0.1, ...Array<number>(8).fill(0.2), -0.1]],
    ['five rising', 'nelson', [0.9, -0.9, -0.5, -0.3, 0.1, 0.4, 0.1]],
    ['thirteen in turn', 'nelson', Array.from({ length: 13 }, (_, i) => (i % 2 ? 1.5 : -1.5))],
    ['fourteen within one', 'nelson', Array.from({ length: 14 }, (_, i) => (i % 3 ? -0.2 : 0.3))],
    ['seven beyond one', 'nelson', [1.1, -1.1, -1.2, 1.3, 1.4, -1.2, -1.1]],
  ])('find nothing in %s', (what, book, z) => {
    const found = firings(Float64Array.from(z), book)
    // Rules look at each other's patterns: thirteen that go up and down lie beyond one sigma too.
    const own = what === 'thirteen in turn' ? found.filter(({ rule }) => rule === 4) : found
    expect(own).toEqual([])
  })

  test('find nothing in what alternates between moderate values, and nothing across a missing one', () => {
    expect(found([0.5, -0.5, 0.2, 1.5, -1.5, 0.3], 'western-electric')).toEqual([])
    const eight = [...Array<number>(4).fill(0.2), NaN, ...Array<number>(4).fill(0.2)]
    expect(found(eight, 'western-electric')).toEqual([])
    expect(found([3, -3], 'limits')).toEqual([])
  })
})

describe('rows of a channel', () => {
  const limits = { centre: 0, sigma: 1 }
  const book = { book: 'western-electric', apart: 0 } as const
  const ranges = (times: number[], values: number[]) =>
    outOfLimits({ times: Float64Array.from(times), values: Float64Array.from(values) }, limits, book).map(
      ({ first, last }) => [first, last],
    )

  test('a missing value ends no run, as in the chart, and a gap does', () => {
    const values = [-0.1, ...Array<number>(4).fill(0.2), NaN, NaN, ...Array<number>(4).fill(0.2), -0.1]
    const second = values.map((_, i) => i * 1000)
    expect(ranges(second, values)).toEqual([[1, 10]])
    expect(ranges(second.map((t, i) => (i > 6 ? t + 60_000 : t)), values)).toEqual([]) // prettier-ignore
  })

  test('one that is logged in every tenth row is followed over the rows between', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 0.2 : NaN))
    expect(ranges(values.map((_, i) => i * 1000), values)).toEqual([[0, 90]]) // prettier-ignore
  })

  test('limits come from the normal rows that have a value', () => {
    const values = Float64Array.from([1, NaN, 3, 1, 3, 100])
    const times = values.map((_, i) => i * 1000)
    const found = outOfControl({ times, values }, Uint8Array.of(1, 1, 1, 1, 1, 0), { book: 'limits', spread: 'deviation', apart: 0 }) // prettier-ignore
    expect(found.map(({ first, last, rules }) => [first, last, rules])).toEqual([[5, 5, ['one point beyond three sigma']]]) // prettier-ignore
  })
})
