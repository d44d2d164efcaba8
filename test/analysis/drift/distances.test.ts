import { expect, test } from 'vitest'
import {
  binShares,
  decileEdges,
  indexOfShares,
  kolmogorovSmirnov,
  reference,
  stabilityIndex,
  wasserstein,
  weighted,
  weightedKs,
} from '../../../src-main/analysis/drift/distances.ts'

const a = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * 0.7) * 3 + i * 0.01)
const b = Float64Array.from({ length: 137 }, (_, i) => Math.cos(i * 1.3) * 2 + 0.5)
const even = (values: Float64Array) => weighted(values, () => 1)

// scipy 1.x: wasserstein_distance and ks_2samp of the same arrays, with and without weights; numpy for the index.
test('distances equal those of scipy', () => {
  expect(wasserstein(even(a), even(b))).toBeCloseTo(0.7477020296155494, 12)
  expect(weightedKs(even(a), even(b))).toBeCloseTo(0.335, 12)
  expect(kolmogorovSmirnov(reference(a), reference(b))).toBeCloseTo(0.335, 12)
  const [u, v] = [weighted(a, (i) => 1 + (i % 5)), weighted(b, (i) => 1 + (i % 3))]
  expect(wasserstein(u, v)).toBeCloseTo(0.7589679677506258, 12)
  expect(weightedKs(u, v)).toBeCloseTo(0.33333333333333337, 12)
})

test('the stability index of weighted shares is that of the values', () => {
  expect(stabilityIndex(reference(a), b)).toBeCloseTo(3.083966554496557, 10)
  const edges = decileEdges(even(a))
  expect(indexOfShares(binShares(even(b), edges), binShares(even(a), edges))).toBeCloseTo(3.083966554496557, 10)
})

test('nothing has no distance', () => {
  const none = weighted([], () => 1)
  expect(wasserstein(none, even(a))).toBeNaN()
  expect(weightedKs(none, even(a))).toBeNaN()
  expect(wasserstein(even(a), even(a))).toBe(0)
})
