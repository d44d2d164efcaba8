import { expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from '../table-file.ts'

const start = at('2024-03-01T00:00:00Z')
const time = (seconds: number) => new Date(start + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
/** Pressure each second for a minute, level each 3 s for 30 s, flow each 10 s, half a second late. */
const row = (i: number) =>
  [
    `${time(i)},${i}`,
    i < 10 ? `${time(3 * i)},${100 + i}` : ',',
    i < 6 ? `${time(10 * i)}.5,${i === 2 ? 'torn' : 200 + i}` : ',',
  ].join(',')
const rows = Array.from({ length: 60 }, (_, i) => `${row(i)}\n`)
const table = `Time,Pressure (bar),Time,Level,Time,Flow\n${rows.join('')}`

test('pairs of time and value keep their own times, however long each is', async () => {
  const found = await preview(fileOf(table))
  expect(found.recipe).toMatchObject({ importer: 'delimited', pairs: true, time: { column: 'Time' } })
  expect(messages(found.problems)).toEqual([
    '"Time", "Time (2)", "Time (3)" are the times of the columns behind each: every value is placed at its own time.',
  ])
  const { series, report } = await read(fileOf(table))
  expect(series.channels).toEqual([
    { name: 'Pressure', unit: 'bar' },
    { name: 'Level', unit: null },
    { name: 'Flow', unit: null },
  ])
  const moments = [...Array.from({ length: 60 }, (_, i) => i), ...Array.from({ length: 6 }, (_, i) => 10 * i + 0.5)]
  moments.sort((a, b) => a - b)
  expect(Array.from(series.times, (ms) => (ms - start) / 1000)).toEqual(moments)
  const whole = (s: number) => Number.isInteger(s)
  expect(Array.from(series.values[0])).toEqual(moments.map((s) => (whole(s) ? s : NaN)))
  expect(Array.from(series.values[1])).toEqual(moments.map((s) => (whole(s / 3) && s < 30 ? 100 + s / 3 : NaN)))
  expect(Array.from(series.values[2])).toEqual(
    moments.map((s) => (whole(s) || s === 20.5 ? NaN : 200 + Math.floor(s / 10))),
  )
  expect(report).toMatchObject({ rows: 66, outOfOrder: 0, missingTimes: 0 })
  expect(report.columns.map(({ missing, notNumbers }) => ({ missing, notNumbers }))).toEqual([
    { missing: 6, notNumbers: 0 },
    { missing: 56, notNumbers: 0 },
    { missing: 60, notNumbers: 1 },
  ])
})

test('a value whose own time cannot be read is left out, and the others of its line stay', async () => {
  const { series, report } = await read(fileOf(table.replace(`${time(3)},101`, 'soon,101')))
  expect(report.missingTimes).toBe(1)
  expect(messages(report.problems)[0]).toContain('the first in line 3: "soon"')
  expect(series.values[0][1]).toBe(NaN)
  expect(series.values[1].filter((value) => !Number.isNaN(value))).toHaveLength(9)
  expect(series.values[0].filter((value) => !Number.isNaN(value))).toHaveLength(60)
})

test('the first time counts for all where a person says so', async () => {
  const { recipe, report } = await read(fileOf(table), { pairs: false })
  expect(recipe.pairs).toBeUndefined()
  expect(report.rows).toBe(60)
})

/** Times that are not said to be of one kind by their names, and run apart. */
const apart = (header: string, offset: (i: number) => number) =>
  fileOf(
    `${header}\n${Array.from({ length: 40 }, (_, i) => `${time(10 * i)};${i};${time(offset(i))};${i * 2}\n`).join('')}`,
  )

test('times with names of their own are told by every second column being a clock that runs apart', async () => {
  for (const header of ['Time;Flow;Zeit 2;Level', 'Timestamp1;Value1;Timestamp2;Value2']) {
    const { recipe, series } = await read(apart(header, (i) => 15 * i + 5))
    expect(recipe.pairs).toBe(true)
    const of = (channel: number) =>
      Array.from(series.times, (ms, row) => [(ms - start) / 1000, series.values[channel][row]]).filter(
        ([, value]) => !Number.isNaN(value),
      )
    expect(of(0)).toEqual(Array.from({ length: 40 }, (_, i) => [10 * i, i]))
    expect(of(1)).toEqual(Array.from({ length: 40 }, (_, i) => [15 * i + 5, i * 2]))
  }
})

test('a second time that repeats the first, or goes nowhere, is no clock of its own', async () => {
  for (const offset of [(i: number) => 10 * i, (i: number) => (i * 7919) % 400])
    expect((await preview(apart('Time;Flow;Read;Level', offset))).recipe.pairs).toBeUndefined()
})
