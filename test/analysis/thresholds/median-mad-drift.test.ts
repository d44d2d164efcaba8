import { expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { medianMad } from '../../../src-main/analysis/thresholds/median-mad.ts'
import { medianMadDrift } from '../../../src-main/analysis/thresholds/median-mad-drift.ts'

const random = seededRandom(7)
const noise = (n: number, level: number) => Float64Array.from({ length: n }, () => level + random.normal())
const training = noise(400, 10)
/** 600 rows that lie 4 higher as a whole, the last 240 of them faulty. */
const scored = noise(600, 14).map((score, row) => score + (row >= 360 ? 9 : 0))
const input = { training, scored, labels: null, stepMs: 1000 }
const plain = (given: typeof input) => medianMad.compute(given, { k: 4 })
const following = (given: typeof input) => medianMadDrift.compute(given, { k: 4, drift: 10 })

test('takes only the faults for anomalies where all rows have drifted, and most rows without following the drift', () => {
  const share = (threshold: number, from: number, to: number) =>
    scored.subarray(from, to).filter((score) => score > threshold).length / (to - from)
  expect(share(plain(input), 0, 360)).toBeGreaterThan(0.4)
  expect(share(following(input), 0, 360)).toBeLessThan(0.03)
  expect(share(following(input), 360, 600)).toBeGreaterThan(0.97)
})

test('never falls below the threshold of training', () => {
  const lower = { ...input, scored: scored.map((score) => score - 100) }
  expect(following(lower)).toBe(plain(lower))
  expect(following({ ...input, scored: new Float64Array(5).fill(NaN) })).toBe(plain(input))
})
