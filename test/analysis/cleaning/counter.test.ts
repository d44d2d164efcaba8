import { expect, test } from 'vitest'
import { applySteps } from '../../../src-main/analysis/cleaning/apply.ts'
import { parseStep } from '../../../src-main/shared/data/cleaning-text.ts'

/** A channel "total" in kWh, one row a minute or at these minutes. */
const counted = (values: number[], minutes = values.map((_, i) => i)) => ({
  times: Float64Array.from(minutes, (m) => 60_000 * m),
  channels: [{ name: 'total', unit: 'kWh' }],
  values: [Float64Array.from(values)],
})
const rate = (series: ReturnType<typeof counted>, step = 'counter per=min') => [
  ...applySteps(series, [parseStep(step)]).series.values[0],
]

test('the rate of a counter is per time, and its unit says so', () => {
  expect(rate(counted([5, 7, 10, 10], [0, 1, 4, 5]))).toEqual([NaN, 2, 1, 0])
  expect(rate(counted([5, 7, 8]), 'counter per=h')).toEqual([NaN, 120, 60])
  expect(applySteps(counted([1, 2]), [parseStep('counter per=h')]).series.channels[0].unit).toBe('kWh/h')
})

test('where it begins again or wraps around the rate before is taken; what falls again and again runs backwards', () => {
  expect(rate(counted([65_530, 65_533, 1, 4, 7]))).toEqual([NaN, 3, 3, 3, 3])
  expect(rate(counted([10, 12, 11, 9, 8]))).toEqual([NaN, 2, 2, -2, -1])
  expect(rate(counted([10, 0, 3]))).toEqual([NaN, NaN, 3])
})

test('a missing value has no rate, nor has the first row after a gap', () => {
  expect(rate(counted([1, 2, NaN, 6, 7]))).toEqual([NaN, 1, NaN, NaN, 1])
  expect(rate(counted([1, 2, 3, 50, 51], [0, 1, 2, 60, 61]))).toEqual([NaN, 1, 1, NaN, 1])
})

test('over several rows it is what was counted in them by the time they took', () => {
  expect(rate(counted([0, 1, 1, 1, 4], [0, 1, 2, 3, 5]), 'counter per=min over=2')).toEqual([NaN, 1, 0.5, 0, 1])
})

test('pieces are cut where their count begins again, in every channel, and a missing count is said', () => {
  const series = {
    times: Float64Array.from([0, 1, 2, 3]),
    channels: ['cycle', 'speed'].map((name) => ({ name, unit: null })),
    values: [Float64Array.from([1, 2, 1, 2]), Float64Array.from([5, 6, 7, 8])],
  }
  const { values } = applySteps(series, [parseStep('pieces count=cycle')]).series
  expect(values.map((channel) => [...channel])).toEqual([
    [1, 2, NaN, 2],
    [5, 6, NaN, 8],
  ])
  expect(() => applySteps(series, [parseStep('pieces count=round')])).toThrow('no channel "round"')
})
