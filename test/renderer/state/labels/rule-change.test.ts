import { describe, expect, test } from 'vitest'
import { fixed } from '../../../../src-main/analysis/thresholds/fixed.ts'
import type { Run } from '../../../../src-main/shared/project.ts'
import { ruleChange, suggestedRule } from '../../../../src-renderer/state/labels/rule-change.ts'

const rules = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const run = (more: Partial<Run>) =>
  ({
    oracle: false,
    thresholdValue: 1.23456789,
    measures: null,
    threshold: { rule: 'best-f1', params: {}, ...rules },
    ...more,
  }) as Run
const other = {
  id: 'mean-sigma',
  params: { k: { type: 'number', default: 3, min: 0, max: 10, label: 'k', help: '' } },
} as const

describe('choosing a threshold rule', () => {
  test('begins a fixed threshold where the last rule left it', () => {
    expect(ruleChange(run({}), fixed)).toEqual({ rule: 'fixed', params: { value: 1.2346 } })
    expect(ruleChange(run({ thresholdValue: null }), fixed).params).toEqual({ value: fixed.params.value.default })
  })

  test('keeps what was chosen with the labels an oracle, also when it was one before', () => {
    const once = ruleChange(run({ oracle: true }), fixed)
    expect(once.oracleValue).toBe(once.params!.value)
    const again = ruleChange(
      run({
        oracle: true,
        thresholdValue: 1.3,
        threshold: { rule: 'best-f1', params: {}, ...rules, oracleValue: 1.2346 },
      }),
      fixed,
    )
    expect([again.oracleValue, again.params]).toEqual([1.3, { value: 1.3 }])
  })

  test('keeps the warning of what was chosen by the judged scores', () => {
    const measures = { warnings: [{ code: 'threshold-saw-scores', message: '' }] } as unknown as Run['measures']
    expect(ruleChange(run({ measures }), fixed)).toEqual({
      rule: 'fixed',
      params: { value: 1.2346 },
      chosenOnJudged: 1.2346,
    })
  })

  test('finds a rule as the run had it before, and never an old fixed value', () => {
    expect(ruleChange(run({}), other as never, { k: 5 })).toEqual({ rule: 'mean-sigma', params: { k: 5 } })
    expect(ruleChange(run({}), fixed, { value: 9 }).params).toEqual({ value: 1.2346 })
  })

  test('takes the settings that were suggested for its detector, and for no other', () => {
    const suggestion = { detector: 'kmeans', threshold: { rule: 'stands-out', params: { window: 192 } } }
    const of = (detector: string, kind = 'detector') => ({ kind, detector }) as Run['model']
    expect(suggestedRule(suggestion, 'stands-out', of('kmeans'))).toEqual({ window: 192 })
    expect(suggestedRule(suggestion, 'maximum', of('kmeans'))).toBeUndefined()
    expect(suggestedRule(suggestion, 'stands-out', of('pca'))).toBeUndefined()
    expect(suggestedRule(suggestion, 'stands-out', of('kmeans', 'ensemble'))).toBeUndefined()
    expect(suggestedRule(null, 'stands-out', of('kmeans'))).toBeUndefined()
  })

  test('says nothing of it for rules that look for themselves', () => {
    expect(ruleChange(run({ oracle: true }), other as never)).toEqual({ rule: 'mean-sigma', params: { k: 3 } })
  })
})
