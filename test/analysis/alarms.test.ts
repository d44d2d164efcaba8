import { describe, expect, test } from 'vitest'
import { disturbances, usualRule } from '../../src-main/analysis/alarms.ts'

const minute = 60_000
const found = (scores: number[], rule = {}) =>
  disturbances(
    Float64Array.from(scores),
    Float64Array.from(scores, (_, i) => i * minute),
    1,
    { onDelayMs: 0, offDelayMs: 0, deadband: 1, ...rule },
    minute,
  )

describe('disturbances', () => {
  test('begin above the threshold and last through the deadband', () => {
    expect(found([0, 2, 0.95, 0.95, 0.5, 0, 0])).toMatchObject([{ first: 1, last: 1, peakRow: 1, ended: true }])
    expect(found([0, 2, 0.95, 0.95, 0.5, 0, 0], { deadband: 0.9 })).toMatchObject([{ first: 1, last: 3 }])
  })

  test('that come back within the off-delay are one, and how often is counted', () => {
    const scores = [0, 2, 0, 0, 3, 0, 0, 2, 0, 0, 0, 0, 0, 0]
    expect(found(scores)).toHaveLength(3)
    expect(found(scores, { offDelayMs: 3 * minute })).toMatchObject([
      { first: 1, last: 7, peakRow: 4, returns: 2, ended: true },
    ])
  })

  test('shorter than the on-delay are none', () => {
    expect(found([0, 2, 0, 2, 2, 2, 0], { onDelayMs: 3 * minute })).toMatchObject([{ first: 3, last: 5 }])
  })

  test('go on until they have been below for the off-delay', () => {
    expect(found([0, 0, 2, 2])).toMatchObject([{ ended: false }])
    expect(found([0, 2, 2, 0, 0], { offDelayMs: 5 * minute })).toMatchObject([{ ended: false }])
    expect(found([0, 2, 2, 0, 0, 0, 0, 0, 0], { offDelayMs: 5 * minute })).toMatchObject([{ ended: true }])
  })

  test('are none where nothing is assessed', () => {
    expect(found([NaN, NaN, NaN])).toEqual([])
  })
})

test('where nobody says, the off-delay is ten steps, or the window of the detector, or what the run merges', () => {
  const setting = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
  expect(usualRule(minute, 1, setting)).toEqual({ onDelayMs: 0, offDelayMs: 10 * minute, deadband: 0.9 })
  expect(usualRule(minute, 60, setting).offDelayMs).toBe(60 * minute)
  expect(usualRule(minute, 1, { minDurationMs: 5, mergeGapMs: 3_600_000, hysteresis: 0.5 })).toEqual({
    onDelayMs: 5,
    offDelayMs: 3_600_000,
    deadband: 0.5,
  })
})
