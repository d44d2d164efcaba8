import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { groupCycles } from '../../../src-main/analysis/explore/cycle-groups.ts'
import { cyclesOf, shapeOf } from '../../../src-main/analysis/explore/cycles.ts'
import { groupFrom, kMeans, silhouette } from '../../../src-main/analysis/explore/k-means.ts'

/** Numbers made with scikit-learn; `made` in the file says with which. */
const golden = JSON.parse(readFileSync(new URL('cycles-golden.json', import.meta.url), 'utf8')) as {
  points: number[][]
  start: number[][]
  centres: number[][]
  group: number[]
  inertia: number
  best: number
  bestGroup: number[]
  silhouette: number
}
const rows = (lists: number[][]) => lists.map((list) => Float64Array.from(list))
const points = rows(golden.points)

describe('a channel is cut', () => {
  const values = Float64Array.of(0, 5, NaN, 5, 0, 0, 5, 0, 5, 5, 5)
  const times = values.map((_, i) => i * 1000)

  test('where it is above, below or equal; a missing value ends nothing, one row is no cycle', () => {
    const by = (edge: 'above' | 'below' | 'equals', level: number, leastMs = 0) =>
      cyclesOf(times, values, { edge, level, leastMs }).map(({ first, last }) => [first, last])
    expect(by('above', 2)).toEqual([[1, 3], [8, 10]]) // prettier-ignore
    expect(by('above', 2, 2001)).toEqual([])
    expect(by('below', 2)).toEqual([[4, 5]])
    expect(by('equals', 5)).toEqual([[1, 3], [8, 10]]) // prettier-ignore
  })

  test('from one rise to the next, without what is not whole', () => {
    expect(cyclesOf(times, values, { edge: 'rises', level: 5, leastMs: 0 })).toEqual([{ first: 1, last: 5 }, { first: 6, last: 7 }]) // prettier-ignore
  })

  test('and a pause ends a cycle', () => {
    const paused = Float64Array.from(times, (t, i) => (i < 9 ? t : t + 60_000))
    expect(cyclesOf(paused, values, { edge: 'above', level: 2, leastMs: 0 })).toEqual([{ first: 1, last: 3 }, { first: 9, last: 10 }]) // prettier-ignore
  })
})

test('a shape is stretched to one length, over what is missing on the line', () => {
  const times = Float64Array.of(0, 10, 20, 30, 40)
  expect([...shapeOf(times, Float64Array.of(0, 10, NaN, 30, 40), { first: 0, last: 4 }, 5)!]).toEqual([0, 10, 20, 30, 40]) // prettier-ignore
  expect([...shapeOf(times, Float64Array.of(NaN, 1, 3, 5, NaN), { first: 0, last: 4 }, 5)!]).toEqual([1, 1, 3, 5, 5])
  // Irregular steps: time and not rows.
  expect([...shapeOf(Float64Array.of(0, 1, 100), Float64Array.of(0, 1, 100), { first: 0, last: 2 }, 3)!]).toEqual([0, 50, 100]) // prettier-ignore
  expect(shapeOf(times, Float64Array.of(NaN, NaN, 3, NaN, NaN), { first: 0, last: 4 }, 5)).toBeNull()
})

describe('groups equal scikit-learn', () => {
  test('from the same beginning', () => {
    const ours = groupFrom(points, rows(golden.start))
    expect([...ours.group]).toEqual(golden.group)
    expect(ours.inertia).toBeCloseTo(golden.inertia, 9)
    ours.centres.forEach((centre, g) => centre.forEach((v, f) => expect(v).toBeCloseTo(golden.centres[g][f], 9)))
  })

  test('the best of several beginnings, and the silhouette', () => {
    expect(kMeans(points, 3).inertia).toBeCloseTo(golden.best, 9)
    expect(silhouette(points, golden.bestGroup, 3)).toBeCloseTo(golden.silhouette, 9)
  })
})

describe('cycles are grouped', () => {
  test('by as many shapes as are well apart; the few that are unlike the others are rare', () => {
    const { groups, group, apart } = groupCycles(points, null)
    expect(groups.map(({ size, rare }) => [size, rare])).toEqual([[20, false], [14, false], [3, true]]) // prettier-ignore
    expect([...group.subarray(34)]).toEqual([2, 2, 2])
    expect(apart!).toBeCloseTo(golden.silhouette, 9)
    expect(groups[2].low[0]).toBeLessThanOrEqual(groups[2].mean[0])
  })

  test('into one where all are alike, and into no more than there are', () => {
    const alike = points.slice(0, 20)
    expect(groupCycles(alike, null)).toMatchObject({ apart: null, groups: [{ size: 20, rare: false }] })
    expect(groupCycles([points[0], points[0]], 3).groups).toHaveLength(1)
    expect(groupCycles([points[0]], null).groups).toHaveLength(1)
    expect(groupCycles(alike, 2).groups).toHaveLength(2)
  })
})
