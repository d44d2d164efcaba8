import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { anyLong } from '../../../src-main/formats/importers/shape/long-shape.ts'
import { at, fileOf, messages, preview, read } from './table-file.ts'

const start = at('2024-03-01T00:00:00Z')
const time = (seconds: number) => new Date(start + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
const tags = ['TI101.PV', 'PI205', 'FI33 [m3/h]']
/** Three names, each with a value every minute, in the order of time. */
const together =
  'Tag,Time,Value\n' +
  Array.from({ length: 30 }, (_, i) => `${tags[i % 3]},${time(60 * Math.floor(i / 3))},${i}\n`).join('')

describe('a table with one row per value', () => {
  test('becomes a channel per name, in the order of their first values, without a setting', async () => {
    const found = await preview(fileOf(together))
    expect(found.recipe).toMatchObject({
      importer: 'long',
      long: { names: 'Tag', values: 'Value', fill: 'empty' },
      time: { kind: 'column', column: 'Time', format: 'iso' },
    })
    expect(found.rows.slice(0, 2)).toEqual([
      ['2024-03-01T00:00:00.000Z', '0', '1', '2'],
      ['2024-03-01T00:01:00.000Z', '3', '4', '5'],
    ])
    expect(found.sourceColumns).toEqual(['Tag', 'Time', 'Value'])
    expect(found.guesses.find((guess) => guess.field === 'long')?.reason).toBe(
      '"Tag" says what "Value" is a value of: one channel for each of 3 names.',
    )
    const { series, report } = await read(fileOf(together))
    expect(series.channels).toEqual([
      { name: 'TI101.PV', unit: null },
      { name: 'PI205', unit: null },
      { name: 'FI33', unit: 'm³/h' },
    ])
    expect(Array.from(series.times.subarray(0, 2))).toEqual([start, start + 60_000])
    expect(series.values.map((v) => v[9])).toEqual([27, 28, 29])
    expect(report).toMatchObject({ rows: 10, outOfOrder: 0, problems: [] })
  })

  test('name after name, at moments of their own: a value holds until the next one', async () => {
    const blocks =
      'timestamp;tagname;value;quality\n' +
      ['A', 'B']
        .flatMap((tag, t) => Array.from({ length: 20 }, (_, i) => `${time(60 * i + 30 * t)};${tag};${i},5;Good\n`))
        .join('')
    const found = await preview(fileOf(blocks))
    expect(found.recipe).toMatchObject({ long: { names: 'tagname', values: 'value', fill: 'last' }, decimal: ',' })
    expect(messages(found.problems)).toEqual([
      'Column "quality" says how good "value" is: bad readings are missing, uncertain ones are kept.',
    ])
    const { series } = await read(fileOf(blocks))
    expect(series.values.map((v) => Array.from(v.subarray(0, 4)))).toEqual([
      [0.5, 0.5, 1.5, 1.5],
      [NaN, 0.5, 0.5, 1.5],
    ])
    const gaps = await read(fileOf(blocks), {
      ...found.recipe,
      long: { names: 'tagname', values: 'value', fill: 'empty' },
    })
    expect(Array.from(gaps.series.values[0].subarray(0, 4))).toEqual([0.5, NaN, 1.5, NaN])
  })

  test('what cannot be read ends the value before it, and is counted as everywhere', async () => {
    const rows = ['A,0,1', 'B,10,7', 'A,20,Bad', 'B,30,8', 'A,40,3', 'B,50,9', 'A,60,4', 'A,80,5']
    const { series, report } = await read(
      fileOf(
        'tag,time,value\n' +
          rows
            .map((row) => row.split(','))
            .map(([tag, s, v]) => `${tag},${time(Number(s))},${v}\n`)
            .join(''),
      ),
    )
    expect(Array.from(series.values[0])).toEqual([1, 1, NaN, NaN, 3, 3, 4, 5])
    expect(Array.from(series.values[1])).toEqual([NaN, 7, 7, 8, 8, 9, 9, 9])
    expect(messages(report.problems)).toContain(
      '1 value is not a number and ends what was held before, the first in line 4: "Bad".',
    )
  })

  test('values without a time or a name, and a second value at one moment, are told', async () => {
    const odd = `${together}TI101.PV,never,1\n,${time(0)},2\nPI205,${time(60)},77\n`
    const { series, report } = await read(fileOf(odd))
    expect(messages(report.problems)).toEqual([
      '1 of 32 values have no name in "Tag" and are left out.',
      '1 value has the name and the time of another; the last one of each is kept.',
      '1 row has no usable time in "Time" and is left out, the first in line 32: "never".',
    ])
    expect(series.values[1][1]).toBe(77)
  })

  test('in another zone, packed, and with names that are numbers', async () => {
    const plain =
      'sensor_id,date,value\n' +
      Array.from(
        { length: 30 },
        (_, i) => `${17 + (i % 2)},01.07.2024 00:${String(Math.floor(i / 2)).padStart(2, '0')},${i}\n`,
      ).join('')
    const found = await preview(fileOf(plain))
    const { series } = await read(fileOf(plain), {
      ...found.recipe,
      time: { ...found.recipe.time, zone: 'Europe/Berlin' } as typeof found.recipe.time,
    })
    expect(series.channels.map((c) => c.name)).toEqual(['17', '18'])
    expect(series.times[0]).toBe(at('2024-06-30T22:00:00Z'))
    const packed = await read(fileOf(gzipSync(together), 'table.csv.gz'), { importer: 'long' })
    expect(packed.series.channels).toHaveLength(3)
  })

  test('is left as it stands where the person says so, and made of any two columns', async () => {
    const plain = await read(fileOf(together), { importer: 'delimited' })
    expect(plain.series.times).toHaveLength(30)
    const unnamed = fileOf(
      'when,x,who\n' + Array.from({ length: 20 }, (_, i) => `${time(i)},${i},${'ab'[i % 2]}\n`).join(''),
    )
    expect((await preview(unnamed)).recipe.importer).toBe('delimited')
    const turned = await preview(unnamed, { importer: 'long' })
    expect(turned.recipe).toMatchObject({ long: { names: 'who', values: 'x', fill: 'last' } })
    expect(turned.columns.map((column) => column.name)).toEqual(['when', 'a', 'b'])
  })

  test.each([
    [
      'no time',
      'tag,value\n' + 'a,1\nb,2\n'.repeat(9),
      { importer: 'long' },
      'A table with one row per value needs a column of times: choose it.',
    ],
    [
      'another column than there are',
      together,
      { importer: 'long', long: { names: 'Point', values: 'Value', fill: 'last' as const } },
      'There is no column "Point" in this file. Its columns: Tag, Time, Value.',
    ],
    [
      'values for names',
      `Tag,Time,Value\n${Array.from({ length: 5100 }, (_, i) => `A,${time(i)},${i}\n`).join('')}`,
      { importer: 'long', long: { names: 'Value', values: 'Value', fill: 'last' as const } },
      '"Value" holds more than 5,000 different names: choose the column that says what was measured.',
    ],
  ])('gets a sentence with %s', async (_, content, changed, sentence) => {
    await expect(preview(fileOf(content), changed)).rejects.toMatchObject({ code: 'bad-input', message: sentence })
  })
})

test('a table with a column of texts beside its channels is none', async () => {
  const { recipe } = await preview(
    fileOf(
      'time,operator,temp,flow\n' +
        Array.from({ length: 30 }, (_, i) => `${time(i)},${['Ann', 'Bob'][i % 2]},${i},${2 * i}\n`).join(''),
    ),
  )
  expect(recipe.importer).toBe('delimited')
})

test('a Parquet file is never read as text, whatever was chosen for the file before it', async () => {
  await expect(
    preview(fileOf(Buffer.from('PAR1 and nothing more'), 'x.parquet'), { importer: 'long' }),
  ).rejects.toMatchObject({ message: 'The file is not a readable Parquet file; it may be damaged or cut off.' })
})

test('a column of units beside the values gives each name its own', async () => {
  const two = (n: number) => String(n).padStart(2, '0')
  const rows = Array.from({ length: 40 }, (_, i) =>
    ['Line 1', 'Line 2']
      .flatMap((line) => [
        `01.03.2024 10:${two(i)};${line};Temp;${80 + i};°C\n`,
        `01.03.2024 10:${two(i)};${line};Pressure;${i};bar\n`,
      ])
      .join(''),
  )
  const { series, report } = await read(fileOf(`When;Line;Point;Value;Unit\n${rows.join('')}`))
  expect(series.channels).toEqual([
    { name: 'Temp Line 1', unit: '°C' },
    { name: 'Pressure Line 1', unit: 'bar' },
    { name: 'Temp Line 2', unit: '°C' },
    { name: 'Pressure Line 2', unit: 'bar' },
  ])
  expect(messages(report.problems).join(' ')).not.toContain('left out')
})

test('words that come once at each time name what was measured, whatever their column is called', async () => {
  const stamp = (i: number) => `2025-03-04 10:${String(i).padStart(2, '0')}:00`
  const table = (header: string, row: (i: number, host: string, k: number) => string) =>
    fileOf(
      header + Array.from({ length: 30 }, (_, i) => ['x', 'y'].map((host, k) => row(i, host, k)).join('')).join(''),
    )
  const one = await read(table('kind,when,number\n', (i, host, k) => `${host},${stamp(i)},${i + 100 * k}\n`))
  expect(one.series.channels.map(({ name }) => name)).toEqual(['x', 'y'])
  expect(one.series.values.map((values) => [values.length, values[29]])).toEqual([
    [30, 29],
    [30, 129],
  ])
  const several = await read(table('host,time,idle,user\n', (i, host, k) => `${host},${stamp(i)},${i},${k}\n`))
  expect(several.series.channels).toHaveLength(4)
  const unnamed = await read(table('', (i, host, k) => `S${k},${stamp(i)},${host},${i}\n`))
  expect(unnamed.series.times).toHaveLength(30)
})

test('where a person says so, a machine of each row has all of its values', () => {
  const column = (name: string, cells: string[]) => ({ name, cells })
  const [a, b, times] = [['1', '2'], ['3', '4'], ['2025-03-04 10:00:00', '2025-03-04 10:01:00']] // prettier-ignore
  const time = { kind: 'column', column: 'when', format: 'iso', zone: 'UTC' } as const
  const of = (name: string) =>
    anyLong([column(name, ['Press 1', 'Press 1']), column('when', times), column('a', a), column('b', b)], { decimal: '.', header: true }, time) // prettier-ignore
  expect(of('machine')).toEqual({ names: 'machine', values: 'a', moreValues: ['b'] })
  expect(of('remark')).toEqual({ names: 'remark', values: 'a' })
})

test('a state that changes between rows of one time names nothing', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `2025-03-04 10:${String(i >> 1).padStart(2, '0')}:00,${i % 7 < 3 ? 'on hold' : 'busy'},${i}\n`,
  )
  const { series } = await read(fileOf(`time,mode,a\n${rows.join('')}`))
  expect([series.channels.length, series.times.length]).toEqual([1, 40])
})
