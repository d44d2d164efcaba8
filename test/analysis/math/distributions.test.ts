import { describe, expect, test } from 'vitest'
import {
  chiSquareCdf,
  chiSquareQuantile,
  fCdf,
  fQuantile,
  logGamma,
  normalCdf,
  normalQuantile,
  tCdf,
  tQuantile,
} from '../../../src-main/analysis/math/distributions.ts'

/** Values by SciPy 1.x: norm, f, t, chi2 (cdf and ppf). */
const known: [name: string, ours: number, reference: number][] = [
  ['normalCdf(-8)', normalCdf(-8), 6.22096057427174e-16],
  ['normalCdf(-3.09)', normalCdf(-3.09), 0.0010007824766140115],
  ['normalCdf(0.5)', normalCdf(0.5), 0.6914624612740131],
  ['normalCdf(3)', normalCdf(3), 0.9986501019683699],
  ['normalQuantile(1e-10)', normalQuantile(1e-10), -6.361340902404056],
  ['normalQuantile(0.001)', normalQuantile(0.001), -3.090232306167813],
  ['normalQuantile(0.3)', normalQuantile(0.3), -0.5244005127080409],
  ['normalQuantile(0.999)', normalQuantile(0.999), 3.090232306167813],
  ['fCdf(0.5, 3, 7)', fCdf(0.5, 3, 7), 0.3059636124311863],
  ['fCdf(2.3, 5, 395)', fCdf(2.3, 5, 395), 0.9556317273553425],
  ['fCdf(4, 11, 489)', fCdf(4, 11, 489), 0.9999868165055487],
  ['fQuantile(0.999, 11, 489)', fQuantile(0.999, 11, 489), 2.907604052532806],
  ['fQuantile(0.95, 3, 7)', fQuantile(0.95, 3, 7), 4.346831399907814],
  ['fQuantile(0.3, 3, 7)', fQuantile(0.3, 3, 7), 0.49029710674478816],
  ['tCdf(-2.1, 4)', tCdf(-2.1, 4), 0.05182664315880109],
  ['tCdf(0.3, 30)', tCdf(0.3, 30), 0.6168769473578236],
  ['tQuantile(0.975, 9)', tQuantile(0.975, 9), 2.262157162798205],
  ['chiSquareCdf(7.2, 3)', chiSquareCdf(7.2, 3), 0.934210947314929],
  ['chiSquareQuantile(0.99, 8)', chiSquareQuantile(0.99, 8), 20.090235029663233],
]

describe('distributions', () => {
  for (const [name, ours, reference] of known)
    test(`${name} = ${reference}`, () => expect(Math.abs(ours / reference - 1)).toBeLessThan(1e-12))

  test('quantiles undo distribution functions', () => {
    for (const p of [0.001, 0.3, 0.5, 0.9, 0.9999]) {
      expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13)
      expect(fCdf(fQuantile(p, 2, 5), 2, 5)).toBeCloseTo(p, 12)
      expect(tCdf(tQuantile(p, 3), 3)).toBeCloseTo(p, 12)
      expect(chiSquareCdf(chiSquareQuantile(p, 4), 4)).toBeCloseTo(p, 12)
    }
  })

  test('ends are ends', () => {
    expect([normalQuantile(0), normalQuantile(1), fCdf(-1, 2, 3), fQuantile(0, 2, 3), fQuantile(1, 2, 3)]).toEqual([
      -Infinity,
      Infinity,
      0,
      0,
      Infinity,
    ])
    expect([normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1])
  })

  test('ln Γ is exact at factorials', () => {
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 13)
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13)
  })
})
