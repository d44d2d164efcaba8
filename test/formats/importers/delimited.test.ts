import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from './table-file.ts'
import { processorMs } from '../../processor-time.ts'

const three = 'time,a,b\n2024-01-01 00:00:00,1,10\n2024-01-01 00:00:01,2,20\n2024-01-01 00:00:02,3,30\n'
const start = at('2024-01-01T00:00:00Z')

async function readsThree(path: string) {
  const { series } = await read(path)
  expect(Array.from(series.times)).toEqual([start, start + 1000, start + 2000])
  expect(series.values.map((v) => Array.from(v))).toEqual([
    [1, 2, 3],
    [10, 20, 30],
  ])
}

describe('the delimited importer reads without a setting', () => {
  test('commas', () => readsThree(fileOf(three)))
  test('semicolons', () => readsThree(fileOf(three.replaceAll(',', ';'))))
  test('tabs', () => readsThree(fileOf(three.replaceAll(',', '\t'), 'table.tsv')))
  test('vertical bars', () => readsThree(fileOf(three.replaceAll(',', '|'))))
  test('gzip', () => readsThree(fileOf(gzipSync(three), 'table.csv.gz')))
  test('Windows and old Mac line ends, and both mixed', async () => {
    await readsThree(fileOf(three.replaceAll('\n', '\r\n')))
    await readsThree(fileOf(three.replaceAll('\n', '\r')))
    await readsThree(fileOf(three.replace('\n', '\r\n')))
  })
  test('a byte-order mark', () => readsThree(fileOf('\ufeff' + three)))
  test('a last line without an end', () => readsThree(fileOf(three.trimEnd())))
  test('a trailing delimiter', async () => readsThree(fileOf(three.replaceAll('\n', ',\n'))))
  test('quoted cells', () => readsThree(fileOf(three.replace(/[^,\n]+/g, '"$&"'))))
  test('a name that looks like a pattern', () => readsThree(fileOf(three, 'tank[1] *.csv')))
  test('UTF-16 of both orders, with and without a mark', async () => {
    const little = Buffer.from('\ufeff' + three, 'utf16le')
    await readsThree(fileOf(little))
    await readsThree(fileOf(Buffer.from(little).swap16()))
    await readsThree(fileOf(little.subarray(2)))
    await readsThree(fileOf(Buffer.from(little.subarray(2)).swap16()))
  })
  test('titles above the table, and "sep=;"', async () => {
    await readsThree(fileOf('Plant 7 export\nmade on Monday\n\n' + three))
    await readsThree(fileOf('sep=;\n' + three.replaceAll(',', ';')))
    await readsThree(fileOf('# unit: bar\n' + three))
  })
  test('columns aligned by blanks, date and time apart', () =>
    readsThree(fileOf(three.replaceAll(',', '   ').replace('time ', 'date   clock '))))

  test('decimal commas', async () => {
    const { series, recipe } = await read(
      fileOf('time;a\n2024-01-01 00:00;1,5\n2024-01-01 00:01;-2,25\n2024-01-01 00:02;3\n'),
    )
    expect(recipe.decimal).toBe(',')
    expect(Array.from(series.values[0])).toEqual([1.5, -2.25, 3])
  })

  test('Latin-1 headers', async () => {
    const { series, recipe } = await read(
      fileOf(
        Buffer.from(
          'time;Temp [°C];Druck (bar);flow_m3h\n2024-01-01 00:00:00;1;2;3\n2024-01-01 00:00:01;1;2;4\n',
          'latin1',
        ),
      ),
    )
    expect(recipe.encoding).toBe('latin-1')
    expect(series.channels).toEqual([
      { name: 'Temp', unit: '°C' },
      { name: 'Druck', unit: 'bar' },
      { name: 'flow', unit: 'm³/h' },
    ])
  })

  test('no header and no time: numbered channels, a row per second', async () => {
    const { series, recipe } = await read(fileOf('1.5 2.5\n3.5 4.5\n5.5 6.5\n', 'data.dat'))
    expect(recipe.time).toEqual({ kind: 'steps', start: 0, stepMs: 1000 })
    expect(series).toEqual({
      times: Float64Array.of(0, 1000, 2000),
      channels: [
        { name: 'channel 1', unit: null },
        { name: 'channel 2', unit: null },
      ],
      values: [Float64Array.of(1.5, 3.5, 5.5), Float64Array.of(2.5, 4.5, 6.5)],
    })
  })

  test('a label column', async () => {
    const { labels, series } = await read(
      fileOf('time,a,is_anomaly\n2024-01-01,1,0\n2024-01-02,2,1\n2024-01-03,3,false\n'.replace('false', '1')),
    )
    expect(Array.from(labels.get('is_anomaly')!)).toEqual([0, 1, 1])
    expect(series.channels.map((c) => c.name)).toEqual(['a'])
  })

  test.each([
    ['01.02.2024 10:00:00', '13.02.2024 10:00:00', '2024-02-01T10:00:00Z', '%d.%m.%Y %H:%M:%S'],
    ['2/1/2024 1:05:00 PM', '2/13/2024 1:05:00 PM', '2024-02-01T13:05:00Z', '%m/%d/%Y %I:%M:%S %p'],
    ['20240201 100000', '20240213 100000', '2024-02-01T10:00:00Z', '%Y%m%d %H%M%S'],
    ['01-Feb-2024 10:00', '13-Feb-2024 10:00', '2024-02-01T10:00:00Z', '%d-%b-%Y %H:%M'],
    ['2024-02-01T10:00:00.25+02:00', '2024-02-13T10:00:00.25+02:00', '2024-02-01T08:00:00.250Z', 'iso'],
    ['2024-02-01 10:00:00,250', '2024-02-13 10:00:00,250', '2024-02-01T10:00:00.250Z', '%Y-%m-%d %H:%M:%S,%f'],
    ['1706781600', '1706781601', '2024-02-01T10:00:00Z', 'epoch-s'],
    ['1706781600000', '1706781601000', '2024-02-01T10:00:00Z', 'epoch-ms'],
    ['1706781600000000000', '1706781601000000000', '2024-02-01T10:00:00Z', 'epoch-ns'],
    ['45323.4166666667', '45323.4166782407', '2024-02-01T10:00:00Z', 'excel'],
  ])('times such as %s', async (first, second, expected, format) => {
    const { series, recipe } = await read(fileOf(`time;a\n${first};1\n${second};2\n`))
    expect(recipe.time).toMatchObject({ format })
    expect(new Date(series.times[0]).toISOString()).toBe(new Date(expected).toISOString())
    expect(series.times[1]).toBeGreaterThan(series.times[0])
  })

  test('midnight written as a bare date', async () => {
    const { series } = await read(fileOf('time;a\n31.01.2024 23:59:00;1\n01.02.2024;2\n01.02.2024 00:01:00;3\n'))
    expect(Array.from(series.times, (t) => new Date(t).toISOString().slice(5, 16))).toEqual([
      '01-31T23:59',
      '02-01T00:00',
      '02-01T00:01',
    ])
  })
})

