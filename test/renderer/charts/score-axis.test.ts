import { describe, expect, test } from 'vitest'
import { bandsInView } from '../../../src-renderer/charts/point-bands.ts'
import { nudged, positionOf, scoreAt, scoreTicks, type ScoreAxis } from '../../../src-renderer/charts/score-axis.ts'

const linear: ScoreAxis = { min: -1, max: 3, logarithmic: false }
const logarithmic: ScoreAxis = { min: 0.001, max: 1000, logarithmic: true }

describe('the axis of scores', () => {
  test('is gone along by keys, below zero where scores are, and no further', () => {
    expect([nudged(0, -1, linear), nudged(-0.99, -10, linear), nudged(1, 10, linear)]).toEqual([-0.04, -1, 1.4])
    // A threshold below what is in view does not jump up into it.
    expect(nudged(-5, -1, linear)).toBe(-5)
  })

  test('goes from position to score and back, the ends exactly', () => {
    for (const axis of [linear, logarithmic, { min: 0.12345678, max: 0.98765432, logarithmic: false }]) {
      expect([scoreAt(axis, -1), scoreAt(axis, 0), scoreAt(axis, 1), scoreAt(axis, 2)]).toEqual([
        axis.min,
        axis.min,
        axis.max,
        axis.max,
      ])
      for (const position of [0.1, 0.5, 0.9]) expect(positionOf(axis, scoreAt(axis, position))).toBeCloseTo(position, 3)
    }
    expect([positionOf(linear, -9), positionOf(linear, 9)]).toEqual([0, 1])
  })

  test('rounds to what a hand can mean', () => {
    expect(scoreAt(linear, 1 / 3)).toBe(0.3333)
    expect(scoreAt(logarithmic, 1 / 3)).toBe(0.1)
  })

  test('has round ticks, as many as there is room for', () => {
    expect(scoreTicks(linear, 300)).toEqual([-1, 0, 1, 2, 3])
    expect(scoreTicks(linear, 60)).toEqual([0, 2])
    expect(scoreTicks(logarithmic, 400)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000])
    expect(scoreTicks(logarithmic, 100).length).toBeLessThanOrEqual(3)
    expect(scoreTicks({ min: 2, max: 7, logarithmic: true }, 300)).toEqual([2, 7])
  })
})

describe('detections of a moving threshold as bands', () => {
  const times = Float64Array.from({ length: 1000 }, (_, i) => i * 10)
  const points = { scores: times, starts: times, ends: times }
  const ranges = (pairs: number[][]) => ({
    first: Int32Array.from(pairs, ([first]) => first),
    last: Int32Array.from(pairs, ([, last]) => last),
    count: pairs.length,
  })

  test('are those that reach into the view', () => {
    const bands = bandsInView(
      points,
      ranges([
        [0, 1],
        [20, 40],
        [60, 61],
        [90, 95],
      ]),
      { start: 300, end: 800, width: 500 },
    )
    expect(bands).toEqual([
      { id: 1, start: 200, end: 400, look: 0 },
      { id: 2, start: 600, end: 610, look: 0 },
    ])
  })

  test('are one where no pixel keeps them apart', () => {
    const many = ranges(Array.from({ length: 500 }, (_, i) => [2 * i, 2 * i]))
    expect(bandsInView(points, many, { start: 0, end: 10_000, width: 100 })).toEqual([
      { id: 0, start: 0, end: 9980, look: 0 },
    ])
    expect(bandsInView(points, many, { start: 0, end: 100, width: 100 })).toHaveLength(6)
  })
})
