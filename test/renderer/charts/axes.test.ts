import { describe, expect, test } from 'vitest'
import { kept, nearest, toTime, toX, zoomed } from '../../../src-renderer/charts/time-scale.ts'
import { extentWithin, valueAxis, widened } from '../../../src-renderer/charts/value-axis.ts'
import { lowerBound } from '../../../src-main/shared/search.ts'

describe('the value axis', () => {
  test('has round ticks inside, whatever the size of the values', () => {
    for (const [low, high] of [
      [0, 1],
      [-3, 17],
      [1e-6, 3e-6],
      [229.1, 229.9],
      [-1e9, 4e9],
      [41, 43],
      [1e12, 1.0004e12],
      [1e12, 1e12 + 123_456],
      [999_999_999.97, 1_000_000_000.03],
      [-1_000_000_000.03, -999_999_999.97],
      [2.001e-9, 2.002e-9],
      [8.7e11, 1.13e12],
    ]) {
      const axis = valueAxis(low, high, 80)
      expect(axis.min).toBeLessThan(low)
      expect(axis.max).toBeGreaterThan(high)
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2)
      expect(axis.ticks.length).toBeLessThanOrEqual(4)
      expect(new Set(axis.ticks.map((t) => t.label)).size).toBe(axis.ticks.length)
      for (const tick of axis.ticks) expect(tick.value >= axis.min && tick.value <= axis.max).toBe(true)
      // What there is room for beside the names.
      for (const { label } of axis.ticks) expect(label.length).toBeLessThanOrEqual(10)
    }
  })

  test('writes of large values what differs', () => {
    const labels = (low: number, high: number) => valueAxis(low, high, 80).ticks.map(({ label }) => label)
    expect(labels(1e12, 1.0004e12)).toEqual(['1.0000e12', '1.0002e12', '1.0004e12'])
    expect(labels(999_999_999.97, 1_000_000_000.03)).toEqual(['…99.98', '…00.00', '…00.02'])
  })

  test('gives a constant channel a height of its own', () => {
    expect(valueAxis(5, 5, 60)).toMatchObject({ min: expect.closeTo(4.44, 5), max: expect.closeTo(5.56, 5) })
    expect(valueAxis(0, 0, 60).min).toBeLessThan(0)
    expect(valueAxis(NaN, NaN, 60).max).toBeGreaterThan(1)
  })

  test('looks only at what is between two times and leaves out missing values', () => {
    const times = [0, 1, 2, 3, 4]
    expect(extentWithin(times, [9, 2, NaN, 5, -9], 1, 3)).toEqual([2, 5])
    expect(extentWithin(times, [1, NaN, NaN, NaN, 1], 1, 3)).toBeNull()
  })

  test('makes room for what was expected, but not for all of what runs away', () => {
    expect(widened([2, 4], null)).toEqual([2, 4])
    expect(widened([2, 4], [1, 3])).toEqual([1, 4])
    expect(widened([2, 4], [-1e9, 1e9])).toEqual([0, 6])
    expect(widened([5, 5], [4, 7])).toEqual([4, 7])
  })
})

describe('the time scale', () => {
  const scale = { start: 1000, end: 3000, width: 500 }

  test('goes to pixels and back', () => {
    expect(toX(scale, 2000)).toBe(250)
    expect(toTime(scale, toX(scale, 1234))).toBeCloseTo(1234, 9)
  })

  test('zooms about the pointer, which stays on its time', () => {
    const limits = { start: 0, end: 10_000 }
    const next = zoomed({ start: 2000, end: 4000 }, 2500, 0.5, limits, 1)
    expect(next).toEqual({ start: 2250, end: 3250 })
    expect((2500 - next.start) / (next.end - next.start)).toBeCloseTo(0.25, 12)
  })

  test('never leaves the data and never gets narrower than allowed', () => {
    const limits = { start: 0, end: 100 }
    expect(zoomed({ start: 10, end: 50 }, 20, 100, limits, 1)).toEqual(limits)
    const narrow = zoomed({ start: 10, end: 50 }, 20, 1e-9, limits, 4)
    expect(narrow.end - narrow.start).toBeCloseTo(4, 12)
    expect(kept({ start: -20, end: 20 }, limits)).toEqual({ start: 0, end: 40 })
    expect(kept({ start: 90, end: 130 }, limits)).toEqual({ start: 60, end: 100 })
  })

  test('snaps to the nearest sample', () => {
    const times = Float64Array.from([0, 10, 20, 35])
    expect([-5, 4, 5, 6, 27, 28, 99].map((t) => nearest(times, t))).toEqual([0, 0, 0, 10, 20, 35, 35])
    expect(nearest([], 7)).toBe(7)
    expect([0, 1, 10, 36].map((t) => lowerBound(times, t))).toEqual([0, 1, 1, 4])
  })
})
