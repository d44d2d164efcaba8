import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { classicalDecomposition } from '../../../src-main/analysis/preprocessing/decomposition.ts'
import { stl } from '../../../src-main/analysis/preprocessing/stl.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

interface Parts {
  trend: (number | null)[]
  seasonal: (number | null)[]
  resid: (number | null)[]
}

const file = new URL('../../../../shared/golden/decomposition.json.gz', import.meta.url)
const reference = existsSync(file)
  ? (JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
      period: number
      x: number[]
      classical: Parts
      stl: Parts
      stl_robust: Parts
    })
  : null

describe.skipIf(!reference)('decompositions agree with statsmodels to 1e-9 (skipped where ../shared is absent)', () => {
  const { period, x, ...expected } = reference ?? { period: 2, x: [], classical: null, stl: null, stl_robust: null }
  const values = Float64Array.from(x)
  const furthest = (ours: Float64Array, theirs: (number | null)[]) =>
    theirs.reduce<number>(
      (worst, v, i) => Math.max(worst, v === null ? (Number.isNaN(ours[i]) ? 0 : Infinity) : Math.abs(v - ours[i])),
      0,
    )
  const cases = {
    classical: () => classicalDecomposition(values, period),
    stl: () => stl(values, period),
    stl_robust: () => stl(values, period, { robust: true }),
  }
  for (const [name, decompose] of Object.entries(cases))
    test(name.replace('_', ', '), () => {
      const ours = decompose()
      const theirs = expected[name as keyof typeof cases]!
      expect(furthest(ours.trend, theirs.trend)).toBeLessThan(1e-9)
      expect(furthest(ours.seasonal, theirs.seasonal)).toBeLessThan(1e-9)
      expect(furthest(ours.remainder, theirs.resid)).toBeLessThan(1e-9)
    })
})

describe('a decomposition', () => {
  const n = 240
  const season = (t: number) => [3, -1, -2, 0, 1, -1][t % 6]
  const values = Float64Array.from({ length: n }, (_, t) => 10 + 0.1 * t + season(t))

  for (const [name, decompose] of [
    ['classical', classicalDecomposition],
    ['STL', stl],
  ] as const)
    test(`${name} finds a plain trend and season, and leaves nothing`, () => {
      const { trend, seasonal, remainder } = decompose(values, 6)
      for (let t = 6; t < n - 6; t++) {
        expect(trend[t]).toBeCloseTo(10 + 0.1 * t, 8)
        expect(seasonal[t]).toBeCloseTo(season(t), 8)
        expect(remainder[t]).toBeCloseTo(0, 8)
      }
    })

  test('robust STL leaves an outlier in the remainder', () => {
    const random = seededRandom(4)
    const spoilt = values.map((v) => v + random.normal() / 2)
    spoilt[100] += 50
    expect(stl(spoilt, 6, { robust: true }).remainder[100]).toBeGreaterThan(48)
    expect(stl(spoilt, 6).remainder[100]).toBeLessThan(45)
  })

  test('refuses fewer than two periods', () => {
    expect(() => stl(values.subarray(0, 11), 6)).toThrow(
      'A decomposition needs two complete periods: 12 points, but there are 11.',
    )
    expect(() => classicalDecomposition(values, 1)).toThrow('at least 2 whole points')
  })
})
