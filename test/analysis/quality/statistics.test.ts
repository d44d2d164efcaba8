import { describe, expect, test } from 'vitest'
import { quantilesOf } from '../../../src-main/analysis/math/select.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { statisticsOf } from '../../../src-main/analysis/quality/statistics.ts'
import { columns, golden } from '../explore/golden.ts'

describe('statistics of a channel', () => {
  test.each(['a', 'b', 'c', 'd'] as const)('equal describe() of pandas: column %s', (name) => {
    const present = columns[name].filter((v) => !Number.isNaN(v))
    const ours = statisticsOf(present, columns[name].length - present.length)
    const theirs = golden.describe[name]
    expect(ours).toMatchObject({ count: theirs.count, missing: 400 - theirs.count, min: theirs.min, max: theirs.max })
    for (const [key, name] of [
      ['mean', 'mean'],
      ['std', 'std'],
      ['p01', '1%'],
      ['p50', '50%'],
      ['p99', '99%'],
    ] as const)
      expect(Math.abs(ours[key]! - theirs[name])).toBeLessThan(1e-12 * Math.max(1, Math.abs(theirs[name])))
  })

  test('of none, of one and of equal values', () => {
    expect(statisticsOf(new Float64Array(0), 3)).toMatchObject({
      count: 0,
      missing: 3,
      mean: null,
      std: null,
      p50: null,
    })
    expect(statisticsOf(Float64Array.of(4), 0)).toMatchObject({ mean: 4, std: null, min: 4, p01: 4, p99: 4 })
    expect(statisticsOf(new Float64Array(1000).fill(0.1), 0)).toMatchObject({ mean: 0.1, std: 0, p50: 0.1 })
  })

  test('a large level does not eat the deviation', () => {
    const values = Float64Array.from({ length: 100_000 }, (_, i) => 1e9 + (i % 2))
    expect(statisticsOf(values, 0).std).toBeCloseTo(0.5 * Math.sqrt(100_000 / 99_999), 9)
  })
})

test('selecting gives what sorting gives, whatever the order and however many are equal', () => {
  const random = seededRandom(3)
  const shares = [0, 0.001, 0.01, 0.25, 0.5, 0.505, 0.99, 1]
  for (const make of [
    () => random.normal(),
    () => Math.floor(random.next() * 4),
    (i: number) => i,
    (i: number) => -i,
    (i: number) => Math.abs(i - 2500),
  ])
    for (const n of [1, 2, 3, 255, 257, 5000]) {
      const values = Float64Array.from({ length: n }, (_, i) => make(i))
      const sorted = values.toSorted()
      const expected = shares.map((share) => {
        const at = share * (n - 1)
        const low = Math.floor(at)
        return sorted[low] + (at - low) * ((sorted[low + 1] ?? 0) - sorted[low] || 0)
      })
      const found = quantilesOf(values, shares)
      found.forEach((v, i) => expect(v).toBeCloseTo(expected[i], 10))
    }
})

test.each<[string, (i: number, random: ReturnType<typeof seededRandom>) => number]>([
  ['a wide range with a far value', (i, r) => (i === 7 ? 1e9 : r.normal())],
  ['mostly one value', (i, r) => (i % 3 === 0 ? r.normal() : 0)],
  ['one value', () => 5],
  ['values that differ in their last digits', (_, r) => 1 + Math.floor(4 * r.next()) * 2 ** -52],
  ['the whole range of numbers', (i, r) => (i % 2 === 0 ? 1 : -1) * 1e308 * r.next()],
  ['infinities', (i, r) => (i % 1000 === 0 ? Infinity : r.normal())],
])('percentiles of very many values are those of the sorted ones: %s', (_, value) => {
  const random = seededRandom(9)
  const values = Float64Array.from({ length: 300_001 }, (_, i) => value(i, random))
  const sorted = values.slice().sort()
  const shares = [0, 0.01, 0.25, 0.5, 0.99, 0.999, 1]
  expect(quantilesOf(values, shares)).toEqual(shares.map((share) => sorted[Math.round(share * 300_000)]))
})
