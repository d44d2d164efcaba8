import { expect, test } from 'vitest'
import { featureCount, windowFeatures } from '../../../src-main/analysis/detectors/parts/window-features.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

function featuresOf(values: number[]): number[] {
  const into = new Float64Array(featureCount + 2)
  windowFeatures(values.length)(Float64Array.from([9, ...values, 9]), 1, into, 1)
  expect([into[0], into[featureCount + 1]]).toEqual([0, 0])
  return Array.from(into.subarray(1, featureCount + 1))
}

const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length
const median = (x: number[]) => {
  const sorted = [...x].sort((a, b) => a - b)
  return (sorted[(x.length - 1) >> 1] + sorted[x.length >> 1]) / 2
}

test('small windows have the statistics one works out by hand', () => {
  const f = featuresOf([1, 2, 3, 4])
  const deviation = Math.sqrt(1.25)
  expect(f[0]).toBe(2.5)
  expect(f[1]).toBeCloseTo(deviation, 9)
  expect(f.slice(2, 5)).toEqual([1, 4, 3])
  expect(f.slice(5, 7)).toEqual([1.75, 3.25])
  expect(f[7]).toBeCloseTo(1.5, 9)
  expect(f[8]).toBeCloseTo(1, 9)
  expect(f[11]).toBeCloseTo(0, 9)
  expect(f[12]).toBeCloseTo((2 * 1.5 ** 4 + 2 * 0.5 ** 4) / 4 / 1.25 ** 2 - 3, 9)
  expect(f.slice(13, 15)).toEqual([3, 1])
  expect(f[15]).toBeCloseTo(0, 9)
  expect(f[16]).toBe(1)
  expect(f.slice(17, 19)).toEqual([0, 1 / 3])
  expect(f[19]).toBeCloseTo(Math.sqrt(7.5), 9)
  expect(f[20]).toBeCloseTo((0.75 - 0.25 + 0.75) / 5, 9)
  expect(f[21]).toBeCloseTo((-0.75 - 0.75) / 5, 9)
  expect(f[22]).toBe(0)
  expect(f[25]).toBeCloseTo(1.5, 9)
  expect(f[26]).toBeCloseTo(2 / (4 * deviation), 9)
})

test.each([63, 64])('agree with their definitions on %i points of noise', (length) => {
  const random = seededRandom(3)
  const w = Array.from({ length }, () => 5 + random.normal())
  const f = featuresOf(w)
  const c = w.map((v) => v - mean(w))
  const d = median(w)
  const a = median(w.map((v) => Math.abs(v - d)))
  expect(f[8]).toBeCloseTo(a, 9)
  expect(f[9]).toBeCloseTo(mean(w.map((v) => ((v - d) / a) ** 3)), 7)
  expect(f[10]).toBeCloseTo(mean(w.map((v) => ((v - d) / a) ** 4)) - 3, 7)
  const power = Array.from({ length: Math.floor(length / 2) + 1 }, (_, k) => {
    const angle = (t: number) => (2 * Math.PI * k * t) / length
    return (
      c.reduce((sum, v, t) => sum + v * Math.cos(angle(t)), 0) ** 2 +
      c.reduce((sum, v, t) => sum + v * Math.sin(angle(t)), 0) ** 2
    )
  })
  const total = power.reduce((x, y) => x + y, 0)
  const shares = power.map((p) => p / total)
  expect(f[23]).toBeCloseTo(-shares.reduce((sum, p) => sum + p * Math.log(p + 1e-12), 0) / Math.log(power.length), 7)
  expect(f[24]).toBeCloseTo(Math.max(...shares), 9)
})

test('are finite on a flat window, at any level', () => {
  for (const level of [0, 1e-200, 7, -1e12]) expect(featuresOf(Array(64).fill(level)).every(Number.isFinite)).toBe(true)
})
