import { describe, expect, test } from 'vitest'
import { boxesIn, sortedRanges, thumbnail } from '../../../src-renderer/charts/thumbnail.ts'

const scale = { start: 0, end: 100, width: 200 }

describe('a thumbnail', () => {
  test('fits its axis to what is drawn and to what must be seen, and breaks at missing values', () => {
    const lane = { times: Float64Array.of(-50, 0, 50, 75, 100), values: Float64Array.of(99, 0, 4, NaN, 2) }
    const { path, y } = thumbnail(lane, scale, 12, [8])
    expect([y(8), y(0)]).toEqual([1, 11])
    expect(path).toBe('M-100.0 -112.8L0.0 11.0L100.0 6.0M200.0 8.5')
  })

  test('draws a line that never changes, and nothing of nothing', () => {
    expect(thumbnail({ times: Float64Array.of(0, 100), values: Float64Array.of(3, 3) }, scale, 12).path).toBe(
      'M0.0 11.0L200.0 11.0',
    )
    expect(thumbnail({ times: new Float64Array(), values: new Float64Array() }, scale, 12).path).toBe('')
  })

  test('shows intervals that reach into it, an instant two pixels wide', () => {
    const ranges = sortedRanges([
      { start: -500, end: 10 },
      { start: -90, end: -80 },
      { start: 50, end: 50 },
      { start: 90, end: 400 },
      { start: 200, end: 300 },
    ])
    expect(boxesIn(ranges, scale)).toEqual([
      { left: 0, width: 20 },
      { left: 100, width: 2 },
      { left: 180, width: 20 },
    ])
  })
})
