import { expect, test } from 'vitest'
import { detectors } from '../../../src-main/analysis/detectors/index.ts'
import { thresholdById } from '../../../src-main/analysis/thresholds/index.ts'
import { usualThreshold } from '../../../src-main/analysis/thresholds/usual.ts'
import { parseParams } from '../../../src-main/shared/models/params.ts'

test('a maximum of training is kept where something was held back, and replaced where the model saw everything', () => {
  const maximum = { rule: 'maximum', params: {} }
  expect(usualThreshold(maximum, false)).toBe(maximum)
  const scores = Float64Array.from({ length: 1000 }, (_, i) => (i === 500 ? 9 : Math.sin(i) ** 2))
  const { rule, params } = usualThreshold(maximum, true)
  const input = { training: scores, scored: scores, labels: null, stepMs: 1000 }
  expect(scores.filter((s) => s > thresholdById('maximum').compute(input, {}))).toHaveLength(0)
  const found = thresholdById(rule).compute(input, parseParams(thresholdById(rule).params, params))
  expect([...scores.keys()].filter((i) => scores[i] > found)).toEqual([500])
})

test('every detector begins with a rule that exists and takes its parameters', () => {
  for (const { threshold } of detectors)
    expect(() => parseParams(thresholdById(threshold.rule).params, threshold.params)).not.toThrow()
})
