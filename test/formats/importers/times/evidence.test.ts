import { describe, expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const timesOf = async (text: string) =>
  Array.from((await read(fileOf(text))).series.times, (ms) => new Date(ms).toISOString().slice(0, 19))

describe('which comes first, day or month, is said by', () => {
  const rows = lines(30, (i) => `04/03/2024 10:${two(i)},${i}`)
  test.each([
    ['the name', 'Time(dd/mm/yyyy),a\n', '2024-03-04T10:00:00'],
    ['the name, the other way round', 'Date (MM/DD/YYYY),a\n', '2024-04-03T10:00:00'],
    ['the name in German', 'Zeit [TT/MM/JJJJ],a\n', '2024-03-04T10:00:00'],
    ['a line above the table', 'Date format: MM/DD/YYYY hh:mm\n\nwhen,a\n', '2024-04-03T10:00:00'],
    ['the line of units', 'when,a\ndd/mm/yyyy hh:mm,V\n', '2024-03-04T10:00:00'],
  ])('%s', async (_, head, first) => {
    const file = fileOf(head + rows)
    expect(messages((await preview(file)).problems).filter((text) => text.includes('swapped'))).toEqual([])
    expect((await timesOf(head + rows))[0]).toBe(first)
  })
})

describe('a time in columns', () => {
  test('year, month and day as numbers, the time of day as a text', async () => {
    const times = await timesOf(
      'Station,Year,Month,Day,Time [Local],a\n' +
        lines(30, (i) => `X,2024,3,${1 + Math.floor(i / 24)},${two(i % 24)}:00,${i}`),
    )
    expect([times[0], times[29]]).toEqual(['2024-03-01T00:00:00', '2024-03-02T05:00:00'])
  })

  test('whatever the columns are called, where they make a time that goes on', async () => {
    const times = await timesOf(
      'what,When as YYYY,then MM,DD,HH24,MI,a\n' +
        lines(40, (i) => `x,2024,03,01,${two(9 + Math.floor(i / 4))},${(i % 4) * 15},${i % 7}`),
    )
    expect([times[0], times[1], times[39]]).toEqual([
      '2024-03-01T09:00:00',
      '2024-03-01T09:15:00',
      '2024-03-01T18:45:00',
    ])
  })

  test('hours without a name behind dates that repeat', async () => {
    const times = await timesOf(
      lines(72, (i) => `2024-03-0${1 + Math.floor(i / 24)},${i % 24},${20 + (i % 5)},${i % 3}`),
    )
    expect([times[0], times[71]]).toEqual(['2024-03-01T00:00:00', '2024-03-03T23:00:00'])
  })

  test('four digits without a name behind dates that repeat', async () => {
    const times = await timesOf(
      lines(72, (i) => `99 2024030${1 + Math.floor(i / 24)} ${two(i % 24)}30 ${20 + (i % 5)}.5 ${i % 3}.25`),
    )
    expect([times[0], times[71]]).toEqual(['2024-03-01T00:30:00', '2024-03-03T23:30:00'])
  })

  test('a number behind dates that does not go with them stays a channel', async () => {
    const { series } = await read(fileOf(lines(30, (i) => `2024-03-${two(1 + i)},${(i * 7) % 24},${i % 3}`)))
    expect(series.channels).toHaveLength(2)
  })

  test('seconds since 1970 in a column that nothing names', async () => {
    const text = 'item,reading_at,a\n' + lines(30, (i) => `1,${1_709_287_200 + 60 * i},${i % 7}`)
    expect((await timesOf(text))[0]).toBe('2024-03-01T10:00:00')
    // What falls is a measurement.
    const falls = 'item,reading_at,a\n' + lines(30, (i) => `1,${1_709_287_200 + i + (i % 2) * 50},${i % 7}`)
    expect((await read(fileOf(falls))).series.channels.map(({ name }) => name)).toContain('reading_at')
  })

  test('columns that are the same in all rows do not take the first place from elapsed time', async () => {
    const { recipe } = await preview(fileOf('STID,NO,TIME,a\n' + lines(30, (i) => `NRMN,121,${5 * i},${i % 7}`)))
    expect(recipe.time).toMatchObject({ kind: 'column', column: 'TIME' })
  })
})

describe('times of day without a date', () => {
  test('come several times where a row stands for each of what was measured', async () => {
    const { series, report } = await read(
      fileOf(
        'Time,Parameter,Value\n' + lines(60, (i) => `${two(Math.floor(i / 2) % 24)}:07,${i % 2 ? 'HR' : 'Temp'},${i}`),
      ),
    )
    expect(series.channels.map(({ name }) => name)).toEqual(['Temp', 'HR'])
    expect(report.rows).toBe(30)
  })

  test('are of the only day that stands above the table, which is said', async () => {
    const text = 'Report 13/03/2024\n\nwhen,a\n' + lines(30, (i) => `10:${two(i)}:0${i % 7},${i % 5}`)
    expect((await timesOf(text))[0]).toBe('2024-03-13T10:00:00')
    expect((await preview(fileOf(text))).problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', message: expect.stringContaining('2024-03-13') as string }),
    )
  })
})

describe('written times', () => {
  test.each([
    ['the clock before the date', (i: number) => `${two(i % 24)}:00:00 13/03/2024`, '2024-03-13T00:00:00'],
    ['a mark for summer time', (i: number) => `2024-04-01 ${two(i % 24)}:00:00 DST`, '2024-04-01T00:00:00'],
  ])('%s', async (_, cell, first) => {
    expect((await timesOf('when,a\n' + lines(24, (i) => `${cell(i)},${i % 5}`)))[0]).toBe(first)
  })

  test.each([
    [
      '02:00A and 02:00B',
      (i: number) => (i < 3 ? `${two(i)}:00` : i === 3 ? '02:00B' : `${two(i - 1)}:00`).replace(/^02:00$/, '02:00A'),
    ],
    [
      '2A:00 and 2B:00',
      (i: number) => (i < 2 ? `${two(i)}:00` : i === 2 ? '2A:00' : i === 3 ? '2B:00' : `${two(i - 1)}:00`),
    ],
  ])('the hour that comes twice in autumn as %s', async (_, clock) => {
    for (const day of ['27.10.2024', '2024-10-27']) {
      const times = await timesOf('Datum,a\n' + lines(25, (i) => `${day} ${clock(i)},${i}`))
      expect(times.map((time) => Number(time.slice(11, 13)))).toEqual([
        0,
        1,
        2,
        2,
        ...Array.from({ length: 21 }, (_, i) => i + 3),
      ])
    }
  })

  test('an A for times before noon stays one', async () => {
    const times = await timesOf('when,a\n' + lines(24, (i) => `3/14/2024 ${i % 12 || 12}:00${i < 12 ? 'A' : 'P'},${i}`))
    expect([times[0], times[23]]).toEqual(['2024-03-14T00:00:00', '2024-03-14T23:00:00'])
  })
})
