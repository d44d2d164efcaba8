import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { containers } from '../../../src-main/formats/importers/containers/index.ts'
import { matOf, npyOf, serialOf, styles, workbookOf, zipOf, type Cell } from './packed.ts'
import { at, fileOf, messages, preview, read } from './table-file.ts'

const iso = (i: number) => new Date(at('2024-03-01T00:00:00Z') + i * 60_000).toISOString().slice(0, 19)
const csv = (n: number, value = (i: number) => i % 100) =>
  'time,temp [°C],flow\n' + Array.from({ length: n }, (_, i) => `${iso(i)},${value(i)},${(i % 7) / 2}\n`).join('')
const leftBehind = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`anomaly-studio-import-${process.pid}-`))

describe('gzip', () => {
  test('reads to the end, beyond what a preview unpacks', async () => {
    const n = 250_000
    const path = fileOf(gzipSync(csv(n)), 'a.csv.gz')
    const seen = await preview(path)
    expect(seen.rowEstimate).toBeGreaterThan(n * 0.8)
    expect(seen.rowEstimate).toBeLessThan(n * 1.25)
    const { report, series } = await read(path)
    expect(report.rows).toBe(n)
    expect(series.channels).toEqual([
      { name: 'temp', unit: '°C' },
      { name: 'flow', unit: null },
    ])
  })

  const packed = gzipSync(Buffer.from(csv(100_000, (i) => (i * 7919) % 10_007)))
  const cut = packed.subarray(0, Math.floor(packed.length * 0.9))
  const wrongSum = Buffer.from(packed)
  wrongSum[packed.length - 6] ^= 0xff
  const flipped = Buffer.from(packed)
  flipped[Math.floor(packed.length / 2)] ^= 0x10

  test.each([
    ['cut off', cut, 'is cut off before its end'],
    ['with a wrong check sum', wrongSum, 'does not agree with its check sum'],
    ['with a bit flipped', flipped, 'does not agree with its check sum'],
  ])('%s is refused and gives not one row', async (_, bytes, sentence) => {
    const path = fileOf(bytes, 'a.csv.gz')
    await expect(read(path)).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining(sentence) })
    expect(leftBehind()).toEqual([])
  })

  test('several members one after the other are one file', async () => {
    const text = csv(2000)
    const path = fileOf(Buffer.concat([gzipSync(text.slice(0, 20_000)), gzipSync(text.slice(20_000))]), 'a.csv.gz')
    expect((await read(path)).report.rows).toBe(2000)
  })
})

