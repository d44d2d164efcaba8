import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from './table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const clock = (i: number) => `2025-03-04 10:${two(i)}:00`

describe('a row a day and a column per time of day', () => {
  const day = (d: number, cells: string[], mark = ',') => [`2025-03-${two(4 + d)}`, ...cells].join(mark)
  const hours = Array.from({ length: 24 }, (_, h) => h)
  const days = (n: number, first: string[], cell: (d: number, h: number) => string) =>
    [
      first.join(),
      ...Array.from({ length: n }, (_, d) =>
        day(
          d,
          hours.map((h) => cell(d, h)),
        ),
      ),
    ].join('\n')

  test('becomes a value per time, and can be had as it stands', async () => {
    const file = fileOf(`${days(5, ['Date', ...hours.map((h) => `HE${two(h + 1)}`)], (d, h) => String(100 * d + h))}\n`)
    const { series, report } = await read(file)
    expect([series.channels, series.times.length]).toEqual([[{ name: 'value', unit: null }], 120])
    expect([series.times[0], series.times[119]]).toEqual([at('2025-03-04T01:00:00Z'), at('2025-03-09T00:00:00Z')])
    expect([series.values[0][0], series.values[0][119]]).toEqual([0, 423])
    expect(messages(report.problems).join()).toContain('its 24 values are read at their own times, from 01:00 to 24:00')
    const { series: beside } = await read(file, { inside: ['a column per time of day'] })
    expect([beside.channels.length, beside.times.length]).toEqual([24, 5])
  })

  test('has quarters of hours with decimal commas, and its unit above', async () => {
    const quarters = Array.from({ length: 96 }, (_, q) => `${two(Math.floor(q / 4))}:${two((q % 4) * 15)}`)
    const rows = Array.from(
      { length: 8 },
      (_, d) => `${two(d + 1)}.03.2025;${quarters.map((_, q) => `${q},5`).join(';')}`,
    )
    const { series } = await read(fileOf(`Unit;kW\n\nDatum;${quarters.join(';')}\n${rows.join('\n')}\n`))
    expect(series.channels).toEqual([{ name: 'value', unit: 'kW' }])
    expect([series.times.length, series.values[0][767], series.times[1] - series.times[0]]).toEqual([
      768, 95.5, 900_000,
    ])
  })

  test('stands once for each meter', async () => {
    const header = ['Meter', 'Date', ...hours.map((h) => `Hour ${h + 1}`), 'Total'].join()
    const rows = ['A', 'B'].flatMap((meter, m) =>
      Array.from(
        { length: 6 },
        (_, d) =>
          `${meter},${day(
            d,
            hours.map((h) => String(h + 1000 * m)),
          )},1`,
      ),
    )
    const { series } = await read(fileOf(`${header}\n${rows.join('\n')}\n`))
    expect(series.channels.map(({ name }) => name)).toEqual(['A', 'B'])
    expect(series.values.map((values) => [values[0], values.length])).toEqual([
      [0, 144],
      [1000, 144],
    ])
  })

  test('is another table where a day comes again, or where the columns are too few for a day', async () => {
    const again = `Date,${hours.join()}\n${Array.from({ length: 8 }, (_, i) => day(i >> 1, hours.map(String))).join('\n')}\n`
    expect((await preview(fileOf(again))).packings).toBeUndefined()
    const few = `Date,${hours.slice(0, 20).join()}\n${Array.from({ length: 8 }, (_, i) => day(i, hours.slice(0, 20).map(String))).join('\n')}\n`
    expect((await preview(fileOf(few))).packings).toBeUndefined()
  })

  test('loses no row without a word', async () => {
    const torn = `${days(5, ['Date', ...hours.map((h) => `HE${two(h + 1)}`)], () => '1')}\n2025-03-20,1,1\n`
    const { series, report } = await read(fileOf(torn))
    expect(series.times.length).toBe(120)
    expect(messages(report.problems)).toContain('1 row has too few cells for a day and is left out.')
  })
})

