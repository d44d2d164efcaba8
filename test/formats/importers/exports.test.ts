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

describe('times as programs count them', () => {
  const table = (name: string, time: (i: number) => string, n = 40) =>
    fileOf(`${name},value\n${lines(n, (i) => `${time(i)},${(i * 7) % 11}`)}`)
  const begins = at('2024-03-01T00:00:00Z')

  test.each<[string, string, (i: number) => string, number, number]>([
    ['ticks of .NET', 'Timestamp', (i) => String(638_448_480_000_000_000n + BigInt(i) * 600_000_000n), begins, 60_000],
    [
      'file times of Windows',
      'Timestamp',
      (i) => String(133_537_248_000_000_000n + BigInt(i) * 600_000_000n),
      begins,
      60_000,
    ],
    ['seconds since 1904', 'Time', (i) => `${3_792_096_000 + 60 * i}.000`, begins, 60_000],
    ['days of MATLAB', 'Time', (i) => (739_312 + i / 1440).toFixed(9), begins, 60_000],
    [
      'weeks and days',
      'Day',
      (i) => `2024-W${String(9 + Math.floor((i + 4) / 7)).padStart(2, '0')}-${((i + 4) % 7) + 1}`,
      begins,
      86_400_000,
    ],
    ['weeks', 'Week', (i) => `2024-W${String(i + 1).padStart(2, '0')}`, at('2024-01-01T00:00:00Z'), 7 * 86_400_000],
    ['day of the year without marks', 'date', (i) => String(2_024_061 + i), begins, 86_400_000],
    [
      'a zone before the year',
      't_stamp',
      (i) => `Fri Mar 01 01:${String(i).padStart(2, '0')}:00 CET 2024`,
      begins,
      60_000,
    ],
    ['brackets', 'Time', (i) => `[${minute(i)}]`, begins, 60_000],
  ])('%s', async (_, name, time, first, step) => {
    const { series } = await read(table(name, time))
    expect(series.times[0]).toBeCloseTo(first, -1)
    expect(series.times[1] - series.times[0]).toBeCloseTo(step, -1)
    expect(series.times).toHaveLength(40)
    expect(series.channels.map((channel) => channel.name)).toEqual(['value'])
  })

  test.each([
    ['2014-Q', (i: number) => `${2014 + Math.floor(i / 4)}-Q${(i % 4) + 1}`],
    ['Q 2014', (i: number) => `Q${(i % 4) + 1} ${2014 + Math.floor(i / 4)}`],
  ])('quarters begin with their first month: %s', async (_, time) => {
    const { series } = await read(table('Period', time))
    expect(Array.from(series.times.slice(0, 3))).toEqual([at('2014-01-01'), at('2014-04-01'), at('2014-07-01')])
  })

  test.each([
    ['elapsed', (i: number) => `PT${Math.floor(i / 60)}H${i % 60}M0.5S`, 500],
    ['', (i: number) => `0 days 00:${String(i).padStart(2, '0')}:00`, 0],
  ])('durations in "%s" count from the start', async (name, time, first) => {
    const { series, recipe } = await read(table(name, time))
    expect(recipe.time).toMatchObject({ format: 'duration' })
    expect(Array.from(series.times.slice(0, 2))).toEqual([first, first + 60_000])
  })

  test('years with a fraction', async () => {
    const { series } = await read(table('year', (i) => (2014 + i / 12).toFixed(4)))
    expect(new Date(series.times[6]).toISOString().slice(0, 10)).toBe('2014-07-02')
  })

  test('year and week in columns of their own', async () => {
    const { series } = await read(fileOf(`Year,Week,Cases\n${lines(50, (i) => `2024,${i + 1},${i % 9}`)}`))
    expect(Array.from(series.times.slice(0, 2))).toEqual([at('2024-01-01'), at('2024-01-08')])
    expect(series.channels.map(({ name }) => name)).toEqual(['Cases'])
  })

  test('week of GPS and the seconds in it', async () => {
    const { series, report } = await read(
      fileOf(`GPS_Week,GPS_TOW,Roll\n${lines(40, (i) => `2303,${432_000 + i / 2},${i}`)}`),
    )
    expect(series.times[1]).toBe(begins + 500)
    expect(report.rows).toBe(40)
  })

  test('seconds that may count from 2001 are asked for', async () => {
    const file = table('timestamp', (i) => String(730_944_000 + 60 * i))
    const question = (await preview(file)).problems.find(({ choices }) => choices)
    expect(question?.choices?.map(({ name }) => name)).toEqual([
      'Since 1970: it begins on 1993-03-01',
      'Since 2001, as Apple counts: it begins on 2024-03-01',
    ])
    expect((await read(file, question!.choices![1].change)).series.times[0]).toBe(begins)
  })

  test('elapsed time behind other columns, where its name says the unit', async () => {
    const { series } = await read(fileOf(`mode\ttime/s\tEwe/V\n${lines(40, (i) => `1\t${i * 10}\t${3 + (i % 7)}`)}`))
    expect(series.times[1]).toBe(10_000)
    expect(series.channels.map(({ name }) => name)).toContain('Ewe')
  })

  test('hours from one to the next beside a date', async () => {
    const { series } = await read(
      fileOf(
        `Date;Hours;SE1\n${lines(48, (i) => `0${1 + Math.floor(i / 24)}-03-2024;${String(i % 24).padStart(2, '0')} - ${String((i + 1) % 24).padStart(2, '0')};${i}`)}`,
      ),
    )
    expect(series.times).toHaveLength(48)
    expect(series.times[25]).toBe(begins + 25 * 3_600_000)
  })

  test('a line of a path, a value and seconds since 1970, without names', async () => {
    const { series } = await read(
      fileOf(lines(80, (i) => `servers.h${i % 2}.load ${i} ${1_709_251_200 + 10 * Math.floor(i / 2)}`)),
    )
    expect(series.channels.map(({ name }) => name)).toEqual(['servers.h0.load', 'servers.h1.load'])
    expect(series.times[1]).toBe(begins + 10_000)
  })

  test('dates of services of Microsoft in JSON', async () => {
    const { series } = await read(
      fileOf(
        JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ Time: `/Date(${begins + i * 1000}+0100)/`, v: i }))),
      ),
    )
    expect(series.times[1]).toBe(begins + 1000)
  })
})

