import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { countsOf, gridOf, meansIn, placesOf, stretchesWithin } from '../../../src-main/analysis/explore/grid.ts'

/** Numbers made with NumPy; `made` in the file says with which. */
const golden = JSON.parse(readFileSync(new URL('grid-golden.json', import.meta.url), 'utf8')) as Record<
  'x' | 'y' | 'c' | 'counts',
  number[]
> & { means: (number | null)[] }
const [x, y, c] = [golden.x, golden.y, golden.c].map((values) => Float64Array.from(values))

test('a grid of counts and the means in it equal NumPy', () => {
  const grid = gridOf(x, y, 12, 9)!
  expect([...grid.counts]).toEqual(golden.counts)
  meansIn(grid, x, y, c).forEach((mean, at) => {
    const theirs = golden.means[at]
    if (theirs === null) expect(mean).toBeNaN()
    else expect(mean).toBeCloseTo(theirs, 12)
  })
})

test('what is missing is not counted, and a constant has no grid', () => {
  const grid = gridOf(Float64Array.of(0, 1, NaN, 1), Float64Array.of(0, 1, 1, NaN), 2, 2)!
  expect([...grid.counts]).toEqual([1, 0, 0, 1])
  expect(gridOf(Float64Array.of(1, 1), Float64Array.of(0, 1), 2, 2)).toBeNull()
  expect(gridOf(Float64Array.of(NaN), Float64Array.of(0), 2, 2)).toBeNull()
})

test('rows in a box as stretches; of very many the ones with most rows, in order of time', () => {
  const times = Float64Array.of(0, 1, 2, 10, 20, 21, 30)
  const values = Float64Array.of(5, 5, 5, 0, 5, 5, 5)
  const box = { x: [4, 6], y: [4, 6] } as { x: [number, number]; y: [number, number] }
  const all = stretchesWithin(times, values, values, box, { reach: 2, most: 10 })
  expect(all).toEqual({ rows: 6, all: 3, ranges: [{ start: 0, end: 2 }, { start: 20, end: 21 }, { start: 30, end: 30 }] }) // prettier-ignore
  const some = stretchesWithin(times, values, values, box, { reach: 2, most: 2 })
  expect([some.all, some.ranges]).toEqual([3, [{ start: 0, end: 2 }, { start: 20, end: 21 }]]) // prettier-ignore
})

test('counting by places that were found once is counting by values', () => {
  const whole = gridOf(x, y, 48, 48)!
  const counted = (x: Float64Array, y: Float64Array) => countsOf(placesOf(x, whole.x, 48), placesOf(y, whole.y, 48), 48)
  expect(counted(x, y)).toEqual(whole.counts)
  // A row that misses one of both is not counted.
  const sum = (counts: Uint32Array) => counts.reduce((all, count) => all + count, 0)
  const [holes, others] = [x.slice(), y.slice()]
  const present = holes.findIndex((value, i) => !Number.isNaN(value) && !Number.isNaN(others[i]))
  holes[present] = NaN
  expect(sum(counted(holes, others))).toBe(sum(whole.counts) - 1)
})
