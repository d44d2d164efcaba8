import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from '../table-file.ts'

const rowsOf = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => `${row(i)}\n`).join('')
const two = (n: number) => String(n).padStart(2, '0')

describe('times of day as digits beside a date', () => {
  test('hours and minutes without zeros in front', async () => {
    const { recipe, series } = await read(
      fileOf(
        `Date,Time,speed\n${rowsOf(200, (i) => `2024-06-${two(1 + Math.floor(i / 96))},${Math.floor((i % 96) / 4) * 100 + (i % 4) * 15},${i}`)}`,
      ),
    )
    expect(recipe.time).toMatchObject({ column: 'Date', clock: 'Time', format: '%Y-%m-%d %H%M' })
    expect(series.times[199]).toBe(at('2024-06-03T01:45:00Z'))
    expect(series.channels.map(({ name }) => name)).toEqual(['speed'])
  })

  test('six digits each, of which the order of the date is found', async () => {
    const { recipe, series } = await read(
      fileOf(`DATE\tTIME\tTE01\n${rowsOf(60, (i) => `240301\t${two(9)}${two(i)}00\t${i}`)}`),
    )
    expect(recipe.time).toMatchObject({ column: 'DATE', clock: 'TIME', format: '%y%m%d %H%M%S' })
    expect(series.times[59]).toBe(at('2024-03-01T09:59:00Z'))
  })

  test('whole numbers that are no times of day stay a channel', async () => {
    const { recipe } = await read(fileOf(`Date,time,speed\n${rowsOf(60, (i) => `2024-06-01 10:${two(i)},${i},${i}`)}`))
    expect(recipe.time).not.toHaveProperty('clock')
  })
})

test('without names, year, day of the year and time may stand behind a number of the table', async () => {
  const { recipe, series } = await read(
    fileOf(rowsOf(60, (i) => `101,2024,61,${i < 59 ? 900 + i : 2400},${i / 10},12.5`)),
  )
  expect(recipe.time).toMatchObject({ column: 'column 2', more: ['column 3', 'column 4'] })
  expect(series.times[0]).toBe(at('2024-03-01T09:00:00Z'))
  expect(series.times[59]).toBe(at('2024-03-02T00:00:00Z'))
})

describe('a date that stands once', () => {
  test('above the table goes on where the clock begins anew', async () => {
    const { series } = await read(
      fileOf(
        `Date: 2024-03-04\n\nTime,a\n${rowsOf(60, (i) => `${i < 30 ? '23' : '00'}:${two(i < 30 ? 30 + i : i - 30)}:00,${i}`)}`,
      ),
    )
    expect(series.times[0]).toBe(at('2024-03-04T23:30:00Z'))
    expect(series.times[59]).toBe(at('2024-03-05T00:29:00Z'))
  })

  test('in its column holds until the next one', async () => {
    const text = `Date;Time;a\n${rowsOf(96, (i) => `${i % 48 === 0 ? `0${4 + i / 48}.03.2024` : ''};${two(Math.floor((i % 48) / 2))}:${i % 2 ? 30 : '00'};${i}`)}`
    const { series, report } = await read(fileOf(text))
    expect(report).toMatchObject({ rows: 96, missingTimes: 0 })
    expect(series.times[95]).toBe(at('2024-03-05T23:30:00Z'))
    expect((await preview(fileOf(text))).rows[1][0]).toBe('2024-03-04T00:30:00.000Z')
  })

  test('holds nothing where the clock goes back without a new one', async () => {
    const { report } = await read(
      fileOf(`Date;Time;a\n${rowsOf(60, (i) => `${i % 20 === 0 ? '04.03.2024' : ''};${two(i % 15)}:00;${i}`)}`),
    )
    expect(report.missingTimes).toBeGreaterThan(0)
  })
})

test('elapsed times are of the unit that stands below their name', async () => {
  const { series, recipe } = await read(fileOf(`Time,T1\nmin,degC\n${rowsOf(60, (i) => `${i / 2},${i}`)}`))
  expect(recipe.time).toMatchObject({ format: 'epoch-min' })
  expect(series.times[59]).toBe(29.5 * 60_000)
})

test('pairs of elapsed seconds keep their own times', async () => {
  const { series, recipe } = await read(
    fileOf(
      `Time [s],Force [N],Time [s],Temp [°C]\n${rowsOf(40, (i) => `${i / 10},${i}${i < 8 ? `,${i / 2 + 0.05},${20 + i}` : ',,'}`)}`,
    ),
  )
  expect(recipe.pairs).toBe(true)
  expect(series.channels).toEqual([
    { name: 'Force', unit: 'N' },
    { name: 'Temp', unit: '°C' },
  ])
  expect(series.times).toHaveLength(48)
  expect(series.values[1].filter((value) => !Number.isNaN(value))).toHaveLength(8)
})

test('settings of an oscilloscope beside the first rows are no channels, and even steps without a name are seconds', async () => {
  const settings = ['Record Length,2500', 'Sample Interval,4e-6', ',', 'Vertical Units,V']
  const { recipe, series } = await read(
    fileOf(rowsOf(100, (i) => `${settings[i] ?? ','},,${(-0.0005 + i * 4e-6).toFixed(9)},${i % 7}.5,`)),
  )
  expect(recipe.time).toMatchObject({ column: 'column 4', format: 'epoch-s' })
  expect(series.channels).toHaveLength(1)
  expect(series.values[0][1]).toBe(1.5)
})

test('start and step that stand in the header are no columns', async () => {
  const found = await preview(
    fileOf(`X,CH1,Start,Increment,\nSequence,Volt,-1.2e-03,2.0e-03\n${rowsOf(100, (i) => `${i},${i % 7}.5,`)}`),
  )
  expect(found.recipe.time).toMatchObject({ kind: 'steps', stepMs: 2, stated: 'elapsed' })
  expect(found.recipe.channels.filter(({ include }) => include).map(({ name }) => name)).toEqual(['CH1'])
  expect(messages(found.problems)).toContain('Column "X" only counts the rows, so it is not taken as a channel.')
})
