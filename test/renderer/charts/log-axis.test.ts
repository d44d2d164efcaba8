import { expect, test } from 'vitest'
import { logAxis, logged } from '../../../src-renderer/charts/log-axis.ts'

test('logarithms of what has one, in one array as long as the values are the same', () => {
  const values = Float64Array.of(1, 1000, 0, -5, NaN)
  expect([...logged(values)]).toEqual([0, 3, NaN, NaN, NaN])
  expect(logged(values)).toBe(logged(values))
})

test('ticks stand at powers of ten where there is room for them, within a decade at round values', () => {
  const axis = logAxis(-1, 4, 140)
  expect(axis.ticks.map((t) => t.label)).toEqual(['0.1', '1', '10', '100', '1000', '10000'])
  const few = logAxis(-2, 4, 60)
  expect(few.ticks.length).toBeLessThanOrEqual(4)
  for (const { value } of few.ticks) expect(Number.isInteger(value)).toBe(true)
  const narrow = logAxis(Math.log10(20), Math.log10(60), 100)
  expect(narrow.ticks.length).toBeGreaterThanOrEqual(2)
  for (const { value, label } of narrow.ticks) expect(10 ** value).toBeCloseTo(Number(label), 9)
  expect(logAxis(-8, -6, 60).ticks.map((t) => t.label)).toEqual(['1e−8', '1e−7', '1e−6'])
})