test('cells may stand in single quotes, with delimiters and quotes in them', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `'${clock(i)}','P1, ''north''','${i},5'\n`).join('')
  const { series, report } = await read(fileOf(`'Time','Machine','Flow, inlet'\n${rows}`))
  expect(series.channels.map(({ name }) => name)).toEqual(['Flow, inlet'])
  expect([series.values[0][29], report.rows, report.rejectedLines]).toEqual([29.5, 30, 0])
})

describe('lines that name each value', () => {
  const lines = (line: (i: number) => string) => fileOf(`${Array.from({ length: 40 }, (_, i) => line(i)).join('\n')}\n`, 'plant.log') // prettier-ignore

  test('are a column per name, with the time that stands before them', async () => {
    const file = lines((i) =>
      i === 7
        ? 'restarted'
        : `[${clock(i)}] pump7 INFO temp=${20 + i}.5 rpm=${1500 + i} state="at work"${i > 30 ? ' late=1' : ''}`,
    )
    const { series, report } = await read(file)
    expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'rpm', 'late'])
    expect([series.times[0], series.times[38]]).toEqual([at('2025-03-04T10:00:00Z'), at('2025-03-04T10:39:00Z')])
    expect([series.values[0][38], series.values[1][0], series.values[2][38]]).toEqual([59.5, 1500, 1])
    expect(Number.isNaN(series.values[2][0])).toBe(true)
    expect(messages(report.problems)).toContain('1 line names no value, and is left out.')
  })

  test('as small controllers send them, with units and colons', async () => {
    const { series } = await read(lines((i) => `10:${two(i)}:33.123 -> Temp: ${20 + i / 4} °C, Hum: ${40 + i}%`))
    expect(series.channels).toEqual([
      { name: 'Temp', unit: '°C' },
      { name: 'Hum', unit: '%' },
    ])
    expect([series.values[0][39], series.values[1][39]]).toEqual([29.75, 79])
  })

  test('with the time among the names', async () => {
    const { series } = await read(
      lines((i) => `ts=2025-03-04T10:${two(i)}:00Z level=info flow=${i} pressure=1.${two(i)}`),
    )
    expect(series.channels.map(({ name }) => name)).toEqual(['flow', 'pressure'])
    expect(series.times[39]).toBe(at('2025-03-04T10:39:00Z'))
  })

  test('are not looked for where a table has names and colons in its cells', async () => {
    const table = fileOf(
      `time,note,flow\n${Array.from({ length: 40 }, (_, i) => `${clock(i)},mode: ${i},${i}`).join('\n')}\n`,
    )
    expect((await preview(table)).columns.map(({ name }) => name)).toEqual(['time', 'note', 'flow'])
  })
})

test('what meters add to a unit is no part of it', async () => {
  const file = fileOf(
    `Start;Reading\n${Array.from({ length: 40 }, (_, i) => `${clock(i)};${i}.25 mA DC`).join('\n')}\n`,
  )
  const { series } = await read(file)
  expect(series.channels).toEqual([{ name: 'Reading', unit: 'mA' }])
  expect(series.values[0][39]).toBe(39.25)
})

