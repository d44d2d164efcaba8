import { describe, expect, test } from 'vitest'
import { bestNabScore, nabProfiles, nabScore, probation } from '../../../src-main/analysis/metrics/nab.ts'
import { golden } from './golden.ts'

interface Reference {
  files: { rows: number; windows: [number, number][]; scores: Record<string, number[]> }[]
  expected: Record<
    string,
    Record<
      string,
      {
        threshold: number
        raw: number
        normalised: number
        optimised_threshold: number
        optimised_raw: number
        optimised_normalised: number
      }
    >
  >
}

const names = { standard: 'standard', reward_low_FP_rate: 'low FP', reward_low_FN_rate: 'low FN' } as const
const reference = golden<Reference>('nab_scoring.json.gz')

describe.skipIf(!reference)(
  'the NAB score agrees with the benchmark on 58 series to 1e-8 (skipped where ../shared is absent)',
  () => {
    for (const [detector, profiles] of Object.entries(reference?.expected ?? {})) {
      const corpus = reference!.files.map((file) => ({
        scores: Float64Array.from(file.scores[detector]),
        windows: file.windows.map(([first, last]) => ({ first, last })),
      }))
      for (const [name, profile] of Object.entries(names)) {
        const expected = profiles[name]
        test(`${detector}, ${profile}, at the published threshold`, () => {
          const { raw, normalised } = nabScore(corpus, expected.threshold, nabProfiles[profile])
          expect(Math.abs(raw - expected.raw)).toBeLessThan(1e-8)
          expect(Math.abs(normalised! - expected.normalised)).toBeLessThan(1e-8)
        })
        test(`${detector}, ${profile}, at the best threshold`, () => {
          const { threshold, raw, normalised } = bestNabScore(corpus, nabProfiles[profile])
          expect(threshold).toBe(expected.optimised_threshold)
          expect(Math.abs(raw - expected.optimised_raw)).toBeLessThan(1e-8)
          expect(Math.abs(normalised! - expected.optimised_normalised)).toBeLessThan(1e-8)
        })
      }
    }
  },
)

describe('the NAB score', () => {
  const windows = [{ first: 40, last: 49 }]
  const at = (...rows: number[]) => [
    { scores: Float64Array.from({ length: 100 }, (_, i) => (rows.includes(i) ? 1 : 0)), windows },
  ]
  const score = (...rows: number[]) => nabScore(at(...rows), 1, nabProfiles.standard).normalised!
  test('is 100 for the first row of every window, 0 for silence, less the later', () => {
    expect(score(40)).toBeCloseTo(100, 9)
    expect(score()).toBe(0)
    expect(score(45)).toBeLessThan(score(41))
    expect(score(40, 45)).toBeCloseTo(100, 9)
  })
  test('punishes a false alarm fully before the first window, less just behind one, and not during probation', () => {
    expect(score(40, 30)).toBeCloseTo(100 - 11 / 2, 9)
    expect(score(40, 50)).toBeGreaterThan(score(40, 90))
    expect(score(40, 3)).toBeCloseTo(100, 9)
    expect([probation(100), probation(100_000)]).toEqual([15, 750])
  })
  test('has no value without windows, and leaves out rows that were not assessed', () => {
    expect(
      nabScore([{ scores: Float64Array.from([1, 0]), windows: [] }], 1, nabProfiles.standard).normalised,
    ).toBeNull()
    const corpus = at(40)
    corpus[0].scores[60] = NaN
    expect(bestNabScore(corpus, nabProfiles.standard)).toEqual({ threshold: 1, raw: 1, normalised: 100 })
  })
})
