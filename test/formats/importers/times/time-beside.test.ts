import { expect, test } from 'vitest'
import { at, fileOf, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const iso = (ms: number) => new Date(ms).toISOString()
const lines = (header: string, count: number, row: (i: number) => string) =>
  fileOf(`${header}\n${Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')}`)

test('a column of zone names says when each row was, across the end of summer time', async () => {
  const first = at('2025-11-01T20:00:00Z')
  const file = lines('Date,Time,TZ,Load (kW)', 60, (i) => {
    const summer = first + i * 900_000 < at('2025-11-02T06:00:00Z')
    const wall = new Date(first + i * 900_000 - (summer ? 4 : 5) * 3_600_000)
    const hour = wall.getUTCHours()
    const half = hour < 12 ? 'AM' : 'PM'
    return `11/${two(wall.getUTCDate())}/2025,${two(hour % 12 || 12)}:${two(wall.getUTCMinutes())}:00 ${half},${summer ? 'EDT' : 'EST'},${i}`
  })
  const { series, report } = await read(file)
  expect(Array.from(series.times, iso)).toEqual(Array.from({ length: 60 }, (_, i) => iso(first + i * 900_000)))
  expect(report).toMatchObject({ outOfOrder: 0, missingTimes: 0 })
})

test('hours from 1 to 24 in a column beside the date are the time of day', async () => {
  const first = at('2025-03-04T01:00:00Z')
  const day = (i: number) => 4 + Math.floor(i / 24)
  for (const date of [(i: number) => `0${day(i)}-Mar-2025`, (i: number) => `2025-03-0${day(i)}`]) {
    const { series } = await read(lines('Date,Hour,Load', 72, (i) => `${date(i)},${(i % 24) + 1},${i}`))
    expect(series.channels.map(({ name }) => name)).toEqual(['Load'])
    expect(Array.from(series.times, iso)).toEqual(Array.from({ length: 72 }, (_, i) => iso(first + i * 3_600_000)))
  }
})

test('elapsed time whose unit stands behind a slash and a blank', async () => {
  const { recipe } = await preview(lines('t / ms,U / V', 40, (i) => `${i * 100},${i % 7}`))
  expect(recipe.time).toMatchObject({ kind: 'column', format: 'epoch-ms' })
})

test('days as Excel counts them, with decimal commas', async () => {
  const { series } = await read(
    lines('Zeitpunkt;Druck', 40, (i) => `${(45720 + i / 144).toFixed(9)};1,${i}`.replace('.', ',')),
  )
  expect(iso(series.times[1])).toBe('2025-03-04T00:10:00.000Z')
})

test('of two lines behind a mark the first holds the names, the second the units', async () => {
  const { series } = await read(
    lines(
      '#YY MM DD hh mm WSPD PRES\n#yr mo dy hr mn m/s hPa',
      48,
      (i) => `2025 03 04 ${two(i >> 1)} ${(i % 2) * 3}0 ${i}.5 10${two(i)}.1`,
    ),
  )
  expect(series.channels).toEqual([
    { name: 'WSPD', unit: 'm/s' },
    { name: 'PRES', unit: 'hPa' },
  ])
  expect(iso(series.times[47])).toBe('2025-03-04T23:30:00.000Z')
})

test('milliseconds stand in a column of their own', async () => {
  const row = (i: number) => `2025-03-04 10:00:${String(i >> 1).padStart(2, '0')},${(i % 2) * 70},${i}`
  const { series } = await read(fileOf(`time,ms,a\n${Array.from({ length: 20 }, (_, i) => `${row(i)}\n`).join('')}`))
  expect(series.channels.map(({ name }) => name)).toEqual(['a'])
  expect(series.times[1] - series.times[0]).toBe(70)
})

test('hours that end are written HE01 to HE24, or from 1 to 24 in a column that is named so', async () => {
  const days = (hour: (h: number) => string) =>
    [4, 5].map((day) => Array.from({ length: 24 }, (_, h) => `2025-03-0${day},${hour(h + 1)},${h}\n`).join('')).join('')
  for (const content of [
    `OperDate,HourEnding,Load\n${days((h) => `HE${String(h).padStart(2, '0')}`)}`,
    `OPR_DT,OPR_HR,Load\n${days(String)}`,
  ]) {
    const { series } = await read(fileOf(content))
    expect([series.channels.map(({ name }) => name), series.times.length]).toEqual([['Load'], 48])
    expect([series.times[0], series.times[47]]).toEqual([at('2025-03-04T01:00:00Z'), at('2025-03-06T00:00:00Z')])
  }
})

test('hours of 1 to 24 in columns without names are no minutes', async () => {
  const rows = Array.from({ length: 48 }, (_, i) => `1987,1,${1 + Math.floor(i / 24)},${1 + (i % 24)},60,${i}\n`)
  expect((await read(fileOf(rows.join('')))).series.times[0]).toBe(at('1987-01-01T01:00:00Z'))
})

test('a day of the year with its fraction is a time, to the minute that its digits mean', async () => {
  const days = Array.from({ length: 48 }, (_, i) => (123.25 + i / 48).toFixed(4))
  for (const content of [
    `Year,DOY,T\n${days.map((day, i) => `2024,${day},${i}\n`).join('')}`,
    days.map((day, i) => `2024 ${day} ${i}\n`).join(''),
  ]) {
    const { series } = await read(fileOf(content))
    expect(Array.from(series.times.slice(0, 3))).toEqual([
      at('2024-05-02T06:00:00Z'),
      at('2024-05-02T06:30:00Z'),
      at('2024-05-02T07:00:00Z'),
    ])
  }
})

test('elapsed time stands behind a column that only counts the rows', async () => {
  const { series } = await read(
    fileOf(`Sample;Rel. time [ms];n\n${Array.from({ length: 30 }, (_, i) => `${i};${i * 4};${i % 7}\n`).join('')}`),
  )
  expect([series.channels.map(({ name }) => name), series.times[29]]).toEqual([['n'], 116])
})
