import { describe, expect, test } from 'vitest'
import { detect, type DetectionOptions } from '../../../src-main/analysis/thresholds/detections.ts'

const plain: DetectionOptions = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const every10 = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i * 10)
const found = (scores: number[], options: Partial<DetectionOptions> = {}, times = every10(scores.length)) =>
  detect(Float64Array.from(scores), times, 5, { ...plain, ...options })
const rows = (scores: number[], options?: Partial<DetectionOptions>, times?: Float64Array) =>
  found(scores, options, times).detections.map((d) => [d.first, d.last])

describe('detections', () => {
  test('are runs above the threshold, the threshold itself excluded, with their peak', () => {
    const { flags, detections } = found([1, 6, 9, 7, 5, 8])
    expect([...flags]).toEqual([0, 1, 1, 1, 0, 1])
    expect(detections).toEqual([
      { first: 1, last: 3, start: 10, end: 30, peak: 9, peakRow: 2, peakTime: 20 },
      { first: 5, last: 5, start: 50, end: 50, peak: 8, peakRow: 5, peakTime: 50 },
    ])
  })

  test('last under hysteresis until the score falls to the lower threshold', () => {
    expect(rows([3, 6, 4, 3, 2, 4, 6], { hysteresis: 0.5 })).toEqual([
      [1, 3],
      [6, 6],
    ])
  })

  test('end at points that were not assessed and at gaps, also under hysteresis', () => {
    const gap = Float64Array.from([0, 10, 20, 90, 100, 110])
    expect(rows([6, NaN, 6])).toEqual([
      [0, 0],
      [2, 2],
    ])
    expect(rows([0, 6, 6, 6, 6, 0], { hysteresis: 0.1 }, gap)).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('are merged over short distances, over gaps too, but points that were not assessed stay unflagged', () => {
    expect(rows([6, 0, 6, 0, 0, 6], { mergeGapMs: 20 })).toEqual([
      [0, 2],
      [5, 5],
    ])
    expect([...found([6, NaN, 0, 6], { mergeGapMs: 30 }).flags]).toEqual([1, 0, 1, 1])
    expect(rows([0, 6, 6, 6, 6, 0], { mergeGapMs: 70 }, Float64Array.from([0, 10, 20, 90, 100, 110]))).toEqual([[1, 4]])
  })

  test('are dropped where too short, after merging; a point lasts one step', () => {
    expect(rows([6, 0, 6, 6, 0, 0], { minDurationMs: 20 })).toEqual([[2, 3]])
    expect(rows([6, 0, 6, 0, 0, 6], { minDurationMs: 30, mergeGapMs: 20 })).toEqual([[0, 2]])
    expect(rows([6], { minDurationMs: 0 })).toEqual([[0, 0]])
  })

  test('are none where there is no score above it', () => {
    expect(found([]).detections).toEqual([])
    expect(found([NaN, 5]).detections).toEqual([])
  })
})
