import { expect, test } from 'vitest'
import {
  distanceError,
  divergenceBySlot,
  orderDivergence,
  orderTarget,
  publishedDivergence,
  publishedSimilarity,
  softmaxOf,
} from '../../../src-main/analysis/detectors/networks/sten-objective.ts'

const order = [3, 9, 0, 1, 7, 2, 8, 5, 4, 6]
const uniform = new Float64Array(10).fill(0.1)

test('the order divergence is zero for a perfect prediction', () => {
  const q = orderTarget(order, 3)
  expect(orderDivergence(q, q)).toBe(0)
  expect(orderDivergence(softmaxOf(order.map((r) => r / 3)), q)).toBeCloseTo(0, 15)
})

test('the order divergence of a uniform prediction is 0.31 at temperature 1, less at 3, whatever the order', () => {
  expect(orderDivergence(uniform, orderTarget(order, 1))).toBeCloseTo(0.310924, 6)
  expect(orderDivergence(uniform, orderTarget(order.toReversed(), 1))).toBeCloseTo(0.310924, 6)
  expect(orderDivergence(uniform, orderTarget(order, 3))).toBeCloseTo(0.091034, 6)
})

test('two predictions that share nothing diverge by ln 2, and the slots add up to it', () => {
  expect(orderDivergence([1, 0], [0, 1])).toBeCloseTo(Math.LN2, 15)
  expect([...divergenceBySlot([1, 0], [0, 1])]).toEqual([Math.LN2 / 2, Math.LN2 / 2])
})

test('only the wrong slots carry order divergence', () => {
  const slots = divergenceBySlot([0.5, 0.2, 0.3], [0.5, 0.3, 0.2])
  expect(slots[0]).toBe(0)
  expect(slots[1]).toBeGreaterThan(0.002)
  expect(slots[2]).toBeCloseTo(slots[1], 15)
})

test('the distance error compares angles, not lengths', () => {
  expect(distanceError([2, 0], [5, 0], [1, 1], [3, 3])).toBeCloseTo(0, 15)
  expect(distanceError([1, 0], [0, 1], [1, 0], [1, 0])).toBe(1)
  expect(distanceError([1, 0], [-1, 0], [1, 0], [1, 0])).toBe(4)
  expect(distanceError([0, 0], [1, 0], [1, 0], [0, 1])).toBe(0)
})

test('the published divergence rewards the undecided: 1.84 for a perfect prediction, 0.48 for a uniform one', () => {
  const q = orderTarget(order, 1)
  expect(publishedDivergence(q, q)).toBeCloseTo(1.841991, 6)
  expect(publishedDivergence(uniform, q)).toBeCloseTo(0.480228, 6)
})

test('the published similarity divides by sums of absolute values, so that long vectors are never alike', () => {
  expect(publishedSimilarity([1, -1], [1, -1])).toBe(0.5)
  expect(publishedSimilarity(new Float64Array(1000).fill(1), new Float64Array(1000).fill(1))).toBeCloseTo(0.001, 12)
  expect(publishedSimilarity([0, 0], [1, 0])).toBe(0)
})
