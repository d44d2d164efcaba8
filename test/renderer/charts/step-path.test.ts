import { describe, expect, test } from 'vitest'
import type { FoundModes } from '../../../src-main/shared/models/modes.ts'
import { stepPath, thresholdAt, thresholdLines } from '../../../src-renderer/charts/step-path.ts'

const steps = [
  { start: 0, threshold: 1 },
  { start: 10, threshold: 3 },
  { start: 20, threshold: 2 },
]
const at = (start: number, end: number) => stepPath(steps, { start, end, width: 100 }, (value) => 10 * value)

test('a stepped line turns where the value changes, and begins with the value that held before the view', () => {
  expect(at(0, 40)).toBe('M0.0 10.0H25.0V30.0H50.0V20.0H100.0')
  expect(at(15, 25)).toBe('M0.0 30.0H50.0V20.0H100.0')
  expect(at(12, 18)).toBe('M0.0 30.0H100.0')
  expect(at(30, 40)).toBe('M0.0 20.0H100.0')
})

test('there is no line before the first value', () => {
  expect(stepPath(steps, { start: -20, end: -10, width: 100 }, (value) => value)).toBe('')
  expect(stepPath([], { start: 0, end: 1, width: 100 }, (value) => value)).toBe('')
})

describe('the threshold of a run', () => {
  const modes = [
    { name: 'a', rows: 1, by: 1, threshold: 1 },
    { name: 'b', rows: 1, by: 1, threshold: 3 },
    { name: 'c', rows: 1, by: 1, threshold: 3 },
  ]
  const run = (found?: FoundModes, thresholdValue: number | null = 2) => ({
    thresholdValue,
    threshold: { rule: 'maximum', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1, found },
  })

  test('is one line, or steps by mode, or a line for each where they change too often', () => {
    expect(thresholdLines(run()).map((line) => stepPath(line, { start: 0, end: 30, width: 300 }, (v) => v))).toEqual([
      'M0.0 2.0H300.0',
    ])
    expect(thresholdLines(run({ modes, without: 0, steps }))).toEqual([steps])
    expect(thresholdLines(run({ modes, without: 0, steps: null })).map(([{ threshold }]) => threshold)).toEqual([1, 3])
    expect(thresholdLines(run(undefined, null))).toEqual([])
  })

  test('at a time is that of the mode there, and of none where that is not known', () => {
    expect([5, 10, 25].map((time) => thresholdAt(run({ modes, without: 0, steps }), time))).toEqual([1, 3, 2])
    expect([
      thresholdAt(run(), 5),
      thresholdAt(run({ modes, without: 0, steps: null }), 5),
      thresholdAt(run(undefined, null), 5),
    ]).toEqual([2, null, null])
  })
})