describe('ZIP', () => {
  test('one file is read like itself, whatever it is called next time', async () => {
    const { recipe, packings } = await preview(fileOf(zipOf({ 'data/march.csv': csv(50) }), 'march.zip'))
    expect(packings).toEqual([
      { kind: 'ZIP archive', part: 'file', chosen: 'data/march.csv', parts: ['data/march.csv'] },
    ])
    const { report } = await read(fileOf(zipOf({ 'data/april.csv': csv(70) }), 'april.zip'), recipe)
    expect(report.rows).toBe(70)
  })

  test('of several the largest is read, which is said, and another can be chosen', async () => {
    const path = fileOf(
      zipOf({ 'readme.pdf': '%PDF-1.4'.repeat(9999), 'a.csv': csv(10), 'b.csv': csv(90), '__MACOSX/b.csv': 'x' }),
    )
    const seen = await preview(path)
    expect(seen.packings?.[0].parts).toEqual(['a.csv', 'b.csv'])
    expect(messages(seen.problems)).toContain('The ZIP archive has 2 files; "b.csv" is read, the largest.')
    expect((await read(path)).report.rows).toBe(90)
    expect((await read(path, { inside: ['a.csv'] })).report.rows).toBe(10)
    await expect(read(path, { inside: ['c.csv'] })).rejects.toMatchObject({
      message: 'The ZIP archive has no file "c.csv". It has: a.csv, b.csv.',
    })
  })

  test('a gzip and a workbook in an archive', async () => {
    const inner = fileOf(zipOf({ 'a.csv.gz': gzipSync(csv(30)) }), 'a.zip')
    expect((await read(inner)).report.rows).toBe(30)
    const book = workbookOf({ Data: [['n', 'v'], ...Array.from({ length: 40 }, (_, i) => [i, i / 4])] })
    const { report, recipe } = await read(fileOf(zipOf({ 'book.xlsx': book }), 'b.zip'))
    expect([report.rows, recipe.inside]).toEqual([40, ['book.xlsx', 'Data']])
  })

  test('damage is found before a row is imported', async () => {
    const bytes = zipOf({ 'a.csv': csv(5000) })
    bytes[200] ^= 0xff
    await expect(read(fileOf(bytes, 'a.zip'))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('damaged or cut off'),
    })
    await expect(read(fileOf(zipOf({}), 'empty.zip'))).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('Excel', () => {
  const day = serialOf('2024-03-30T00:00:00Z')
  const rows = (n: number, cells: (i: number) => Cell[]): Cell[][] => Array.from({ length: n }, (_, i) => cells(i))

  test('dates as Excel stores them, to the millisecond, with units below the names and empty cells at the end', async () => {
    const path = fileOf(
      workbookOf({
        Log: [
          ['Time', 'Temp', 'Flow', 'Note'],
          ['', '°C', 'm³/h', ''],
          ...rows(60, (i) => [
            { serial: day + i / 86_400 + 0.5 / 86_400, style: styles.own },
            i === 7 ? null : 20 + i / 10,
            i,
            ...(i === 30 ? ['checked <by> me & you'] : []),
          ]),
        ],
      }),
      'log.xlsx',
    )
    const { series, report } = await read(path)
    expect(series.channels).toEqual([
      { name: 'Temp', unit: '°C' },
      { name: 'Flow', unit: 'm³/h' },
    ])
    expect(report.rows).toBe(60)
    expect(series.times[1] - series.times[0]).toBe(1000)
    expect(series.times[0]).toBe(at('2024-03-30T00:00:00.500Z'))
    expect([series.values[0][7], series.values[1][59]]).toEqual([NaN, 59])
  })

  test('a date and a time of day in two columns, days from 1904, booleans', async () => {
    const { series } = await read(
      fileOf(
        workbookOf(
          {
            s: [
              ['Date', 'Time', 'v', 'on'],
              ...rows(30, (i) => [
                { serial: day - 1462, style: styles.date },
                { serial: i / 1440, style: styles.clock },
                { serial: i * 2, style: styles.money },
                i > 3,
              ]),
            ],
          },
          { from1904: true },
        ),
        's.xlsx',
      ),
    )
    expect(series.times[29]).toBe(at('2024-03-30T00:29:00Z'))
    expect(Array.from(series.values[0].subarray(0, 3))).toEqual([0, 2, 4])
  })

  test('the largest sheet that can be seen is read, another can be chosen, and rows keep their number', async () => {
    const table = (n: number): Cell[][] => [
      ['n', 'v'],
      ...rows(n, (i) => [i, i === 5 ? '#N/A' : i === 6 ? 'broken' : i]),
    ]
    const path = fileOf(
      workbookOf({ Info: [['hello']], A: table(20), B: table(50), C: table(90) }, { hidden: ['C'] }),
      'b.xlsx',
    )
    const seen = await preview(path)
    expect(seen.packings?.[0]).toEqual({
      kind: 'Excel workbook',
      part: 'sheet',
      chosen: 'B',
      parts: ['Info', 'A', 'B'],
    })
    expect((await read(path)).report.rows).toBe(50)
    const { report } = await read(path, { inside: ['A'] })
    expect(report.rows).toBe(20)
    expect(messages(report.problems).join()).toContain('line 8: "broken"')
  })

  test('what is called .xlsx and is none', async () => {
    await expect(preview(fileOf(zipOf({ 'a.csv': csv(3) }), 'x.xlsx'))).rejects.toMatchObject({
      message:
        'This is packed like an Excel workbook and is none: it holds no list of sheets. Export the table as .xlsx or CSV.',
    })
    await expect(preview(fileOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), 'x.xls'))).rejects.toMatchObject({
      message: 'This is an old Excel workbook (.xls), or one with a password: save the sheet as .xlsx or CSV.',
    })
  })
})

describe('NumPy', () => {
  test.each([
    ['doubles', '<f8', new Float64Array([4, 10, 2, NaN, 3, 30]), false],
    ['big-endian 16-bit integers', '>i2', Buffer.from([0, 4, 0, 10, 0, 2, 0, 20, 0, 3, 0, 30]), false],
    ['column by column', '<f4', new Float32Array([4, 2, 3, 10, 20, 30]), true],
  ])('%s', async (_, descr, data, columnMajor) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const { series } = await read(fileOf(npyOf(descr, [3, 2], bytes, columnMajor), 'a.npy'))
    expect(series.values.map((v) => [...v])).toEqual([
      [4, 2, 3],
      [10, descr === '<f8' ? NaN : 20, 30],
    ])
  })

  test('other arrays are refused by name, with the way out', async () => {
    const refusal = (bytes: Buffer) => preview(fileOf(bytes, 'a.npy')).catch((error: Error) => error.message)
    expect(await refusal(npyOf('<f8', [2, 2, 2], new Uint8Array(64)))).toMatch(
      /NumPy array \(\.npy\) has 3 dimensions.*CSV/,
    )
    expect(await refusal(npyOf('|O', [2], new Uint8Array(64)))).toMatch(/something else than plain numbers.*CSV/)
    expect(await refusal(npyOf('<f8', [9, 2], new Uint8Array(64)))).toMatch(/cut off.*9 × 2/)
  })
})

