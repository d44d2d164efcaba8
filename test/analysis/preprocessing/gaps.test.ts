import { describe, expect, test } from 'vitest'
import { cutSegments, usualStep } from '../../../src-main/analysis/preprocessing/gaps.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const series = (times: number[], ...values: number[][]): Series => ({
  times: Float64Array.from(times),
  channels: values.map((_, c) => ({ name: `c${c}`, unit: null })),
  values: values.map((v) => Float64Array.from(v)),
})
const rows = (segments: { start: number; times: Float64Array }[]) =>
  segments.map((s) => [s.start, s.start + s.times.length - 1])

describe('the usual step', () => {
  test('ignores repeated times and gaps', () => {
    expect(usualStep(Float64Array.from([0, 10, 10, 20, 30, 900, 910]))).toBe(10)
    expect(usualStep(Float64Array.from([5]))).toBeNaN()
    expect(usualStep(Float64Array.from([5, 5, 5]))).toBeNaN()
  })
  test('is found in a long series by sampling', () => {
    expect(usualStep(Float64Array.from({ length: 1_000_001 }, (_, i) => i * 250))).toBe(250)
  })

  const from = (steps: number[]) =>
    Float64Array.from(steps.reduce((times, step) => [...times, times.at(-1)! + step], [0]))
  const many = (n: number, stepAt: (i: number) => number) => from(Array.from({ length: n }, (_, i) => stepAt(i)))

  test('of tags that are read one after the other is the one from scan to scan', () => {
    for (const tags of [2, 3, 10, 40]) {
      const times = many(400, (i) => (i % tags === tags - 1 ? 10_000 : 300 / tags))
      expect(usualStep(times)).toBe(10_000)
      expect(cutSegments({ times, channels: [], values: [] })).toHaveLength(1)
    }
  })

  test('of rows that come when something changes leaves the longest pauses as gaps, not a seventh of the steps', () => {
    const random = seededRandom(3)
    const times = many(5000, (i) => (i === 2500 ? 1e9 : 1000 * Math.exp(1.5 * random.normal())))
    const segments = cutSegments({ times, channels: [], values: [] })
    expect(segments.length).toBeLessThan(20)
    expect(segments.map(({ times }) => times[0])).toContain(times[2501])
  })

  test('of a regular series with some rows lost is its own', () => {
    expect(usualStep(many(1000, (i) => (i % 60 === 0 ? 50_000 : 1000)))).toBe(1000)
    // However few rows there are.
    expect(usualStep(many(20, (i) => (i % 5 === 4 ? 50_000 : 1000)))).toBe(1000)
  })
})

describe('cutting a series into segments', () => {
  test('cuts at a step longer than five usual steps, not at one of five', () => {
    const x = series([0, 1, 2, 7, 8, 9, 15, 16], [1, 2, 3, 4, 5, 6, 7, 8])
    expect(rows(cutSegments(x))).toEqual([
      [0, 5],
      [6, 7],
    ])
    expect(rows(cutSegments(x, { maxGapSteps: 4 }))).toEqual([
      [0, 2],
      [3, 5],
      [6, 7],
    ])
  })

  test('leaves out rows in which any channel is missing, and bridges nothing', () => {
    const x = series([0, 1, 2, 3, 4, 5], [NaN, 2, 3, 4, 5, 6], [1, 2, 3, NaN, Infinity, 6])
    const segments = cutSegments(x, { labels: Uint8Array.from([0, 1, 0, 0, 0, 1]) })
    expect(rows(segments)).toEqual([
      [1, 2],
      [5, 5],
    ])
    expect(segments.map((s) => [...s.labels!])).toEqual([[1, 0], [1]])
    expect([...segments[0].values[1]]).toEqual([2, 3])
  })

  test('gives nothing for an empty or an all-missing series', () => {
    expect(cutSegments(series([], []))).toEqual([])
    expect(cutSegments(series([0, 1], [NaN, NaN]))).toEqual([])
  })
})
