import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  gatherWindows,
  listWindows,
  pointScores,
  pointSteps,
  windowCount,
  windowStart,
} from '../../../src-main/analysis/preprocessing/windows.ts'
import type { Segment } from '../../../src-main/shared/data/series.ts'

const segment = (start: number, ...values: number[][]): Segment => ({
  start,
  times: Float64Array.from(values[0], (_, i) => start + i),
  values: values.map((v) => Float64Array.from(v)),
})

describe('listing windows', () => {
  test("stays within segments and always reaches a segment's last point", () => {
    const segments = [segment(0, [0, 1, 2, 3, 4, 5]), segment(10, [0, 1]), segment(20, [0, 1, 2])]
    const list = listWindows(segments, 3, 2)
    expect([...list.segment]).toEqual([0, 0, 0, 2])
    expect([...list.start]).toEqual([0, 2, 3, 0])
    expect(list.count).toBe(4)
  })

  test('gathers a batch as [batch, width, channel], reusing the given memory', () => {
    const segments = [segment(0, [1, 2, 3, 4], [10, 20, 30, 40])]
    const list = listWindows(segments, 2)
    const out = new Float32Array(100)
    const batch = gatherWindows(segments, list, [2, 0], out)
    expect([...batch]).toEqual([3, 30, 4, 40, 1, 10, 2, 20])
    expect(batch.buffer).toBe(out.buffer)
    expect([...gatherWindows(segments, list, [1])]).toEqual([2, 20, 3, 30])
  })
})

describe('window scores become point scores', () => {
  test('by each named step', () => {
    const of = (how: (typeof pointSteps)[number]) => [...pointScores([5, 1, 3], 5, 3, 1, how)]
    expect(of('last')).toEqual([NaN, NaN, 5, 1, 3])
    expect(of('mean')).toEqual([5, 3, 3, 2, 3])
    expect(of('inner-mean')).toEqual([3, 3, 3, 3, 3])
    expect(of('max')).toEqual([5, 5, 5, 3, 3])
    expect(of('all')).toEqual([5, 1, 1, 1, 3])
    expect(of('center')).toEqual([5, 5, 1, 3, 3])
    expect([...pointScores([7, 8, 9], 6, 3, 2, 'last')]).toEqual([NaN, NaN, 7, 7, 8, 9])
  })

  test('center pads like ⌈(L−1)/2⌉ in front and ⌊(L−1)/2⌋ behind', () => {
    expect([...pointScores([1, 2], 5, 4, 1, 'center')]).toEqual([1, 1, 1, 2, 2])
  })

  test('the inner mean is the mean wherever as many windows as can be cover a point, and is held from there to the edges', () => {
    const scores = [9, 1, 2, 3, 4, 9]
    expect([...pointScores(scores, 8, 3, 1, 'mean')].slice(2, 6)).toEqual([4, 2, 3, 16 / 3])
    expect([...pointScores(scores, 8, 3, 1, 'inner-mean')]).toEqual([4, 4, 4, 2, 3, 16 / 3, 16 / 3, 16 / 3])
    // Two windows of four: none but the middle points lie in both.
    expect([...pointScores([1, 3], 5, 4, 1, 'inner-mean')]).toEqual([2, 2, 2, 2, 2])
    expect([...pointScores([7], 3, 3, 1, 'inner-mean')]).toEqual([7, 7, 7])
    expect([...pointScores([], 2, 3, 1, 'inner-mean')]).toEqual([NaN, NaN])
  })

  test('leave a stretch shorter than a window not assessed, and refuse a wrong number of scores', () => {
    expect([...pointScores([], 2, 3, 1, 'mean')]).toEqual([NaN, NaN])
    expect(() => pointScores([1], 5, 3, 1, 'max')).toThrow(
      'have 3 windows of 3 at stride 1, but 1 window scores were given',
    )
  })

  test('equal the plain definition for any sizes, with windows not assessed', () => {
    const score = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constant(NaN))
    const inputs = fc
      .record({
        n: fc.integer({ min: 1, max: 40 }),
        width: fc.integer({ min: 1, max: 12 }),
        stride: fc.integer({ min: 1, max: 15 }),
      })
      .chain((s) =>
        fc.tuple(
          fc.constant(s),
          fc.array(score, {
            minLength: windowCount(s.n, s.width, s.stride),
            maxLength: windowCount(s.n, s.width, s.stride),
          }),
        ),
      )
    fc.assert(
      fc.property(inputs, fc.constantFrom('mean', 'max', 'all'), ([{ n, width, stride }, scores], how) => {
        const points = pointScores(scores, n, width, stride, how)
        for (let p = 0; p < n; p++) {
          const over = scores.filter((s, i) => {
            const start = windowStart(i, n, width, stride)
            return start <= p && p < start + width && !Number.isNaN(s)
          })
          const plain = {
            mean: over.reduce((a, b) => a + b, 0) / over.length,
            max: Math.max(...over),
            all: Math.min(...over),
          }[how]
          if (over.length === 0) expect(points[p]).toBeNaN()
          else expect(points[p]).toBeCloseTo(plain, 10)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('gives a million points their scores from windows of a thousand', () => {
    const n = 1_000_000
    const scores = Float64Array.from({ length: windowCount(n, 1000) }, (_, i) => Math.sin(i))
    for (const how of pointSteps) expect(pointScores(scores, n, 1000, 1, how)).toHaveLength(n)
  })
})