describe('MATLAB', () => {
  const n = 50
  const ramp = (name: string, of = n) => ({
    name,
    rows: of,
    columns: 1,
    values: Array.from({ length: of }, (_, i) => i / 2),
  })

  test.each([
    ['plain', false],
    ['packed', true],
  ])('variables of one length are one table, %s', async (_, packed) => {
    const path = fileOf(
      matOf(
        [
          ramp('drive_end'),
          { name: 'rpm', rows: 1, columns: 1, values: [1797] },
          { name: 'note', text: 'bearing 7' },
          { name: 'run', fields: [ramp('load'), ramp('other', 9)] },
          { name: 'pair', rows: n, columns: 2, values: Array.from({ length: 2 * n }, (_, i) => i) },
          { name: 'lying', rows: 1, columns: n, values: Array.from({ length: n }, (_, i) => -i) },
        ],
        packed,
      ),
      'a.mat',
    )
    const seen = await preview(path)
    expect(seen.packings?.[0].parts).toEqual(['drive_end, run.load, pair, and 1 more', 'run.other'])
    const { series, report } = await read(path)
    expect(series.channels.map((channel) => channel.name)).toEqual([
      'drive_end',
      'run.load',
      'pair 1',
      'pair 2',
      'lying',
    ])
    expect(series.values.map((v) => v[n - 1])).toEqual([24.5, 24.5, 49, 99, -49])
    expect(messages(report.problems)).toContain('Not numbers, so left out: note.')
    expect((await read(path, { inside: ['run.other'] })).report.rows).toBe(9)
  })

  test('a damaged one, and later versions, are refused by name', async () => {
    const whole = matOf([ramp('a'), ramp('b')], true)
    await expect(preview(fileOf(whole.subarray(0, whole.length - 30), 'a.mat'))).rejects.toMatchObject({
      message: expect.stringMatching(/MATLAB file is damaged or cut off.*CSV/),
    })
    await expect(preview(fileOf(Buffer.from('MATLAB 7.3 MAT-file'.padEnd(600)), 'a.mat'))).rejects.toMatchObject({
      message: expect.stringMatching(/MATLAB file of version 7\.3.*-v7.*CSV/),
    })
    await expect(preview(fileOf(Buffer.from('TDSm\x0e\0\0\0\x69\x12\0\0'), 'a.tdms'))).rejects.toMatchObject({
      message: expect.stringMatching(/NI measurement file \(\.tdms\).*CSV/),
    })
  })
})

describe('JSON lines', () => {
  test('fields are columns, fields of fields have a dot, late ones are filled, broken lines are said', async () => {
    const lines = Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({ ts: iso(i), values: { temp: i / 2, ...(i > 20 ? { flow: i } : {}) }, tags: ['a'] }),
    )
    lines[4] = '{"ts": "2024'
    const { series, report } = await read(fileOf(lines.join('\n'), 'a.jsonl'))
    expect(series.channels.map((channel) => channel.name)).toEqual(['values.temp', 'values.flow'])
    expect(report.rows).toBe(29)
    expect([series.values[0][28], series.values[1][0], series.values[1][28]]).toEqual([14.5, NaN, 29])
    expect(messages(report.problems)[0]).toBe(
      '1 of 30 lines is no complete JSON object and is left out, the first is line 5.',
    )
  })
})

test('a pipe is refused at once, and so is a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-test-pipe-'))
  try {
    const pipe = join(folder, 'f.csv')
    execFileSync('mkfifo', [pipe])
    // One that was opened would wait for ever.
    await expect(preview(pipe)).rejects.toMatchObject({
      message: expect.stringContaining('This is a pipe, not a file'),
    })
    await expect(preview('/dev/null')).rejects.toMatchObject({ message: 'This is a device, not a file.' })
    await expect(preview(folder)).rejects.toMatchObject({ message: 'This is a folder, not a file.' })
    await expect(preview(join(folder, 'x'.repeat(300)))).rejects.toMatchObject({
      message: expect.stringContaining('longer than this system allows'),
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a file with nothing but the mark of its encoding is empty', async () => {
  for (const mark of [
    [0xef, 0xbb, 0xbf],
    [0xff, 0xfe],
    [0xfe, 0xff],
  ])
    await expect(preview(fileOf(Buffer.from(mark)))).rejects.toMatchObject({
      message: 'The file is empty: it holds only the mark of its encoding.',
    })
})

test('every container has a name, endings of its own, and refuses rubbish of its kind with a sentence', () => {
  expect(new Set(containers.map((one) => one.id)).size).toBe(containers.length)
  for (const { name, extensions, part } of containers) {
    expect(name).toMatch(/^\w/)
    expect(part).toMatch(/^[a-z]+$/)
    expect(extensions.every((ending) => /^\.[a-z]+$/.test(ending))).toBe(true)
  }
})

test('an array of JSON objects is read like lines of them, wherever its blocks are cut', async () => {
  const rows = Array.from({ length: 9000 }, (_, i) => ({
    time: iso(i),
    tag: { temp: i / 2, note: 'a "}" in {words}' },
  }))
  const { series, report } = await read(fileOf(JSON.stringify(rows, null, 1), 'a.json'))
  expect(report.rows).toBe(9000)
  expect(series.channels.map(({ name }) => name)).toEqual(['tag.temp'])
  expect(series.values[0][8999]).toBe(4499.5)
})
