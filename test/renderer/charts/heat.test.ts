import { describe, expect, test } from 'vitest'
import { heatRow } from '../../../src-renderer/charts/heat.ts'
import { sparkline } from '../../../src-renderer/charts/sparkline.ts'

describe('a row of the heat map', () => {
  const scale = { start: 0, end: 100, width: 10 }
  test('lets a value last until the next one', () => {
    expect([...heatRow({ times: Float64Array.of(0, 50, 90), values: Float64Array.of(0.25, 0.5, 1) }, scale)]).toEqual([
      0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 1,
    ])
  })
  test('shows the highest of what falls on one pixel', () => {
    const row = heatRow({ times: Float64Array.of(20, 22, 24, 30), values: Float64Array.of(0.25, 0.75, 0.5, 0) }, scale)
    expect(row[2]).toBe(0.75)
  })
  test('is empty before the first value, where there is none, and outside of the view', () => {
    const row = heatRow(
      { times: Float64Array.of(-50, 30, 40, 50, 200), values: Float64Array.of(NaN, 0.5, NaN, 0.25, 1) },
      scale,
    )
    expect([...row.slice(0, 6)]).toEqual([NaN, NaN, NaN, 0.5, NaN, 0.25])
  })
})

describe('a sparkline', () => {
  test('runs over its whole box and breaks where there is no value', () => {
    expect(sparkline([0, 1, NaN, 0.5, 1], 40, 12)).toBe('M0.0 11.0L10.0 1.0M30.0 6.0L40.0 1.0')
  })
  test('of nothing is nothing', () => {
    expect(sparkline([], 40, 12)).toBe('')
  })
})
