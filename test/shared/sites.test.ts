import { expect, test } from 'vitest'
import { areDegrees, distanceBetween, outlineOf, roundLength } from '../../src-main/shared/sites/sites.ts'

test('distances: from Lyon to Turin along the globe, and straight between points of a plan', () => {
  const [lyon, turin] = [
    { x: 4.8357, y: 45.764 },
    { x: 7.6869, y: 45.0703 },
  ]
  expect(distanceBetween(lyon, turin, true) / 1000).toBeCloseTo(235.515, 2)
  expect(distanceBetween({ x: 0, y: 0 }, { x: 30, y: 40 }, false)).toBe(50)
  expect(areDegrees([lyon, turin])).toBe(true)
  expect(areDegrees([lyon, { x: 500, y: 12 }])).toBe(false)
})

test('an outline holds the outermost points, once around, and none between two corners', () => {
  const square = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 2, y: 0 },
    { x: 2, y: 2 },
    { x: 1, y: 1 },
    { x: 0, y: 2 },
  ]
  expect(outlineOf(square)).toEqual([square[0], square[2], square[3], square[5]])
  expect(outlineOf(square.slice(0, 2))).toEqual(square.slice(0, 2))
})

test('the length of a scale is round and not too long', () => {
  expect([0.7, 1, 4.9, 5, 37, 2600].map(roundLength)).toEqual([0.5, 1, 2, 5, 20, 2000])
})
