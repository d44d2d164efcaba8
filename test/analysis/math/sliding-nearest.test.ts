import { expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { nearestPatterns } from '../../../src-main/analysis/math/sliding-nearest.ts'

test.each([
  { n: 40, channels: 1, window: 1, k: 3 },
  { n: 40, channels: 2, window: 40, k: 2 },
  { n: 3000, channels: 3, window: 50, k: 7 },
  { n: 1500, channels: 1, window: 336, k: 1 },
])('the nearest pattern is the one that every distance says: %o', async ({ n, channels, window, k }) => {
  const random = seededRandom(2)
  const values = Array.from({ length: channels }, () => Float64Array.from({ length: n }, () => random.normal()))
  const patterns = Float64Array.from({ length: k * channels * window }, () => random.normal())
  const found = await nearestPatterns(values, patterns, window, quietJob())
  expect(found.length).toBe(n - window + 1)
  found.forEach((index, start) => {
    const distances = Array.from({ length: k }, (_, p) => {
      let squares = 0
      for (let c = 0, at = p * channels * window; c < channels; c++)
        for (let t = 0; t < window; t++, at++) squares += (values[c][start + t] - patterns[at]) ** 2
      return squares
    })
    expect(distances[index]).toBe(Math.min(...distances))
  })
})