describe('shapes', () => {
  test('a channel in each row under a header of times, with its unit', async () => {
    const header = Array.from({ length: 24 }, (_, i) => minute(60 * i)).join(';')
    const { series } = await read(
      fileOf(
        `Tag;Unit;${header}\n${lines(5, (k) => `T${k};°C;${Array.from({ length: 24 }, (_, i) => `${i},${k}`).join(';')}`)}`,
      ),
    )
    expect(namesAndUnits(series.channels)).toEqual([0, 1, 2, 3, 4].map((k) => `T${k} [°C]`))
    expect(series.times).toHaveLength(24)
    expect(series.values[3][7]).toBeCloseTo(7.3)
  })

  const fixed = (gap: (i: number) => boolean) =>
    `Date       Time       Temp   Flow  Press\n${lines(60, (i) => `${minute(i)} ${String(i).padStart(6)} ${gap(i) ? '      ' : String(2 * i).padStart(6)} ${String(3 * i).padStart(6)}`)}`

  test('a blank in columns of fixed width is a missing value, and moves no other', async () => {
    const { series } = await read(fileOf(fixed((i) => i % 5 === 0)))
    expect(series.channels.map(({ name }) => name)).toEqual(['Temp', 'Flow', 'Press'])
    expect(series.times).toHaveLength(60)
    expect(series.values.map((values) => values[5])).toEqual([5, NaN, 15])
    expect(series.values.map((values) => values[6])).toEqual([6, 12, 18])
  })

  test('columns of fixed width without a gap are cut at blanks', async () => {
    expect((await preview(fileOf(fixed(() => false)))).packings).toBeUndefined()
  })

  test('sections of a file part header and rows', async () => {
    const { series } = await read(
      fileOf(
        `File created on 2024-03-01\n\n[header]\nsats\ntime\n\n[column names]\nsats time height\n\n[data]\n${lines(30, (i) => `012 1000${String(i).padStart(2, '0')}.00 +${100 + i}`)}`,
      ),
    )
    expect(series.channels.map(({ name }) => name)).toEqual(['sats', 'height'])
    expect(series.times[1] - series.times[0]).toBe(1000)
  })

  test('a unit of two words in the cells of a long table', async () => {
    const { series } = await read(
      fileOf(
        `Time,Object Name,Object Value\n${lines(60, (i) => `${minute(Math.floor(i / 2))},AHU${i % 2},${70 + i}.5 deg F`)}`,
      ),
    )
    expect(series.channels.map(({ name }) => name)).toEqual(['AHU0', 'AHU1'])
    expect(series.values[1][1]).toBe(73.5)
  })
})

describe('labels in words', () => {
  const table = (name: string, word: (i: number) => string) =>
    fileOf(`Time,Temp,${name}\n${lines(60, (i) => `${minute(i)},${i % 7},${word(i)}`)}`)

  test.each([
    ['status', (i: number) => (i > 50 ? 'Fault' : 'Normal'), 9],
    ['Class', (i: number) => (i > 50 ? 'Anomaly' : 'Normal'), 9],
    ['anomaly_type', (i: number) => (i > 55 ? 'drift' : i > 50 ? 'spike' : 'none'), 9],
  ])('%s', async (name, word, rows) => {
    const { labels, series } = await read(table(name, word))
    expect(labels.get(name)?.reduce((a, b) => a + b, 0)).toBe(rows)
    expect(series.channels.map((channel) => channel.name)).toEqual(['Temp'])
  })

  test.each([
    ['mode', (i: number) => (i > 50 ? 'Auto' : 'Manual')],
    ['event', (i: number) => ['start', 'stop', 'run'][i % 3]],
  ])('states are none: %s', async (name, word) => {
    expect((await preview(table(name, word))).recipe.labelColumns).toEqual([])
  })
})

test('a recorder that was started again writes several tables of the same columns, each with its own start', async () => {
  const segment = (k: number) =>
    `Channels\t1\nDate\t2024/03/01\nTime\t00:0${k}:00.0\nX0\t0.0\nDelta_X\t1.000000\n***End_of_Header***\nX_Value\tVoltage\n${lines(30, (i) => `${i}.0\t${k}.${i}`)}\n`
  const file = fileOf(
    `LabVIEW Measurement\nSeparator\tTab\nX_Columns\tOne\nDate\t2024/03/01\nTime\t00:00:00.0\n***End_of_Header***\n\n${segment(0)}${segment(1)}`,
  )
  const question = (await preview(file)).problems.find(({ choices }) => choices)
  expect(question?.message).toContain('2 tables of the same columns')
  for (const [k, { change }] of question!.choices!.entries()) {
    const { series, report } = await read(file, change)
    expect(series.times[0]).toBe(at(`2024-03-01T00:0${k}:00Z`))
    expect(report).toMatchObject({ rows: 30, rejectedLines: 0 })
    expect(series.values.at(-1)![5]).toBeCloseTo(k + 0.5)
  }
})
