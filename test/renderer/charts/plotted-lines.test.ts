import { expect, test } from 'vitest'
import type { Placed } from '../../../src-renderer/charts/plot.ts'
import { samePlots } from '../../../src-renderer/charts/plotted-lines.ts'

const times = Float64Array.of(1, 2)
const values = Float64Array.of(3, 4)
const plot = (changed: Partial<Placed> = {}): Placed => ({
  top: 0,
  height: 10,
  ratio: 1,
  min: 0,
  max: 5,
  axis: { min: 0, max: 5, ticks: [] },
  lines: [{ times, values, colour: '#000000' }],
  ...changed,
})

test('lines are painted anew where anything that they are made of changed, and only there', () => {
  expect(samePlots([plot()], [plot({ layers: [] })])).toBe(true)
  const line = plot().lines[0]
  for (const changed of [
    { top: 1 },
    { height: 11 },
    { ratio: 2 },
    { min: 1 },
    { max: 6 },
    { lines: [] },
    { lines: [line, line] },
    { lines: [{ ...line, values: values.slice() }] },
    { lines: [{ ...line, times: times.slice() }] },
    { lines: [{ ...line, colour: '#ffffff' }] },
    { lines: [{ ...line, quiet: true }] },
    { lines: [{ ...line, area: true }] },
  ])
    expect(samePlots([plot()], [plot(changed)])).toBe(false)
  expect(samePlots([plot()], [plot(), plot()])).toBe(false)
})
