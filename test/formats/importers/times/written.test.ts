import { expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')

test.each([
  ['2024. 03. 01. 10:00:00', '2024-03-01T10:00:00Z'],
  ['1.3.2024 10:0:5.250', '2024-03-01T10:00:05.250Z'],
  ['2024/03/01 1000 UTC', '2024-03-01T10:00:00Z'],
])('%s is a time', async (text, time) => {
  expect((await read(fileOf(`when;x\n${`${text};1\n`.repeat(12)}`))).series.times[0]).toBe(at(time))
})

test('a date of two-digit parts has the year first where the days then follow each other', async () => {
  const first = async (day: (i: number) => string) => {
    const { times } = (await read(fileOf(`day;x\n${rows(28, (i) => `${day(i)};${i}`)}`))).series
    return [iso(times[0]), iso(times[27])]
  }
  expect(await first((i) => `24MAR${two(i + 1)}`)).toEqual(['2024-03-01T00:00', '2024-03-28T00:00'])
  expect(await first((i) => `${two(i + 1)}MAR24`)).toEqual(['2024-03-01T00:00', '2024-03-28T00:00'])
})

test('hours with their zone in a column of their own belong to the date beside them', async () => {
  const text = `Data;Hora UTC;Chuva (mm)\n${rows(48, (i) => `2024/03/0${1 + Math.floor(i / 24)};${two(i % 24)}00 UTC;,${i % 9}`)}`
  const { series, report } = await read(fileOf(text))
  expect([iso(series.times[47]), report.zone, series.values[0][8]]).toEqual(['2024-03-02T23:00', 'UTC', 0.8])
})

test('years of Thailand are those of the common era and 543 more, which is said', async () => {
  const file = fileOf(`time,x\n${rows(28, (i) => `${i + 1}/2/2567 10:00,${i}`)}29/2/2567 10:00,1\n`)
  const { series } = await read(file)
  expect([iso(series.times[0]), iso(series.times[28])]).toEqual(['2024-02-01T10:00', '2024-02-29T10:00'])
  expect(messages((await preview(file)).problems).join()).toContain('543 is taken off')
})

test('without names, a year and the months in turn are a time', async () => {
  const { series } = await read(fileOf(rows(36, (i) => `${1990 + Math.floor(i / 12)};${two((i % 12) + 1)};${i}.5`)))
  expect([iso(series.times[0]), iso(series.times[35]), series.channels.length]).toEqual([
    '1990-01-01T00:00',
    '1992-12-01T00:00',
    1,
  ])
})

test.each(['# missing values are -777', 'NODATA_value -777', '(-777 std) denotes missing'])(
  'a code that the lines above the table name is missing, even where it comes once: %s',
  async (said) => {
    const { series } = await read(
      fileOf(`${said}\n\ntime,x\n${rows(30, (i) => `2024-03-01 10:${two(i)},${i === 8 ? -777 : i}`)}`),
    )
    expect([series.values[0][7], series.values[0][8]]).toEqual([7, NaN])
  },
)

test('digits in groups of two and three, as in India', async () => {
  const { series } = await read(
    fileOf(`time,cost\n${rows(20, (i) => `2024-03-01 10:${two(i)},"1,${two(i + 10)},456.50"`)}`),
  )
  expect(series.values[0][5]).toBe(115_456.5)
})

test('names and values with a colon between them and no blank', async () => {
  const { series } = await read(
    fileOf(
      rows(20, (i) => `Temp:${i}.5,Hum:${i * 2}`),
      'plotter.txt',
    ),
  )
  expect(series.channels.map(({ name }) => name)).toEqual(['Temp', 'Hum'])
})

test('a comment that says something of the file names no columns', async () => {
  const text = `# Created by a program\n# name: x\n# type: matrix\n${rows(40, (i) => ` ${(i / 10).toFixed(1)} ${i}.5 ${i * 2}.25`)}`
  expect((await read(fileOf(text, 'x.txt'))).series.channels.map(({ name }) => name)).toEqual([
    'channel 2',
    'channel 3',
  ])
})
