import { expect, test } from 'vitest'
import { slopeOf } from '../../scripts/campaign/soak.ts'

test('the slope of what a process holds comes with its interval', () => {
  const line = slopeOf([10, 12, 14, 16])
  expect(line.slope).toBeCloseTo(2, 12)
  expect(line.interval).toBeCloseTo(0, 12)
  const noisy = slopeOf([3, 1, 2, 1.67])
  expect(noisy.slope).toBeCloseTo((-1.5 * 3 - 0.5 * 1 + 0.5 * 2 + 1.5 * 1.67) / 5, 12)
  expect(noisy.interval).toBeGreaterThan(Math.abs(noisy.slope))
})
