import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { parseThreshold, thresholdById, thresholds } from '../../../src-main/analysis/thresholds/index.ts'
import { fitGeneralisedPareto } from '../../../src-main/analysis/thresholds/peaks-over-threshold.ts'
import type { ThresholdInput } from '../../../src-main/analysis/thresholds/threshold.ts'
import { defaultsOf, parseParams } from '../../../src-main/shared/models/params.ts'

const DAY = 24 * 3600 * 1000

function input(
  given: Partial<{ training: number[]; scored: number[]; labels: number[]; stepMs: number; times: number[] }>,
): ThresholdInput {
  return {
    training: Float64Array.from(given.training ?? []),
    scored: Float64Array.from(given.scored ?? []),
    labels: given.labels ? Uint8Array.from(given.labels) : null,
    stepMs: given.stepMs ?? 1000,
    ...(given.times && { times: Float64Array.from(given.times) }),
  }
}

function compute(text: string, given: Parameters<typeof input>[0]): number {
  const { rule, params } = parseThreshold(text)
  const found = thresholdById(rule)
  return found.compute(input(given), parseParams(found.params, params))
}

const training = [1, 2, 3, 4, 10, NaN]

describe('every threshold rule', () => {
  const random = seededRandom(5)
  const scores = Array.from({ length: 500 }, (_, i) => (i % 50 === 7 ? NaN : Math.abs(random.normal())))
  for (const rule of thresholds) {
    test(`${rule.id} gives a finite number for ordinary scores, ignoring those not assessed, and leaves its input alone`, () => {
      const given = input({ training: scores, scored: scores, labels: scores.map((s) => (s > 2 ? 1 : 0)) })
      const before = structuredClone(given)
      expect(rule.compute(given, defaultsOf(rule.params))).toSatisfy(Number.isFinite)
      expect(given).toEqual(before)
    })
    if (rule.id !== 'fixed')
      test(`${rule.id} says so where no point has a score`, () => {
        expect(() =>
          rule.compute(input({ training: [NaN], scored: [NaN, NaN], labels: [0, 1] }), defaultsOf(rule.params)),
        ).toThrow(/has a score/)
      })
    test(`${rule.id} has a name, a summary and a source`, () => {
      expect([rule.name, rule.summary, rule.reference].every((text) => text.length > 3)).toBe(true)
    })
  }
  test('has its own id', () => expect(new Set(thresholds.map((t) => t.id)).size).toBe(thresholds.length))
})

describe('training-based rules', () => {
  test('maximum, mean + kσ, percentile and median + k·MAD do what their names say', () => {
    expect(compute('maximum', { training })).toBe(10)
    expect(compute('mean-sigma:k=2', { training })).toBeCloseTo(4 + 2 * Math.sqrt(10), 12)
    expect(compute('percentile:p=75', { training })).toBe(4)
    expect(compute('percentile:90', { training })).toBeCloseTo(7.6, 12)
    expect(compute('median-mad:k=1', { training })).toBeCloseTo(3 + 1.4826, 12)
    expect(compute('fixed:0.25', { training })).toBe(0.25)
  })
  test('look at the scores being judged where the detector learned nothing', () => {
    expect(compute('maximum', { scored: [5, 7, NaN] })).toBe(7)
    expect(compute('maximum', { training: [1], scored: [5, 7] })).toBe(1)
  })
})

describe('peaks over threshold', () => {
  const quantiles = (shape: number, scale: number) =>
    Float64Array.from({ length: 200 }, (_, i) => (scale / shape) * ((1 - (i + 0.5) / 200) ** -shape - 1))
  test('fits the tail as SciPy does', () => {
    const heavy = fitGeneralisedPareto(quantiles(0.3, 2))
    const light = fitGeneralisedPareto(quantiles(-0.2, 1.5))
    expect([heavy.shape, heavy.scale]).toEqual([expect.closeTo(0.2916949, 4), expect.closeTo(2.012104, 4)])
    expect([light.shape, light.scale]).toEqual([expect.closeTo(-0.2125461, 4), expect.closeTo(1.5166657, 4)])
  })
  test('finds the level that a normal score exceeds once in ten thousand points', () => {
    const random = seededRandom(8)
    const z = compute('peaks-over-threshold', { training: Array.from({ length: 50_000 }, () => random.normal()) })
    expect(z).toBeGreaterThan(3.5)
    expect(z).toBeLessThan(4)
  })
  test('is the plain quantile where the risk lies inside the data, and says so where the tail is too thin', () => {
    const scores = Array.from({ length: 101 }, (_, i) => i)
    expect(compute('peaks-over-threshold:risk=0.1', { training: scores })).toBeCloseTo(90, 9)
    expect(() => compute('peaks-over-threshold', { training: scores })).toThrow(
      'Only 2 training scores lie above their 98 % percentile',
    )
  })
})