describe('a JSON object is searched for its tables', () => {
  const stamps = Array.from({ length: 20 }, (_, i) => `${clock(i).replace(' ', 'T')}Z`)
  const seconds = stamps.map((text) => Date.parse(text) / 1000)
  const json = (value: unknown) => read(fileOf(JSON.stringify(value, null, 1), 'answer.json'))

  test('an array of objects, with objects in them', async () => {
    const { series, report } = await json({
      Links: {},
      Items: stamps.map((Timestamp, i) => ({ Timestamp, Value: i === 5 ? { Name: 'No Data' } : i })),
    })
    expect([report.rows, series.channels.map(({ name }) => name)]).toEqual([20, ['Value']])
    expect(Number.isNaN(series.values[0][5])).toBe(true)
  })

  test('arrays of one shape under names, in objects or in arrays', async () => {
    const both = { temp: 1, hum: 50 }
    const values = (from: number) => stamps.map((time, i) => ({ time, value: String(from + i) }))
    const named = Object.fromEntries(Object.entries(both).map(([name, from]) => [name, values(from)]))
    const listed = { Items: Object.entries(both).map(([Name, from]) => ({ Name, Items: values(from) })) }
    for (const value of [named, listed]) {
      const { series } = await json(value)
      expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'hum'])
      expect(series.values.map((one) => one[19])).toEqual([20, 69])
    }
  })

  test('rows beside the names of their columns, and pairs of time and value', async () => {
    const columns = {
      results: [{ series: [{ columns: ['time', 'load'], values: stamps.map((time, i) => [time, i]) }] }],
    }
    expect((await json(columns)).series.channels.map(({ name }) => name)).toEqual(['load'])
    const pairs = (machine: string) => ({ metric: { machine }, values: seconds.map((time, i) => [time, String(i)]) })
    const { series } = await json({ data: { result: [pairs('a'), pairs('b')] } })
    expect([series.channels.map(({ name }) => name), series.times.length]).toEqual([['a', 'b'], 20])
  })

  test('one that is cut off, and one without a table, are refused', async () => {
    await expect(preview(fileOf('{"Items": [{"a": 1}, {"a"'))).rejects.toMatchObject({
      message: expect.stringContaining('cut off before its end'),
    })
    await expect(preview(fileOf('{"a": [[]], "b": "c"}'))).rejects.toMatchObject({
      message: expect.stringContaining('JSON that is no table'),
    })
  })
})

describe('a column per month', () => {
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  const cells = (row: number) => months.map((_, m) => `${row}.${m}`)

  test('holds a year in each row; totals and means are left out, and said', async () => {
    const rows = Array.from({ length: 10 }, (_, y) => [2010 + y, ...cells(y), 99].join())
    const { series, report } = await read(
      fileOf(`Year,${months.join()},Annual\n${rows.join('\n')}\nMean,${cells(5).join()},99\n`),
    )
    expect([series.times.length, series.times[0], series.times[119]]).toEqual([
      120,
      at('2010-01-01T00:00:00Z'),
      at('2019-12-01T00:00:00Z'),
    ])
    expect([series.values[0][13], series.channels.length]).toEqual([1.1, 1])
    expect(messages(report.problems).join()).toMatch(/"Annual" is left out.*1 row begins with no time/)
  })

  test('holds the days of the months where the file says the year', async () => {
    const rows = Array.from({ length: 31 }, (_, d) => [d + 1, ...cells(d + 1)].join(';'))
    const { series } = await read(fileOf(`Rain 2023 (mm)\nDay;${months.join(';')}\n${rows.join('\n')}\n`))
    expect([series.times.length, series.times[0], series.times[364]]).toEqual([
      365,
      at('2023-01-01T00:00:00Z'),
      at('2023-12-31T00:00:00Z'),
    ])
    expect(series.values[0][59]).toBe(1.2)
  })
})

describe('an object of JSON behind a time and a topic', () => {
  test.each([
    [(i: number) => `2024-03-01T10:00:${two(i)}Z plant/line1 `],
    [(i: number) => `CreateTime:${1709287200000 + i * 1000}\tm1\t`],
  ])('%#', async (before) => {
    const lines = Array.from({ length: 20 }, (_, i) => `${before(i)}{"temp":${i}.5,"motor":{"speed":${i * 10}}}\n`)
    const { series } = await read(fileOf(lines.join(''), 'topic.log'))
    expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'motor.speed'])
    expect([series.times.length, series.times[0]]).toEqual([20, at('2024-03-01T10:00:00Z')])
  })
})

test('an epoch in brackets is the time of a line, and "time=" a value of it', async () => {
  const lines = Array.from(
    { length: 20 },
    (_, i) => `[${1709287200 + i}.250000] 64 bytes from 10.0.0.1: icmp_seq=${i} ttl=57 time=${i}.5 ms\n`,
  )
  const { series } = await read(fileOf(lines.join(''), 'ping.log'))
  expect(series.channels.find(({ name }) => name === 'time')).toMatchObject({ unit: 'ms' })
  expect(series.times[19]).toBe(at('2024-03-01T10:00:19.250Z'))
})

