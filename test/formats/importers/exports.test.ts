import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from './table-file.ts'

const minute = (i: number) =>
  new Date(at('2024-03-01T00:00:00Z') + 60_000 * i).toISOString().slice(0, 19).replace('T', ' ')
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const namesAndUnits = (channels: { name: string; unit: string | null }[]) =>
  channels.map(({ name, unit }) => (unit === null ? name : `${name} [${unit}]`))

describe('rows that end early', () => {
  const file = () =>
    fileOf(
      `Time,Temp,Flow,Note\n${lines(60, (i) => `${minute(i)},${i}${i % 3 ? `,${2 * i}` : ''}${i % 6 === 1 ? ',ok' : ''}`)}`,
    )

  test('lack their last cells, and are rows all the same', async () => {
    const { series, report, recipe } = await read(file())
    expect(recipe.ragged).toBe(true)
    expect(series.times).toHaveLength(60)
    expect(series.channels.map(({ name }) => name)).toEqual(['Temp', 'Flow'])
    expect(Array.from(series.values[1].slice(0, 3))).toEqual([NaN, 2, 4])
    expect(report).toMatchObject({ rejectedLines: 0 })
  })

  test('are left out, and said, where a person says that no row may', async () => {
    const { report } = await read(file(), { ragged: false })
    expect(report.rejectedLines).toBeGreaterThan(10)
  })

  test('the first row may be the only whole one, with the number of the logger', async () => {
    const { series } = await read(
      fileOf(`No,Time,T(°C),Serial Number\n${lines(40, (i) => `${i + 1},${minute(i)},${i}${i === 0 ? ',0107' : ''}`)}`),
    )
    expect(series.times).toHaveLength(40)
    expect(namesAndUnits(series.channels)).toEqual(['T [°C]'])
  })

  test('a few short lines among whole ones were cut off', async () => {
    const { report } = await read(fileOf(`Time,a,b\n${lines(60, (i) => `${minute(i)},${i}${i % 20 ? ',1' : ''}`)}`))
    expect(report).toMatchObject({ rows: 57, rejectedLines: 3 })
  })
})

test('delimiters behind the last cell of header and rows cost no name', async () => {
  const { series } = await read(
    fileOf(`sep=;\nDatum;Menge;Preis;;;;\n${lines(30, (i) => `${minute(i)};1.2${10 + i},5;${i};;;;`)}`),
  )
  expect(series.channels.map(({ name }) => name)).toEqual(['Menge', 'Preis'])
  expect(series.values[0][1]).toBe(1211.5)
})

describe('machines beside each other in one line', () => {
  const table = (row: (i: number) => string) =>
    fileOf(`time,site,flow (l/s),site,flow (l/s)\n${lines(30, (i) => `${minute(i)},${row(i)}`)}`)

  test('name the values behind them', async () => {
    const { series } = await read(table((i) => `North,${i},South,${2 * i}`))
    expect(namesAndUnits(series.channels)).toEqual(['flow North [l/s]', 'flow South [l/s]'])
  })

  test('are not mixed without a word where they change places', async () => {
    const { problems } = await preview(table((i) => (i % 3 ? `North,${i},South,1` : `South,1,North,${i}`)))
    expect(messages(problems).join()).toContain('changes from row to row')
  })
})

test('an amount in brackets is less than nothing', async () => {
  const { series } = await read(
    fileOf(
      `Time,Delta,Cash\n${lines(20, (i) => `${minute(i)},"${i % 2 ? `(1,2${10 + i}.5)` : '3.5'}","${i % 2 ? '($7)' : '$7'}"`)}`,
    ),
  )
  expect(series.values.map((v) => v[1])).toEqual([-1211.5, -7])
  expect(series.values.map((v) => v[2])).toEqual([3.5, 7])
})

test('a unit below a name leaves the name whole', async () => {
  const { series } = await read(
    fileOf(`Time,Engine RPM,Temp (°C),Depth\ns,rpm,°C,nm\n${lines(20, (i) => `${i},${i},${i},${i}`)}`),
  )
  expect(namesAndUnits(series.channels)).toEqual(['Engine RPM [rpm]', 'Temp [°C]', 'Depth [nm]'])
})

test('a title and its unit hold for the columns behind it, and what the lines are called is no name', async () => {
  const head = ',,Tag,Inlet,,Outlet,\n,,Unit,°C,,°C,\nDate,Time,ms,Min,Max,Min,Max\n'
  const { series } = await read(
    fileOf(head + lines(20, (i) => `${minute(i).replace(' ', ',')},250,${i},${i + 1},${i},${i + 2}`)),
  )
  expect(namesAndUnits(series.channels)).toEqual([
    'Inlet Min [°C]',
    'Inlet Max [°C]',
    'Outlet Min [°C]',
    'Outlet Max [°C]',
  ])
  expect(series.times[0]).toBe(at('2024-03-01T00:00:00.250Z'))
})

test('a line of widths and kinds is no row between tabs, and a code of a zone holds', async () => {
  const { series } = await read(
    fileOf(
      `agency\tsite\tdatetime\ttz_cd\tflow\n5s\t15s\t20d\t6s\t14n\n${lines(60, (i) => `AB\t0164\t${minute(i).slice(0, 16)}\tEST\t${i}`)}`,
    ),
  )
  expect(series.times).toHaveLength(60)
  expect(series.times[0]).toBe(at('2024-03-01T05:00:00Z'))
  expect(series.channels.map(({ name }) => name)).toContain('flow')
})

test.each([
  ['FITS', 'SIMPLE  =                    T'],
  ['Avro', 'Obj\x01\x04'],
  ['ORC', 'ORC\x00\x01'],
  ['R', 'X\n\0\0\0\x03'],
  ['SPSS', '$FL2@(#) SPSS\x02\0\0'],
  ['Stata', '<stata_dta><header>'],
  ['pickle', '\x80\x04\x95\0'],
  ['SQL', "-- dump\nCREATE TABLE a (t timestamp);\nINSERT INTO a VALUES ('2024-03-01', 1);\n"],
  ['line protocol', 'weather,place=mid\\ west temp=1.5,hum=4i 1709251200000000000\n'],
])('what cannot be read is named: %s', async (name, text) => {
  await expect(
    preview(fileOf(Buffer.from(text.padEnd(600, text.includes('\n') ? '\n' : '\x01'), 'latin1'))),
  ).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining(name),
  })
})

test.each(['LOGGER', 'CDF', 'ORCHARD'])('a text that begins as a format does is a text: %s', async (name) => {
  const { series } = await read(fileOf(`${name},value\n${lines(20, (i) => `${minute(i)},${i}`)}`))
  expect(series.times).toHaveLength(20)
})
