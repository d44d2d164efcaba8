import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { distributionDistance, everyFew, sideBySide, valuesAt } from '../../../src-main/analysis/explore/compare.ts'
import { present } from '../../../src-main/analysis/math/present.ts'

/** Numbers made with pandas, NumPy and SciPy; `made` in the file says with which. */
const golden = JSON.parse(readFileSync(new URL('compare-golden.json', import.meta.url), 'utf8')) as {
  a: (number | null)[]
  b: (number | null)[]
  ks: number
  at: (number | null)[]
  beside: { rows: number; r: number; difference: number; rms: number }
}
const numbers = (values: (number | null)[]) => Float64Array.from(values, (v) => v ?? NaN)
const [a, b] = [numbers(golden.a), numbers(golden.b)]
const timesA = a.map((_, i) => i * 1000)
const timesB = b.map((_, i) => 250 + i * 1500)

test('the distance of two distributions equals SciPy', () => {
  expect(distributionDistance(present(a), present(b))).toBeCloseTo(golden.ks, 12)
  expect(distributionDistance(Float64Array.of(1, 1, 2), Float64Array.of(1, 1, 2))).toBe(0)
  expect(distributionDistance(Float64Array.of(1, 2), Float64Array.of(3, 4))).toBe(1)
  expect(distributionDistance(new Float64Array(), Float64Array.of(3))).toBeNull()
})

test('values at the times of another axis equal NumPy, and lie in no gap', () => {
  const ours = valuesAt(timesB, b, timesA)
  golden.at.forEach((theirs, i) => expect(Math.abs(ours[i] - (theirs ?? NaN))).not.toBeGreaterThan(1e-9))
  golden.at.forEach((theirs, i) => expect(Number.isNaN(ours[i])).toBe(theirs === null))
  const gap = valuesAt(Float64Array.of(0, 1, 2, 3, 20, 21), Float64Array.of(0, 1, 2, 3, 20, 21), Float64Array.of(-1, 2.5, 10, 20, 22)) // prettier-ignore
  expect([...gap]).toEqual([NaN, 2.5, NaN, 20, NaN])
  expect([...valuesAt(new Float64Array(), new Float64Array(), Float64Array.of(1))]).toEqual([NaN])
})

test('side by side equals pandas', () => {
  const ours = sideBySide(a, valuesAt(timesB, b, timesA))!
  expect(ours.rows).toBe(golden.beside.rows)
  for (const key of ['r', 'difference', 'rms'] as const) expect(ours[key]).toBeCloseTo(golden.beside[key], 9)
  expect(sideBySide(Float64Array.of(NaN, 1), Float64Array.of(1, NaN))).toBeNull()
  expect(sideBySide(Float64Array.of(1, 1), Float64Array.of(1, 2))!.r).toBeNull()
})

test('one row in a few is taken from the first on, and all without a copy', () => {
  const values = Float64Array.of(0, 1, 2, 3, 4, 5, 6)
  expect([...everyFew(values, 3)]).toEqual([0, 3, 6])
  expect(everyFew(values, 1)).toBe(values)
})

test('the distance of two distributions from fewer values lies near that of all', () => {
  const [a, b] = [3, 5].map((k) => Float64Array.from({ length: 50_000 }, (_, i) => ((i * 7919) % 50_000) * k))
  const all = distributionDistance(a, b)!
  expect(all).toBeCloseTo(0.4, 3)
  expect(Math.abs(distributionDistance(a, b, 5000)! - all)).toBeLessThan(0.03)
})