describe('the preview', () => {
  test('shows rows as parsed and says why', async () => {
    const seen = await preview(fileOf('time;p_bar;text\n01.02.2024 10:00;1,5;ok\n13.02.2024 10:00;x;ok\n'))
    expect(seen.rows).toEqual([
      ['2024-02-01T10:00:00.000Z', '1.5', 'ok'],
      ['2024-02-13T10:00:00.000Z', 'x', 'ok'],
    ])
    expect(seen.columns.map((c) => c.type)).toEqual(['time', 'number', 'text'])
    expect(seen.rowEstimate).toBe(2)
    expect(seen.guesses.map((g) => g.field)).toEqual(
      expect.arrayContaining(['encoding', 'delimiter', 'decimal', 'header', 'time', 'format', 'zone', 'units']),
    )
    expect(messages(seen.problems)).toEqual([
      'Column "text" holds text, such as "ok", so it is not taken as a channel.',
    ])
  })

  test('lets the person overrule each guess', async () => {
    const path = fileOf('time,a,b\n2024-01-01 00:00:00,1,0\n2024-01-01 00:00:01,2,1\n')
    const { recipe } = await preview(path, { labelColumns: ['b'], time: { kind: 'steps', start: 5000, stepMs: 100 } })
    const { series, labels } = await read(path, recipe)
    expect(Array.from(series.times)).toEqual([5000, 5100])
    expect(Array.from(labels.get('b')!)).toEqual([0, 1])
    const headless = await preview(path, { header: false })
    expect(headless.recipe.header).toBe(false)
    expect(headless.rows[0]).toEqual(['time', 'a', 'b'])
  })

  test('guesses anew what a change made meaningless, and says so', async () => {
    const seen = await preview(fileOf(three), { labelColumns: ['gone'] })
    expect(seen.recipe.labelColumns).toEqual([])
    expect(messages(seen.problems)).toContain('There is no column "gone" in this file; this setting was guessed anew.')
  })

  test('estimates the rows of a long file from its beginning', async () => {
    const row = '2024-01-01 00:00:00,1.25,10.125\n'
    const { rowEstimate } = await preview(fileOf('time,a,b\n' + row.repeat(60_000)))
    expect(rowEstimate / 60_000).toBeCloseTo(1, 2)
  })

  test('asks for nothing where day and month could be swapped, but warns', async () => {
    const seen = await preview(fileOf('time,a\n01/02/2024 00:00,1\n01/02/2024 00:01,2\n'))
    expect(seen.recipe.time).toMatchObject({ format: '%d/%m/%Y %H:%M' })
    expect(messages(seen.problems).join()).toContain('day and month could be swapped')
  })
})

test('a cancelled import stops and leaves nothing behind', async () => {
  const { quietJob } = await import('../../../src-main/analysis/job.ts')
  const { delimited } = await import('../../../src-main/formats/importers/delimited.ts')
  const path = fileOf(
    'time,a,b\n' +
      Array.from({ length: 300_000 }, (_, i) => `${new Date(start + i * 1000).toISOString()},${i},${i / 7}\n`).join(''),
  )
  const { recipe } = await preview(path)
  const stop = new AbortController()
  let asked = 0
  const job = quietJob({
    signal: stop.signal,
    onProgress: () => {
      if (asked === 0) asked = processorMs()
      stop.abort()
    },
  })
  await expect(delimited.read(path, recipe, { begin() {}, rows() {} }, job)).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(processorMs() - asked).toBeLessThan(1000)
  const { readdirSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`anomaly-studio-import-${process.pid}-`))).toEqual([])
})
