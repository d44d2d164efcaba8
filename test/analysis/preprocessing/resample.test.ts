import { describe, expect, test } from 'vitest'
import { resample } from '../../../src-main/analysis/preprocessing/resample.ts'

const x = {
  times: Float64Array.from([0, 4, 10, 20, 21, 100]),
  channels: [{ name: 'a', unit: null }],
  values: [Float64Array.from([0, 4, NaN, 20, 22, 50])],
}
const none = NaN

describe('resampling to a regular step', () => {
  test('lays the rows on its multiples, from the first time to the last', () => {
    expect([...resample(x, 30, 'last').times]).toEqual([0, 30, 60, 90])
    expect([...resample({ ...x, times: x.times.map((t) => t + 7) }, 30, 'last').times]).toEqual([0, 30, 60, 90])
  })
  test('by the mean, the last, the least and the most of the points from each row to the next; none there is missing', () => {
    const rest = [none, none, none, none, none, none, none, 50]
    expect([...resample(x, 10, 'mean').values[0]]).toEqual([2, none, 21, ...rest])
    expect([...resample(x, 10, 'last').values[0]]).toEqual([4, none, 22, ...rest])
    expect([...resample(x, 10, 'min').values[0]]).toEqual([0, none, 20, ...rest])
    expect([...resample(x, 10, 'max').values[0]]).toEqual([4, none, 22, ...rest])
  })
  test('linearly between neighbours, never across a gap', () => {
    const rest = [none, none, none, none, none, none, none, 50]
    expect([...resample(x, 10, 'linear', 20).values[0]]).toEqual([0, 10, 20, ...rest])
    expect([...resample(x, 10, 'linear', 10).values[0]]).toEqual([0, none, 20, ...rest])
  })
  test('by the mean over time around each row, less of it at the ends of a stretch', () => {
    const step = { ...x, times: Float64Array.from([0, 9, 10, 20]), values: [Float64Array.from([0, 0, 10, 10])] }
    // Around 10: 0 from 5 to 9, a rise to 10, then 10 until 15.
    expect([...resample(step, 10, 'time-mean', 20).values[0]]).toEqual([0, 5.5, 10])
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
