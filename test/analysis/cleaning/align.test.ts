import { expect, test } from 'vitest'
import { align } from '../../../src-main/analysis/cleaning/align.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const series = (from: number, values: number[], step = 1000, name = 'x'): Series => ({
  times: Float64Array.from(values, (_, i) => from + i * step),
  channels: [{ name, unit: null }],
  values: [Float64Array.from(values)],
})
const rows = ({ values }: Series) => values.map((channel) => [...channel])
const by = (rows: 'inner' | 'outer') => ({ stepMs: 1000, how: 'linear' as const, rows })

test('two clocks become one: what all cover, or what any does', () => {
  const parts = [
    { name: 'pump', series: series(0, [0, 1, 2, 3]) },
    { name: 'valve', series: series(2000, [20, 40], 2000) },
  ]
  const inner = align(parts, by('inner'))
  expect([...inner.times]).toEqual([2000, 3000])
  expect(inner.channels.map((c) => c.name)).toEqual(['x', 'x valve'])
  expect(rows(inner)).toEqual([
    [2, 3],
    [20, 30],
  ])
  const outer = align(parts, by('outer'))
  expect([...outer.times]).toEqual([0, 1000, 2000, 3000, 4000])
  expect(rows(outer)).toEqual([
    [0, 1, 2, 3, NaN],
    [NaN, NaN, 20, 30, 40],
  ])
})

test('an offset of half a step is interpolated, and a slope stays a slope', () => {
  const parts = [
    { name: 'a', series: series(0, [0, 1, 2, 3, 4]) },
    { name: 'b', series: series(500, [0.5, 1.5, 2.5, 3.5], 1000, 'y') },
  ]
  const { times, values } = align(parts, by('inner'))
  expect([...times]).toEqual([0, 1000, 2000, 3000])
  expect([...values[1]].slice(1)).toEqual([1, 2, 3])
})

test('without a time in common it says which and when', () => {
  const parts = [
    { name: 'old.csv', series: series(0, [1, 2]) },
    { name: 'new.csv', series: series(9000, [1, 2], 1000, 'y') },
  ]
  expect(() => align(parts, by('inner'))).toThrow(
    '"new.csv" and "old.csv" have no time in common: the one begins 1970-01-01T00:00:09Z, the other ends 1970-01-01T00:00:01Z.',
  )
  expect(align(parts, by('outer')).times).toHaveLength(11)
})
