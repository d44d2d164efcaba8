import { expect, test } from 'vitest'
import { epsilonOf } from '../../src-main/shared/sites/accountant.ts'

// RdpAccountant of Google's dp-accounting 0.7 for Python (tf-privacy's accountant), orders 2 … 256.
test.each([
  [1, 1, 1, 1e-5, 4.752728336819822],
  [1, 4, 20, 1e-5, 5.377728336819822],
  [0.01, 1.1, 1000, 1e-5, 1.7252908180449444],
  [0.25, 2, 50, 1e-3, 3.528759165304314],
  [0.5, 1.5, 10, 1e-2, 3.5682526247511355],
  [256 / 60_000, 1.3, 3525, 1e-5, 0.9557739528920558],
])(
  'sample %f, noise %f, %i rounds, delta %f: epsilon as the published accountant says',
  (sample, noise, rounds, delta, epsilon) => {
    expect(epsilonOf(sample, noise, rounds, delta)).toBeCloseTo(epsilon, 9)
  },
)

test('no noise hides nothing, no round tells nothing', () => {
  expect(epsilonOf(1, 0, 1, 1e-5)).toBe(Infinity)
  expect(epsilonOf(1, 1, 0, 1e-5)).toBe(0)
})
