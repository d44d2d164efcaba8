import { describe, expect, test } from 'vitest'
import { resample } from '../../../src-main/analysis/preprocessing/resample.ts'

const x = {
  times: Float64Array.from([0, 4, 10, 20, 21, 100]),
  channels: [{ name: 'a', unit: null }],
  values: [Float64Array.from([0, 4, NaN, 20, 22, 50])],
}

describe('resampling to a regular step', () => {
  test('lays the rows from the first time to the last', () => {
    expect([...resample(x, 30, 'last').times]).toEqual([0, 30, 60, 90])
  })
  test('by the mean of the points around each row; none there is missing', () => {
    expect([...resample(x, 10, 'mean').values[0]]).toEqual([2, NaN, 21, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 50])
  })
  test('by the last point, held no longer than a gap', () => {
    expect([...resample(x, 10, 'last', 2).values[0]]).toEqual([0, 4, 20, 22, 22, NaN, NaN, NaN, NaN, NaN, 50])
  })
  test('linearly between neighbours, never across a gap', () => {
    expect([...resample(x, 10, 'linear', 2).values[0]]).toEqual([0, 10, 20, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 50])
  })
  test('says so where the step makes no sense', () => {
    expect(() => resample(x, 0, 'mean')).toThrow('must be longer than 0 ms')
    expect(() =>
      resample({ ...x, times: Float64Array.from([0, 1e15]), values: [Float64Array.from([1, 2])] }, 1, 'mean'),
    ).toThrow('at most')
  })
  test('of nothing is nothing', () => {
    expect(
      resample({ times: new Float64Array(0), channels: x.channels, values: [new Float64Array(0)] }, 5, 'linear').times
        .length,
    ).toBe(0)
  })
})