test.each([
  ['Arabic', (text: string) => text.replace(/\d/g, (d) => String.fromCodePoint(0x660 + Number(d))).replace('.', '٫')],
  ['Persian', (text: string) => text.replace(/\d/g, (d) => String.fromCodePoint(0x6f0 + Number(d)))],
  ['full width', (text: string) => text.replace(/[\d.:/]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0))],
])('digits of another script are read: %s', async (_, written) => {
  const row = (i: number) => written(`2024/03/04 10:${two(i)},${i}.5`)
  const { series } = await read(fileOf(`when,temp\n${Array.from({ length: 20 }, (_, i) => row(i)).join('\n')}\n`))
  expect([series.times[1], series.values[0][3]]).toEqual([at('2024-03-04T10:01:00Z'), 3.5])
})

test('samples of metrics with labels are a channel for each, whatever comments stand between them', async () => {
  const line = (mode: string, i: number) => `cpu_load{host="a",mode="${mode}"} ${i % 7}.5 ${1709287200 + i * 60}000`
  const series = (mode: string) => Array.from({ length: 20 }, (_, i) => line(mode, i)).join('\n')
  const found = await read(fileOf(`# TYPE cpu_load gauge\n${series('idle')}\n${series('user')}\n`, 'dump.txt'))
  expect(found.series.channels.map(({ name }) => name)).toEqual([
    'cpu_load host=a mode=idle',
    'cpu_load host=a mode=user',
  ])
  expect(found.series.times[1]).toBe(at('2024-03-01T10:01:00Z'))
})

describe('JSON without names for its rows', () => {
  const stamps = Array.from({ length: 20 }, (_, i) => `2025-03-04 10:${two(i)}:00`)

  test('has them in the first', async () => {
    const rows = [['time_tag', 'Kp', 'count'], ...stamps.map((time, i) => [time, `${i % 7}.33`, '8'])]
    const { series } = await read(fileOf(JSON.stringify(rows), 'index.json'))
    expect(series.channels.map(({ name }) => name)).toEqual(['Kp', 'count'])
    expect(series.times[1]).toBe(at('2025-03-04T10:01:00Z'))
  })

  test('has values by the seconds since a start', async () => {
    const values = (k: number) => Object.fromEntries(stamps.map((_, i) => [String(i * 300), i * k]))
    const Data = { Power: { Unit: 'W', Values: values(2) }, Energy: { Unit: 'Wh', Values: values(3) } }
    const document = { Body: { Data: { 'inverter/1': { Start: '2025-03-04T00:00:00+01:00', Data } } } }
    const { series } = await read(fileOf(JSON.stringify(document), 'archive.json'))
    expect([series.times[0], series.times[1]]).toEqual([at('2025-03-03T23:00:00Z'), at('2025-03-03T23:05:00Z')])
    expect(series.channels.map(({ name }) => name).sort()).toEqual(['Energy', 'Power'])
  })

  test('has a start and a step beside series with names', async () => {
    const curves = ['load', 'temp'].map((title, k) => ({ title, data: stamps.map((_, i) => i * (k + 1)) }))
    const document = { result: { start_time: 1709287200, end_time: 1709288400, step: 60, curves } }
    const { series } = await read(fileOf(JSON.stringify(document), 'curves.json'))
    expect(series.channels.map(({ name }) => name)).toEqual(['load', 'temp'])
    expect([series.times[1], series.values[1][3]]).toEqual([at('2024-03-01T10:01:00Z'), 6])
  })

  test('has a column for each of a few numbers beside each other', async () => {
    const lines = stamps.map((time, i) => JSON.stringify({ time, acc: [i, i * 2, i * 3] }))
    const { series } = await read(fileOf(lines.join('\n'), 'acc.jsonl'))
    expect(series.channels.map(({ name }) => name)).toEqual(['acc.0', 'acc.1', 'acc.2'])
  })
})
