import { describe, expect, test } from 'vitest'
import { combineScores, type Member } from '../../../src-main/analysis/ensemble/combine.ts'
import { standardiser } from '../../../src-main/analysis/ensemble/standardise.ts'
import { ensembleOptions, type Standardisation } from '../../../src-main/shared/models/ensemble.ts'

const scores = (...values: number[]) => Float64Array.from(values)
const members: Member[] = [
  { name: 'a', scores: scores(0, 1, 2, 9, NaN, NaN), threshold: 3 },
  { name: 'b', scores: scores(10, 10, 40, 20, 10, NaN), threshold: 15 },
  { name: 'c', scores: scores(5, 5, 5, 5, 5, NaN), threshold: 4 },
]
const standardised = (of: Float64Array, how: Standardisation) => of.map(standardiser(of, how))
const ensemble = (options: object, of = members) =>
  combineScores(of.length, (m) => of[m], ensembleOptions.parse(options))
const combined = (options: object, of = members) => ensemble(options, of).scores

describe('standardised scores', () => {
  test('as z have mean 0 and deviation 1, and keep what was not assessed', () => {
    const z = standardised(scores(1, 2, NaN, 3), 'z')
    expect([...z]).toEqual([-Math.sqrt(1.5), 0, NaN, Math.sqrt(1.5)])
  })
  test('of a run that never changes are 0, not noise', () => {
    expect([...standardised(scores(0.1, 0.1, 0.1, NaN), 'z')]).toEqual([0, 0, 0, NaN])
  })
  test('as ranks lie above 0 and reach 1, ties sharing their place', () => {
    expect([...standardised(scores(7, NaN, 3, 7, 100), 'rank')]).toEqual([2.5 / 4, NaN, 1 / 4, 2.5 / 4, 1])
  })
  test("unified are the Gaussian's: 0 at the mean and below, 68 % at one deviation", () => {
    const unified = standardised(scores(-1, 1), 'unify')
    expect(unified[0]).toBe(0)
    expect(unified[1]).toBeCloseTo(0.6826894921, 8)
  })
})

describe('a combination of runs', () => {
  test('by mean, maximum and weights is over the members that assess the point', () => {
    const [a, b, c] = members.map((m) => standardised(m.scores, 'rank'))
    const mean = combined({ standardise: 'rank', combine: 'mean' })
    const max = combined({ standardise: 'rank', combine: 'max' })
    const weighted = combined({ standardise: 'rank', combine: 'weighted', weights: [1, 3, 0] })
    for (const i of [0, 1, 2, 3]) {
      expect(mean[i]).toBeCloseTo((a[i] + b[i] + c[i]) / 3, 12)
      expect(max[i]).toBe(Math.max(a[i], b[i], c[i]))
      expect(weighted[i]).toBeCloseTo((a[i] + 3 * b[i]) / 4, 12)
    }
    expect(mean[4]).toBeCloseTo((b[4] + c[4]) / 2, 12)
    expect(weighted[4]).toBeCloseTo(b[4], 12)
    expect(mean[5]).toBeNaN()
  })

  test('has the threshold at which every member is at its own', () => {
    for (const combine of ['mean', 'max', 'weighted'])
      for (const standardise of ['z', 'rank', 'unify'] as const) {
        const { threshold } = ensemble({ combine, standardise, weights: [1, 2, 0] })
        const own = members.map((m) => standardiser(m.scores, standardise)(m.threshold!))
        const expected =
          combine === 'max'
            ? Math.max(...own)
            : combine === 'mean'
              ? (own[0] + own[1] + own[2]) / 3
              : (own[0] + 2 * own[1]) / 3
        expect(threshold).toEqual({ rule: 'fixed', params: { value: expect.closeTo(expected, 12) } })
      }
    expect(ensemble({}, [members[0], { ...members[1], threshold: null }]).threshold.rule).toBe('mean-sigma')
  })

  test('by votes is the share of exceeded thresholds, with the threshold between too few and enough', () => {
    const votes = combined({ combine: 'votes', k: 2 })
    expect([...votes]).toEqual([1 / 3, 1 / 3, 2 / 3, 1, 1 / 3, NaN])
    const alarms = (combine: string) => {
      const { scores: votes, threshold } = ensemble({ combine, k: 2 })
      return [...votes].map((score) => score > Number(threshold.params.value))
    }
    expect(alarms('any')).toEqual([true, true, true, true, true, false])
    expect(alarms('votes')).toEqual([false, false, true, true, false, false])
    expect(alarms('all')).toEqual([false, false, false, true, false, false])
  })

  test('is refused with a sentence where it makes no sense', () => {
    expect(() => combined({}, members.slice(0, 1))).toThrow('An ensemble needs at least two members.')
    expect(() => combined({ combine: 'weighted', weights: [1] })).toThrow('There are 1 weights for 3 members.')
    expect(() => combined({ combine: 'weighted', weights: [0, 0, 0] })).toThrow('Every weight is 0')
    expect(() => combined({ combine: 'votes', k: 4 })).toThrow('4 of 3 members cannot agree.')
    expect(() => combined({ combine: 'any' }, [members[0], { ...members[1], threshold: null }])).toThrow(
      '"b" has no threshold, so it cannot vote.',
    )
    expect(() => combined({}, [members[0], { ...members[1], scores: scores(1) }])).toThrow(
      '"b" has 1 scores where the others have 6',
    )
  })
})
