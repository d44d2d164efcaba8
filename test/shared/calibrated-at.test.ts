import { expect, test } from 'vitest'
import type { ThresholdSetting } from '../../src-main/shared/project.ts'
import { calibratedAt } from '../../src-main/shared/runs/calibrated-at.ts'

const given = (rule: string, params = {}): ThresholdSetting => ({
  ...{ rule, params, minDurationMs: 60_000, mergeGapMs: 0, hysteresis: 0.9 },
})
const [range, other] = [
  { start: 0, end: 10 },
  { start: 20, end: 30 },
]

test('a rule that looks at scores stays, and looks at those of the ranges', () => {
  const calibrated = calibratedAt(given('percentile', { p: 99 }), [range], true)
  expect(calibrated).toEqual({ ...given('percentile', { p: 99 }), normal: [range] })
  expect(calibratedAt(calibrated, [], true)).toEqual(given('percentile', { p: 99 }))
})

test('a limit that was given gives way to the highest score of the ranges, and comes back', () => {
  const once = calibratedAt(given('fixed', { value: 1 }), [range], false)
  expect(once).toMatchObject({ rule: 'maximum', normal: [range], minDurationMs: 60_000 })
  const again = calibratedAt(once, [other], true)
  expect(again).toMatchObject({ rule: 'maximum', normal: [other] })
  expect(calibratedAt(again, [], true)).toEqual(given('fixed', { value: 1 }))
})

test('a rule that somebody chose since is kept', () => {
  const once = calibratedAt(given('fixed', { value: 1 }), [range], false)
  expect(calibratedAt({ ...once, ...given('percentile') }, [], true)).toEqual(given('percentile'))
})
