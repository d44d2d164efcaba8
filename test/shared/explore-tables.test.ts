import { expect, test } from 'vitest'
import { tablesOf } from '../../src-main/shared/data/explore-tables.ts'
import type { Scatter } from '../../src-main/shared/data/explore.ts'
import type { Channel, Dataset } from '../../src-main/shared/project.ts'

test('the table of a scatter names states by their words, and what is a number by itself', () => {
  const channels = ['flow', 'head', 'mode'].map((name, i) => ({ id: i + 1, name }) as Channel)
  const recipe = { channels: [{ name: 'mode', include: true, states: ['off', 'on, slow'] }] } as Dataset['recipe']
  const scatter = {
    kind: 'scatter',
    times: Float64Array.of(0, 1000, 2000),
    x: Float64Array.of(1, 2, 3),
    y: Float64Array.of(4, 5, 6),
    colour: Float64Array.of(1, 0, NaN),
    grid: null,
    lag: null,
  } as unknown as Scatter
  const rows = (colour: number | 'time') =>
    tablesOf(scatter, { kind: 'scatter', x: 1, y: 2, colour }, { channels, recipe }).points!().split('\n').slice(0, 4)
  expect(rows(3)).toEqual(['time,flow,head,colour', '1970-01-01T00:00:00.000Z,1,4,"on, slow"', '1970-01-01T00:00:01.000Z,2,5,off', '1970-01-01T00:00:02.000Z,3,6,']) // prettier-ignore
  expect(rows(2)[1]).toBe('1970-01-01T00:00:00.000Z,1,4,1')
})
