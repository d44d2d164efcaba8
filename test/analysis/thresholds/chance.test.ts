import { expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { highestByChance } from '../../../src-main/analysis/thresholds/chance.ts'

const noise = (n: number, seed: number, extra: (i: number) => number = () => 0) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, (_, i) => random.normal() + extra(i))
}

test('how high chance reaches lies at the highest of noise, whatever is wrong in a tenth of it', () => {
  for (const seed of [1, 2, 3]) {
    const alone = highestByChance(noise(6000, seed), 20)!
    // The highest of 6,000 normal numbers is 3.6 in the median, and below 4.8 in 99 of 100.
    expect(alone).toBeGreaterThan(3.3)
    expect(alone).toBeLessThan(5)
    const spoiled = highestByChance(
      noise(6000, seed, (i) => (i % 3000 < 300 ? 30 : 0)),
      20,
    )!
    expect(Math.abs(spoiled - alone)).toBeLessThan(1)
  }
})

test('nobody knows it of few pieces, nor of maxima of two kinds', () => {
  expect(highestByChance(noise(1980, 1), 20)).toBeNull()
  expect(
    highestByChance(
      noise(6000, 1, (i) => (i % 600 < 270 ? 9 : 0)),
      20,
    ),
  ).toBeNull()
  expect(highestByChance(noise(6000, 1).fill(NaN), 20)).toBeNull()
})