describe('best F1', () => {
  test('parts the scores where F1 is highest, ties included', () => {
    const threshold = compute('best-f1', { scored: [1, 5, 5, 2, 9, NaN, 4], labels: [0, 1, 0, 0, 1, 1, 0] })
    expect(threshold).toBeGreaterThanOrEqual(4)
    expect(threshold).toBeLessThan(5)
  })
  test('flags everything where every point is labelled', () => {
    expect(compute('best-f1', { scored: [3, 4], labels: [1, 1] })).toBeLessThan(3)
  })
  test('is marked an oracle, and needs labels', () => {
    expect(thresholds.filter((t) => t.oracle).map((t) => t.id)).toEqual(['best-f1'])
    expect(() => compute('best-f1', { scored: [1] })).toThrow('no labels')
    expect(() => compute('best-f1', { scored: [1, NaN], labels: [0, 1] })).toThrow('No labelled point has a score')
  })
})

describe('alarms per week', () => {
  const scored = [0, 9, 8, 0, 7, 0, 6, 0, 5, 0, 0, 0, 0, 0]
  test('spends the budget on the strangest runs', () => {
    expect(compute('alarms-per-week:2', { scored, stepMs: DAY / 2 })).toBe(6)
    expect(compute('alarms-per-week:1', { scored, stepMs: DAY })).toBe(6)
    expect(compute('alarms-per-week:0', { scored, stepMs: DAY })).toBe(9)
  })
  test('counts two alarms where a gap in the times parts what would be one', () => {
    const times = scored.map((_, i) => (i * DAY) / 2 + (i < 2 ? 0 : 30 * DAY))
    expect(compute('alarms-per-week:2', { scored, stepMs: DAY / 2 })).toBe(6)
    expect(compute('alarms-per-week:2', { scored, stepMs: DAY / 2, times })).toBe(7)
  })
  test('allows a series shorter than a week one alarm', () => {
    expect(compute('alarms-per-week:1', { scored, stepMs: 1000 })).toBe(7)
  })
  test('flags all where the budget is not used up', () => {
    expect(compute('alarms-per-week:9999', { scored, stepMs: DAY })).toBeLessThan(0)
  })
})

describe("the command line's form", () => {
  test('takes names, several parameters, the short form and defaults', () => {
    expect(parseThreshold('mean-sigma')).toEqual({ rule: 'mean-sigma', params: { k: 3 } })
    expect(parseThreshold('mean-sigma:k=4.5')).toEqual({ rule: 'mean-sigma', params: { k: 4.5 } })
    expect(parseThreshold('peaks-over-threshold:1e-3, level=95')).toEqual({
      rule: 'peaks-over-threshold',
      params: { risk: 1e-3, level: 95 },
    })
    expect(parseThreshold('fixed:-0.1').params).toEqual({ value: -0.1 })
  })
  test('answers mistakes with a sentence', () => {
    expect(() => parseThreshold('biggest')).toThrow('There is no threshold rule "biggest". Known: stands-out, ')
    expect(() => parseThreshold('maximum:3')).toThrow('"3" in the threshold "maximum:3" is not of the form name=value.')
    expect(() => parseThreshold('percentile:p=140')).toThrow('Parameter "p" must be a number from 0 to 100, not "140".')
    expect(() => parseThreshold('percentile:q=1')).toThrow('There is no parameter "q"')
    expect(() => parseThreshold('fixed:')).toThrow('Parameter "value" must be a number')
  })
})
