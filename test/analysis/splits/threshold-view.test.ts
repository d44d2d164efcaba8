import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { computeThreshold } from '../../../src-main/analysis/splits/threshold-view.ts'
import { thresholdById, thresholds } from '../../../src-main/analysis/thresholds/index.ts'
import { defaultsOf, type ParamSpecs } from '../../../src-main/shared/models/params.ts'

/** 2,000 rows of small scores; held-out rows from 1,400 on. What a rule must not see are scores and labels that would change everything. */
const random = seededRandom(5)
const scored = Float64Array.from({ length: 2000 }, () => random.next() ** 2)
const input = {
  training: scored.slice(0, 1400),
  scored,
  labels: new Uint8Array(2000).fill(1, 300, 304).fill(1, 1900, 1904),
  stepMs: 60_000,
}
const split = { heldOut: { first: 1400, last: 1999 }, judged: { first: 1400, last: 1999 } }
const changed = {
  ...input,
  scored: scored.map((score, i) => (i < 1400 ? score : 1000 + i)),
  labels: new Uint8Array(2000).fill(1, 300, 304).fill(1, 1420, 1999),
}

describe('a threshold beside held-out rows', () => {
  test.each(thresholds.filter((rule) => !rule.oracle).map((rule) => [rule.id, rule] as const))(
    '%s is the same whatever the held-out rows hold',
    (_, rule) => {
      const params = defaultsOf(rule.params as ParamSpecs)
      const plain = computeThreshold(rule, params, input, split)
      expect(plain.sawHeldOut).toBe(false)
      expect(computeThreshold(rule, params, changed, split)).toEqual(plain)
      expect(computeThreshold(rule, params, { ...changed, training: new Float64Array() }, split)).toEqual(
        computeThreshold(rule, params, { ...input, training: new Float64Array() }, split),
      )
    },
  )

  test('is chosen on exactly what is judged by a rule that is an oracle, and says so', () => {
    const rule = thresholdById('best-f1')
    const { value, sawHeldOut } = computeThreshold(
      rule,
      {},
      { ...input, scored: scored.map((score, i) => (i >= 1900 && i < 1904 ? 7 : i === 301 ? 9 : score)) },
      split,
    )
    expect(sawHeldOut).toBe(true)
    expect(value).toBeGreaterThan(Math.max(...scored.subarray(1400)))
    expect(value).toBeLessThan(7)
  })

  test('has to look at held-out scores where there are no others, and says so only if it did', () => {
    const whole = { heldOut: { first: 0, last: 1999 }, judged: { first: 0, last: 1999 } }
    expect(computeThreshold(thresholdById('alarms-per-week'), { budget: 5 }, input, whole).sawHeldOut).toBe(true)
    expect(computeThreshold(thresholdById('maximum'), {}, input, whole)).toEqual({
      value: Math.max(...input.training),
      sawHeldOut: false,
      basis: { of: 'training', scores: input.training.length },
    })
  })

  test('says which scores the rule was calibrated on, and how many', () => {
    const none = { heldOut: null, judged: { first: 0, last: 1999 } }
    const basisOf = (id: string, change = {}) => {
      const rule = thresholdById(id)
      const params = id === 'fixed' ? { value: 1 } : defaultsOf(rule.params as ParamSpecs)
      return computeThreshold(rule, params, { ...input, ...change }, none).basis
    }
    const assessed = input.scored.filter(Number.isFinite).length
    expect(basisOf('fixed')).toBeNull()
    expect(basisOf('median-mad')).toEqual({ of: 'training', scores: input.training.length })
    expect(basisOf('median-mad', { training: new Float64Array() })).toEqual({ of: 'scores', scores: assessed })
    expect(basisOf('stands-out')).toEqual({ of: 'scores', scores: assessed })
    expect(basisOf('stands-out', { calibrated: true })).toEqual({ of: 'normal', scores: input.training.length })
    expect(basisOf('best-f1', { labels: input.scored.map((_, i) => Number(i > 1990)) })).toMatchObject({ of: 'labels' })
  })

  test('keeps the times beside the scores that a rule may see, so that gaps are where they were', () => {
    const times = scored.map((_, i) => i * 60_000 + Math.floor(i ** 0.9 / 3) * 1e9)
    const rule = thresholdById('alarms-per-week')
    const seen = (heldOut: { first: number; last: number }, first: number, last: number) =>
      expect(computeThreshold(rule, { budget: 2000 }, { ...input, times }, { heldOut, judged: heldOut }).value).toBe(
        rule.compute(
          { ...input, labels: null, scored: scored.map((s, i) => (i < first || i > last ? NaN : s)), times },
          { budget: 2000 },
        ),
      )
    seen({ first: 1400, last: 1999 }, 0, 1399)
    seen({ first: 0, last: 599 }, 600, 1999)
  })

  test('looks at held-out scores too where the others were not assessed, as in an adaptive run, and says so', () => {
    const adaptive = {
      ...input,
      training: new Float64Array(),
      scored: scored.map((score, i) => (i < 1400 ? NaN : score)),
    }
    for (const rule of thresholds.filter(({ oracle, id }) => !oracle && id !== 'fixed')) {
      const { value, sawHeldOut } = computeThreshold(rule, defaultsOf(rule.params as ParamSpecs), adaptive, split)
      expect([Number.isFinite(value), sawHeldOut], rule.id).toEqual([true, true])
    }
  })
})
