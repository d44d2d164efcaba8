import { expect, test } from 'vitest'
import { ruleScores } from '../../../src-main/analysis/monitors/rule-scores.ts'
import type { WatchedRule } from '../../../src-main/shared/watch/monitors.ts'

test('a limit scores one more for each tenth of the range beyond it, and stays a number that can be read', () => {
  const rule = {
    source: { kind: 'limit', above: 70, below: null, points: 1 },
    channels: [{ id: 1, scale: 2 }],
    least: 0.9,
  } as WatchedRule
  const at = (value: number) => {
    const values = Float64Array.of(60, value, 60)
    return ruleScores(rule, [values], Float64Array.of(0, 60_000, 120_000)).scores[1]
  }
  expect(at(69.9)).toBe(0)
  expect(at(72)).toBeCloseTo(2, 6)
  expect(at(77)).toBeCloseTo(4.5, 6)
  expect(at(1e9)).toBeLessThan(40)
})
