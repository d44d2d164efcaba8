import { describe, expect, test } from 'vitest'
import { nearestIn, pointSet } from '../../../src-main/analysis/math/nearest.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

const cloud = (count: number, dims: number, seed: number) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: count * dims }, (_, i) => random.normal() * (1 + (i % dims)))
}

/** Every distance, sorted: what the search must agree with. */
function plain(points: Float64Array, dims: number, query: Float64Array, k: number, skip: (i: number) => boolean) {
  const all = Array.from({ length: points.length / dims }, (_, i) => i)
    .filter((i) => !skip(i))
    .map((i) => Math.hypot(...Array.from(query, (v, d) => v - points[i * dims + d])))
    .sort((a, b) => a - b)
    .slice(0, k)
  return all.reduce((sum, d) => sum + d, 0) / all.length
}

describe('nearest neighbours', () => {
  test.each([1, 2, 7, 140])('agree with every distance computed, in %i dimensions', (dims) => {
    const points = cloud(400, dims, 1)
    const queries = cloud(60, dims, 2)
    const search = nearestIn(pointSet(points, dims), 3)
    for (let q = 0; q < 60; q++) {
      const skip = (i: number) => Math.abs(i - 6 * q) < 20
      const query = queries.subarray(q * dims, (q + 1) * dims)
      expect(search(queries, q * dims, skip)).toBeCloseTo(plain(points, dims, query, 3, skip), 4)
      expect(search(queries, q * dims)).toBeCloseTo(
        plain(points, dims, query, 3, () => false),
        4,
      )
    }
  })

  test('meet themselves, and points that repeat, at no distance', () => {
    const points = Float64Array.from([...cloud(50, 3, 3), ...cloud(50, 3, 3), ...cloud(50, 3, 3)])
    const search = nearestIn(pointSet(points, 3), 3)
    for (let i = 0; i < 50; i++) expect(search(points, i * 3)).toBeLessThan(1e-5)
  })

  test('are as many as there are', () => {
    const search = nearestIn(pointSet(Float64Array.from([0, 0, 3, 4]), 2), 3)
    expect(search(Float64Array.from([0, 0]), 0)).toBeCloseTo(2.5, 6)
    expect(search(Float64Array.from([0, 0]), 0, () => true)).toBeNaN()
  })
})
