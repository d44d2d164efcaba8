import { utimesSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const hours = (from: string, count: number) =>
  Array.from({ length: count }, (_, i) => new Date(Date.parse(`${from}Z`) + i * 3_600_000))
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** A file that was last changed on a day. */
const changed = (text: string, day: string, name?: string) => {
  const file = fileOf(text, name)
  utimesSync(file, new Date(day), new Date(day))
  return file
}

describe('a date without a year', () => {
  const written: [string, (date: Date) => string][] = [
    ['%Y %b %d %H:%M:%S', (d) => `${months[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)} ${two(d.getUTCHours())}:00:00`],
    ['%Y %d.%m. %H:%M', (d) => `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}. ${two(d.getUTCHours())}:00`],
    ['%Y %d-%b %H:%M', (d) => `${d.getUTCDate()}-${months[d.getUTCMonth()]} ${two(d.getUTCHours())}:00`],
  ] // prettier-ignore
  const table = (dates: Date[], text: (date: Date) => string, above = '') =>
    `${above}Time;Temp (°C)\n${dates.map((date, i) => `${text(date)};${i}.5\n`).join('')}`

  test.each(written)(
    'takes the year from the date of the file, and goes on into the next: %s',
    async (format, text) => {
      const dates = hours('2023-12-30T00:00', 72)
      const { series, report } = await read(changed(table(dates, text), '2024-02-10'))
      expect(Array.from(series.times, iso)).toEqual(dates.map((date) => iso(date.getTime())))
      const { recipe, problems } = await preview(changed(table(dates, text), '2024-02-10'))
      expect(recipe.time).toMatchObject({ prefix: '2023', format })
      expect(messages(problems).join()).toContain('names no year: 2023 is taken from the date of the file, 2024-02-10')
      expect(report.outOfOrder).toBe(0)
    },
  )

  test("takes it from the file's name before its date, and from a date above the table before both", async () => {
    const dates = hours('2021-03-01T00:00', 30)
    const first = async (file: string) => iso((await read(file)).series.times[0])
    expect(await first(changed(table(dates, written[0][1]), '2024-02-10', 'boiler-2019-03.csv'))).toBe(
      '2019-03-01T00:00',
    )
    const above = table(dates, written[0][1], 'Exported on 14.03.2021 08:00\n\n')
    expect(await first(changed(above, '2024-02-10', 'boiler-2019-03.csv'))).toBe('2021-03-01T00:00')
  })

  test('the 29th of February is of a leap year', async () => {
    const dates = hours('2024-02-28T12:00', 48)
    expect(iso((await read(changed(table(dates, written[1][1]), '2026-06-01'))).series.times[20])).toBe(
      '2024-02-29T08:00',
    )
  })

  test('day and month are asked for, unless a day above the table tells them apart', async () => {
    const text = (d: Date) => `${two(d.getUTCDate())}-${two(d.getUTCMonth() + 1)} ${two(d.getUTCHours())}:00:00`
    const dates = hours('2024-03-01T00:00', 20)
    const open = await preview(fileOf(table(dates, text)))
    expect(open.problems.find(({ choices }) => choices)?.message).toContain('day and month could be swapped')
    const told = fileOf(table(dates, text, 'Host: edge, Date: 01 Mar 2024 10:00:00\n\n'))
    expect((await preview(told)).problems.some(({ choices }) => choices)).toBe(false)
    expect(iso((await read(told)).series.times[0])).toBe('2024-03-01T00:00')
  })

  test('lines of a system log that name their values', async () => {
    const lines = hours('2023-03-01T10:00', 20).map(
      (d, i) => `${written[0][1](d)} edge01 tempd[412]: temp=${i}.5 rpm=${i * 10}\n`,
    )
    const { series } = await read(fileOf(lines.join(''), 'syslog-2023.log'))
    expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'rpm'])
    expect(iso(series.times[0])).toBe('2023-03-01T10:00')
  })
})

describe('day or month first', () => {
  const rows = (half: string) =>
    Array.from({ length: 20 }, (_, i) => `3/1/2024 ${(i % 9) + 1}:${two(i)}:00 ${half},${i}\n`).join('')

  test('a 12-hour clock goes with the month first, which is still asked for', async () => {
    const { recipe, problems } = await preview(fileOf(`Time,Flow\n${rows('AM')}`))
    expect(recipe.time).toMatchObject({ format: '%m/%d/%Y %I:%M:%S %p' })
    expect(problems.find(({ choices }) => choices)?.message).toContain('as usual beside a 12-hour clock')
    // In Spanish the day comes first beside such a clock too.
    expect((await preview(fileOf(`Fecha,Caudal\n${rows('a. m.')}`))).recipe.time).toMatchObject({
      format: '%d/%m/%Y %I:%M:%S %p',
    })
  })

  test('counters of Windows always have the month first', async () => {
    const name = '"(PDH-CSV 4.0) (W. Europe Standard Time)(-60)","\\\\EDGE\\Memory\\Available MBytes"\n'
    const { recipe, problems } = await preview(fileOf(name + rows('').replaceAll(' ,', ',')))
    expect(recipe.time).toMatchObject({ format: '%m/%d/%Y %H:%M:%S' })
    expect(problems.some(({ choices }) => choices)).toBe(false)
  })
})

test.each([
  ['Mar 1, 2024 @ 10:00:00.250', '2024-03-01T10:00:00.250Z'],
  ['Mar 1, 2024 10:00', '2024-03-01T10:00:00.000Z'],
  ['01:03:2024 10:00:00', '2024-03-01T10:00:00.000Z'],
  ['2024-03-01 오후 1:05:00', '2024-03-01T13:05:00.000Z'],
  ['2024/3/1 上午12:05', '2024-03-01T00:05:00.000Z'],
])('%s is a time', async (text, time) => {
  const { series } = await read(fileOf(`when;x\n${`"${text}";1\n`.repeat(12)}`))
  expect(series.times[0]).toBe(at(time))
})

test('minutes and seconds without the hour go on where they begin anew', async () => {
  const rows = Array.from(
    { length: 30 },
    (_, i) => `${two(Math.floor((3540 + i * 10) / 60) % 60)}:${two((i * 10) % 60)}.5,${i}\n`,
  )
  const { series } = await read(fileOf(`Time,x\n${rows.join('')}`))
  expect(series.times[29] - series.times[0]).toBe(290_000)
  expect(messages((await preview(fileOf(`Time,x\n${rows.join('')}`))).problems).join()).toContain('without the hour')
})

test('counts with their unit in each cell are the time since the start', async () => {
  const { series, report } = await read(
    fileOf(`Time,x\n${Array.from({ length: 30 }, (_, i) => `${i * 2} min,${i}\n`).join('')}`),
  )
  expect([report.time, series.times[29]]).toEqual(['elapsed', 29 * 120_000])
})

test('the newest row may come first where the time is spread over columns', async () => {
  const rows = hours('2024-03-01T00:00', 30).reverse()
  const text = rows
    .map((d) => `2024 03 ${two(d.getUTCDate())} ${two(d.getUTCHours())} 00 ${d.getUTCHours()}.5\n`)
    .join('')
  const { series } = await read(fileOf(`#YY MM DD hh mm WSPD\n${text}`))
  expect([series.times.length, iso(series.times[0])]).toEqual([30, '2024-03-01T00:00'])
})

test('texts that look like times and are none that is known are named', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `2024~03~01T10.${two(i)} = 1:${two(i)}:5,${i}\n`).join('')
  expect(messages((await preview(fileOf(`mark,x\n${rows}`))).problems).join()).toContain('"mark" looks like times')
})
