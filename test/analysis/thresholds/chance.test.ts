import { expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { highestByChance, isByChance } from '../../../src-main/analysis/thresholds/chance.ts'

const noise = (n: number, seed: number, extra: (i: number) => number = () => 0) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, (_, i) => random.normal() + extra(i))
}

test('how high chance reaches lies at the highest of noise, whatever is wrong in a tenth of it', () => {
  for (const seed of [1, 2, 3]) {
    const alone = highestByChance(noise(6000, seed), 20)!.level
    // The highest of 6,000 normal numbers is 3.6 in the median, and below 4.8 in 99 of 100.
    expect(alone).toBeGreaterThan(3.3)
    expect(alone).toBeLessThan(5)
    const spoiled = highestByChance(
      noise(6000, seed, (i) => (i % 3000 < 300 ? 30 : 0)),
      20,
    )!.level
    expect(Math.abs(spoiled - alone)).toBeLessThan(1)
  }
})

test('the highest of noise is nearly always by chance, and what is far above it never', () => {
  const told = Array.from({ length: 40 }, (_, seed) => {
    const scores = noise(4000, seed + 1)
    const chance = highestByChance(scores, 20)!
    expect(isByChance(12, chance)).toBe(false)
    return isByChance(
      scores.reduce((a, b) => Math.max(a, b)),
      chance,
    )
  })
  expect(told.filter(Boolean).length).toBeGreaterThan(35)
})

test('of a machine that runs and stands it is what the higher of both reaches', () => {
  const chance = highestByChance(
    noise(6000, 2, (i) => (i % 400 < 240 ? 9 : 0)),
    20,
  )!
  expect(chance.level).toBeGreaterThan(11.5)
  expect(chance.level).toBeLessThan(14)
})

test('nobody knows it of few pieces, nor where more than a quarter of them lies far above the others', () => {
  expect(highestByChance(noise(1980, 1), 20)).toBeNull()
  expect(
    highestByChance(
      noise(6000, 1, (i) => (i % 600 < 270 ? 9 : 0)),
      20,
    ),
  ).toBeNull()
  expect(highestByChance(noise(6000, 1).fill(NaN), 20)).toBeNull()
  expect(highestByChance(new Float64Array(6000).fill(2), 20)).toBeNull()
})
