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
  expect(highestByChance(noise(380, 1), 20)).toBeNull()
  expect(
    highestByChance(
      noise(6000, 1, (i) => (i % 600 < 270 ? 9 : 0)),
      20,
    ),
  ).toBeNull()
  expect(highestByChance(noise(6000, 1).fill(NaN), 20)).toBeNull()
  expect(highestByChance(new Float64Array(6000).fill(2), 20)).toBeNull()
})

test('of 20 to 100 pieces it is known roughly: the highest of noise is by chance in four of five, what is far above it never', () => {
  const told = Array.from({ length: 60 }, (_, seed) => {
    const scores = noise(1600, seed + 1)
    const chance = highestByChance(scores, 40)
    if (chance === null) return null
    expect(chance.isRough).toBe(true)
    expect(isByChance(20, chance)).toBe(false)
    return isByChance(
      scores.reduce((a, b) => Math.max(a, b)),
      chance,
    )
  })
  expect(told.filter((one) => one === null).length).toBeLessThan(12)
  expect(told.filter(Boolean).length).toBeGreaterThan(0.8 * told.filter((one) => one !== null).length)
})

test('of few pieces nobody knows it where the high ones lie together, as in a fault that fills half of the data', () => {
  const unknown = (isHigh: (piece: number) => boolean) =>
    Array.from({ length: 20 }, (_, seed) =>
      highestByChance(
        noise(1200, seed + 1, (i) => (isHigh(Math.floor(i / 20)) ? 1.5 : 0)),
        20,
      ),
    ).filter((chance) => chance === null).length
  expect(unknown((piece) => piece >= 30)).toBeGreaterThanOrEqual(19)
  // As many that come here and there are what the data do.
  expect(unknown((piece) => piece % 2 === 1)).toBeLessThanOrEqual(5)
  expect(highestByChance(noise(6000, 3), 20)!.isRough).toBe(false)
})
