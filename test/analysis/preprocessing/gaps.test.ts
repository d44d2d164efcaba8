import { describe, expect, test } from 'vitest'
import { cutSegments, medianStep } from '../../../src-main/analysis/preprocessing/gaps.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const series = (times: number[], ...values: number[][]): Series => ({
  times: Float64Array.from(times),
  channels: values.map((_, c) => ({ name: `c${c}`, unit: null })),
  values: values.map((v) => Float64Array.from(v)),
})
const rows = (segments: { start: number; times: Float64Array }[]) =>
  segments.map((s) => [s.start, s.start + s.times.length - 1])

describe('the median step', () => {
  test('ignores repeated times and gaps', () => {
    expect(medianStep(Float64Array.from([0, 10, 10, 20, 30, 900, 910]))).toBe(10)
    expect(medianStep(Float64Array.from([5]))).toBeNaN()
    expect(medianStep(Float64Array.from([5, 5, 5]))).toBeNaN()
  })
  test('is found in a long series by sampling', () => {
    expect(medianStep(Float64Array.from({ length: 1_000_001 }, (_, i) => i * 250))).toBe(250)
  })
})

describe('cutting a series into segments', () => {
  test('cuts at a step longer than five median steps, not at one of five', () => {
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
