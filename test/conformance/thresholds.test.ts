import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { detect } from '../../src-main/analysis/thresholds/detections.ts'
import { parseThreshold, thresholdById, thresholds } from '../../src-main/analysis/thresholds/index.ts'
import type { ThresholdInput } from '../../src-main/analysis/thresholds/threshold.ts'
import { StudioError } from '../../src-main/shared/errors.ts'
import { asFound } from '../../src-main/shared/runs/detected-ranges.ts'
import { defaultsOf, parseParams, type ParamSpecs } from '../../src-main/shared/models/params.ts'

const n = 3000
const random = seededRandom(5)
const usual = () => Math.abs(random.normal())
const labels = new Uint8Array(n)
for (const first of [800, 1600, 2400]) labels.fill(1, first, first + 20)

/** Scores of three weeks, one in ten minutes, mostly below 3, near 40 inside labels; the first fifty are not assessed. */
const input: ThresholdInput = {
  training: Float64Array.from({ length: 1000 }, usual),
  scored: Float64Array.from(labels, (label, row) => (row < 50 ? NaN : usual() + 40 * label)),
  labels,
  times: Float64Array.from(labels, (_, row) => 1_600_000_000_000 + 600_000 * row),
  stepMs: 600_000,
}

describe.each(thresholds.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const specs: ParamSpecs = rule.params
  const params = defaultsOf(specs)
  const of = (changed: Partial<ThresholdInput> = {}) => rule.compute({ ...input, ...changed }, params)
  /** null where the rule says in a sentence that it cannot choose. */
  const orSentence = (changed: Partial<ThresholdInput>) => {
    try {
      return of(changed)
    } catch (error) {
      expect(error).toBeInstanceOf(StudioError)
      expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/^[A-Z].{10,}\.$/) })
      return null
    }
  }

  test('says what it is', () => {
    expect(thresholds.filter((other) => other.id === id)).toHaveLength(1)
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(rule.name).toMatch(/^[A-Z]/)
    expect(rule.summary).toMatch(/^[A-Z].{10,}\.$/)
    expect(thresholdById(id)).toBe(rule)
    expect(parseThreshold(id)).toEqual({ rule: id, params })
  })

  test('has defaults that are within its own limits', () => {
    expect(parseParams(specs, {})).toEqual(params)
  })

  test('is a finite number, the same for the same scores, and leaves them as they are', () => {
    const before = structuredClone(input)
    expect(of()).toSatisfy(Number.isFinite)
    expect(of(structuredClone(input))).toBe(of())
    expect(input).toEqual(before)
  })

  test('parts what stands far out from the rest, unless it is a number that someone chose', () => {
    if (id === 'fixed') return
    const { detections } = detect(input.scored, input.times!, of(), asFound)
    for (const first of [800, 1600, 2400])
      expect(detections.some((found) => found.first <= first + 19 && found.last >= first)).toBe(true)
    expect(detections.length).toBeLessThan(200)
  })

  test('looks at labels only where it says so', () => {
    if (rule.oracle) {
      expect(orSentence({ labels: null })).toBeNull()
      return
    }
    expect(of({ labels: null })).toBe(of())
    expect(of({ labels: labels.map((label) => 1 - label) })).toBe(of())
  })

  test.each<[string, Partial<ThresholdInput>]>([
    ['without training scores', { training: new Float64Array(0) }],
    ['where nothing was assessed', { scored: new Float64Array(n).fill(NaN) }],
    ['where all scores are equal', { scored: new Float64Array(n).fill(1), training: new Float64Array(100).fill(1) }],
    ['for a single row', { scored: Float64Array.of(2), labels: Uint8Array.of(1), times: input.times!.slice(0, 1) }],
    ['without times', { times: undefined }],
  ])('is a finite number or a sentence %s', (_, changed) => {
    const value = orSentence(changed)
    expect(value === null || Number.isFinite(value)).toBe(true)
  })
})
