import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { at, fileOf, messages, preview, read } from './table-file.ts'

const rows = (n: number, cell = (i: number) => String(i)) =>
  Array.from(
    { length: n },
    (_, i) => `${new Date(at('2024-01-01T00:00:00Z') + i * 1000).toISOString().slice(0, 19)},${cell(i)},${i % 7}\n`,
  ).join('')
const table = (n: number, cell?: (i: number) => string) => 'time,temp,b\n' + rows(n, cell)

describe('a file that cannot be imported gets a sentence', () => {
  test.each([
    ['an empty file', '', 'The file is empty.'],
    ['blank lines', '\n\n  \n', 'The file holds only blank lines.'],
    ['a header only', 'time,a,b\n', 'The file has a header but no rows.'],
    [
      'a ZIP archive that is cut off',
      Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8, 0]),
      'The file is damaged or cut off: it does not agree with its own list of contents, so nothing of it was imported. Copy or download it again.',
    ],
    [
      'a binary',
      Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919 + ((i * i) % 251)) % 256)),
      'This file is not text: it looks like a binary format that cannot be imported.',
    ],
    [
      'a recording of nmon',
      'AAA,progname,nmon\nAAA,interval,60\nCPU_ALL,CPU Total,User%,Sys%\nZZZZ,T0001,10:00:00,01-MAR-2024\nCPU_ALL,T0001,1.5,2\n',
      'This is a recording of nmon, with a kind of rows for each subject: turn it into CSV, one file for each, by nmonchart, nmon2csv or the like.',
    ],
    [
      'a log of a drone',
      'FMT, 128, 89, FMT, BBnNZ, Type,Length,Name,Format,Columns\nBAT, 100, 12.5, 3\nBARO, 101, 500, 20\n',
      'This is a log of ArduPilot, with a kind of rows for each message: export the messages that you need as CSV, such as by mavlogdump --format csv --types ATT.',
    ],
    [
      'only NUL bytes',
      new Uint8Array(5000),
      'This file holds mostly NUL bytes: it is no text file, or was never completely written.',
    ],
    [
      'a gzip file that is cut off',
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 99, 1]),
      'The gzip file is cut off before its end, so nothing of it was imported. Copy or download it again.',
    ],
  ])('%s', async (_, content, sentence) => {
    await expect(preview(fileOf(content))).rejects.toMatchObject({ code: 'bad-input', message: sentence })
  })

  test('one line without an end, far larger than the memory it may use', async () => {
    const path = fileOf('')
    const file = openSync(path, 'w')
    writeSync(file, '1,'.repeat(3_000_000))
    // A sparse gigabyte: no disk is used, but whoever reads it whole fills the memory.
    ftruncateSync(file, 1 << 30)
    closeSync(file)
    const before = process.memoryUsage().rss
    await expect(preview(path)).rejects.toMatchObject({
      code: 'bad-input',
      message: 'Line 1 is longer than 2 MB, so this is not a table with one row per line.',
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
  })

  test('text in every column', async () => {
    const path = fileOf('name,place\nAnna,Rome\nBert,Oslo\n')
    await expect(read(path)).rejects.toMatchObject({
      code: 'bad-input',
      message: 'No column of this file holds numbers, so there is no channel to import.',
    })
  })

  test('a column that is not there', async () => {
    await expect(read(fileOf(table(3)), { labelColumns: ['fault'] })).rejects.toMatchObject({
      code: 'bad-input',
      message: 'There is no column "fault" in this file. Its columns: time, temp, b.',
    })
  })

  test('a zone that is none', async () => {
    await expect(
      read(fileOf(table(3)), { time: { kind: 'column', column: 'time', format: 'iso', zone: 'Mars/Base' } }),
    ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('"Mars/Base" is not a time zone') })
  })
})

describe('nothing is lost silently:', () => {
  test('values that are not numbers cost their cell, not their row', async () => {
    const { series, report } = await read(
      fileOf(
        table(2000, (i) =>
          i === 1202 ? 'n/a' : i === 1500 ? 'Bad' : i === 1501 ? '#REF!' : i === 7 ? 'NaN' : i === 9 ? '' : String(i),
        ),
      ),
    )
    expect(series.times).toHaveLength(2000)
    expect(report.columns[0]).toEqual({
      name: 'temp',
      missing: 2,
      notNumbers: 3,
      firstNotNumber: { line: 1204, value: 'n/a' },
    })
    expect(messages(report.problems)).toEqual([
      'Column "temp" has 3 values that are not numbers, the first in line 1,204: "n/a".',
    ])
    expect([series.values[0][1202], series.values[1][1202]]).toEqual([NaN, 1202 % 7])
  })

  test('ragged rows are counted, with the first line, and rows keep their place in the file', async () => {
    const lines = table(10).split('\n')
    lines[4] = '2024-01-01T00:00:03,3'
    lines[7] += ',1,1'
    const { report, fileRows, rowsInFile } = await read(fileOf(lines.join('\n')))
    expect(report).toMatchObject({
      rows: 8,
      rejectedLines: 2,
      firstRejected: { line: 5, reason: 'it has too few cells' },
    })
    expect(Array.from(fileRows)).toEqual([0, 1, 2, 4, 5, 7, 8, 9])
    expect(rowsInFile).toBe(10)
  })

  test('unsorted, duplicate and missing times are counted; rows are sorted and keep their order where equal', async () => {
    const text =
      'time,temp\n2024-01-01 00:00:05,5\n2024-01-01 00:00:01,1\n,99\n2024-01-01 00:00:03,3\n2024-01-01 00:00:03,4\nnever,98\n'
    const { series, report, fileRows } = await read(fileOf(text))
    expect(Array.from(series.values[0])).toEqual([1, 3, 4, 5])
    expect(Array.from(fileRows)).toEqual([1, 3, 4, 0])
    expect(report).toMatchObject({ rows: 4, missingTimes: 2, duplicateTimes: 1, outOfOrder: 1 })
    expect(messages(report.problems)[0]).toBe(
      '2 rows have no usable time in "time" and are left out, the first in line 7: "never".',
    )
  })

  test('times in three formats: each row is read by the one that fits it, and what fits none is counted', async () => {
    const text = 'time,temp\n' + '2024-01-01 00:00:00,1\n'.repeat(3) + '01/02/2024 00:00,2\n1704067200,3\n'
    const seen = await preview(fileOf(text))
    expect(messages(seen.problems).join()).toContain('mixes 2 time formats')
    const { report } = await read(fileOf(text))
    expect(report).toMatchObject({ rows: 4, missingTimes: 1 })
    expect(messages(report.problems).join()).toContain('the first in line 6: "1704067200"')
    expect(messages(report.problems)[0]).toBe('"time" is written in 2 ways: 3 rows as iso, 1 row as %m/%d/%Y %H:%M.')
  })

  test('two time columns: the first is used, which is said', async () => {
    const seen = await preview(
      fileOf('made,sent,a\n2024-01-01 00:00:00,2024-01-01 00:00:09,1\n2024-01-01 00:00:01,2024-01-01 00:00:10,2\n'),
    )
    expect(seen.recipe.time).toMatchObject({ column: 'made' })
    expect(messages(seen.problems)).toContain('"made" and "sent" all hold times; "made" is used.')
  })

  test('NUL bytes are taken out, which is said', async () => {
    const path = fileOf(table(5).replace('\n', '\n').replace(',3,', ',3\0,') + '\0\0\0\0')
    expect(messages((await preview(path)).problems).join()).toContain('NUL bytes')
    const { series } = await read(path)
    expect(Array.from(series.values[0])).toEqual([0, 1, 2, 3, 4])
  })

  // With patterns whose time grows with the square of the length each of these would take minutes.
  test.each([
    ['a cell of blanks', 'time;a;b', '2024-01-01 00:30:00;x${long}1;2'],
    ['a number far from its unit', 'time;a;b', '2024-01-01 00:30:00;1${long}x x;2'],
    ['a time with blanks behind it', 'time;a;b', '2024-01-01 00:30:00${long}x;1;2'],
    ['a name of blanks', 'time;a${long}a;b', '2024-01-01 00:30:00;1;2'],
    ['a name of dots', 'time;a;b${dots}b', '2024-01-01 00:30:00;1;2'],
  ])('%s of 300,000 characters takes no time of its own', async (_, header, odd) => {
    const filled = (text: string) => text.replace('${long}', ' '.repeat(3e5)).replace('${dots}', '.'.repeat(3e5))
    const rows = Array.from({ length: 25 }, (_, i) => `2024-01-01 00:${10 + i}:00;${i},5;${i}`)
    rows[12] = filled(odd)
    const { series, report } = await read(fileOf([filled(header), ...rows].join('\n')))
    expect(series.times.length + report.missingTimes + report.rejectedLines).toBe(25)
  })

  test('a very long line in the middle is rejected and the rest read', async () => {
    const lines = table(50_000).split('\n')
    lines[40_000] = '9'.repeat(8_000_000)
    const { report } = await read(fileOf(lines.join('\n')))
    expect(report).toMatchObject({
      rows: 49_999,
      rejectedLines: 1,
      firstRejected: { line: 40_001, reason: 'it is longer than 2 MB' },
    })
  })

  test('a quote that never closes does not swallow the file', async () => {
    const { report, series } = await read(fileOf(table(100).replace(',5,', ',"5,')))
    expect(series.times).toHaveLength(100)
    expect(messages(report.problems)).toContain(
      '1 quote is opened and never closed, the first in line 7; it was read as ordinary characters.',
    )
    expect(report.columns[0]).toMatchObject({ notNumbers: 1 })
  })

  test('constant and empty channels are kept and told', async () => {
    const { series, report } = await read(fileOf('time,same,none,b\n' + rows(5, () => '4,').replaceAll('T', ' ')))
    expect(series.channels.map((c) => c.name)).toEqual(['same', 'none', 'b'])
    expect(messages(report.problems)).toEqual([
      'Column "same" always has the value 4.',
      'Column "none" has no value at all.',
    ])
  })

  test('infinities become missing and are counted', async () => {
    const { series, report } = await read(fileOf(table(5, (i) => (i === 2 ? 'inf' : String(i)))))
    expect(series.values[0][2]).toBeNaN()
    expect(report.columns[0]).toMatchObject({ notNumbers: 1, firstNotNumber: { line: 4, value: 'infinity' } })
  })

  test('gaps are counted', async () => {
    const { report } = await read(
      fileOf(
        'time,a\n' +
          [0, 1, 2, 3, 20, 21, 22].map((s) => `2024-01-01 00:00:${String(s).padStart(2, '0')},${s}\n`).join(''),
      ),
    )
    expect(report.gaps).toBe(1)
  })

  test('a file larger than one block keeps its order, whatever has to be read as text', async () => {
    const n = 200_000
    const text =
      'time,a,b,label\n' +
      Array.from(
        { length: n },
        (_, i) =>
          `2024-01-01 00:00:00.${String(i).padStart(6, '0')}${i === n - 5 ? 'x' : ''},${i === 150_000 ? 'Bad' : i},${i * 2},${i % 1000 === 0 ? 1 : 0}\n`,
      ).join('')
    const { report, fileRows, labels } = await read(fileOf(text))
    expect(report).toMatchObject({ rows: n - 1, outOfOrder: 0, missingTimes: 1 })
    expect(report.columns[0].firstNotNumber).toEqual({ line: 150_002, value: 'Bad' })
    expect(messages(report.problems)[0]).toContain(`in line ${(n - 5 + 2).toLocaleString('en')}`)
    expect(fileRows.every((row, i) => row === (i < n - 5 ? i : i + 1))).toBe(true)
    expect(labels.get('label')!.reduce((a, b) => a + b, 0)).toBe(n / 1000)
  })
})

describe('local time', () => {
  const zone = 'Europe/Berlin'
  const time = { kind: 'column', column: 'time', format: 'iso', zone } as const
  const local = (texts: string[]) => 'time,a\n' + texts.map((text, i) => `${text},${i}\n`).join('')

  test('an hour that exists twice is resolved by the order of the file', async () => {
    const { series, report } = await read(
      fileOf(
        local([
          '2023-10-29 01:30',
          '2023-10-29 02:00',
          '2023-10-29 02:30',
          '2023-10-29 02:00',
          '2023-10-29 02:30',
          '2023-10-29 03:00',
        ]),
      ),
      { time },
    )
    expect(Array.from(series.times, (t) => new Date(t).toISOString().slice(11, 16))).toEqual([
      '23:30',
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ])
    expect(report.outOfOrder).toBe(0)
    expect(messages(report.problems)).toEqual([
      '4 rows fall into an hour that exists twice in Europe/Berlin, when clocks are set back; the order of the file decided which one is meant.',
    ])
  })

  test('also in a file that runs backwards', async () => {
    const { series } = await read(
      fileOf(
        local([
          '2023-10-29 03:00',
          '2023-10-29 02:30',
          '2023-10-29 02:00',
          '2023-10-29 02:30',
          '2023-10-29 02:00',
          '2023-10-29 01:30',
        ]),
      ),
      { time },
    )
    expect(Array.from(series.times, (t) => new Date(t).toISOString().slice(11, 16))).toEqual([
      '23:30',
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ])
    expect(Array.from(series.values[0])).toEqual([5, 4, 3, 2, 1, 0])
  })

  test('an hour that does not exist is kept and told', async () => {
    const { series, report } = await read(fileOf(local(['2024-03-31 01:30', '2024-03-31 02:30', '2024-03-31 03:30'])), {
      time,
    })
    expect(Array.from(series.times, (t) => new Date(t).toISOString().slice(11, 16))).toEqual([
      '00:30',
      '01:30',
      '01:30',
    ])
    expect(messages(report.problems).join()).toContain('does not exist in Europe/Berlin')
  })

  test('times that carry an offset are left alone', async () => {
    const { series } = await read(
      fileOf(local(['2024-01-01T12:00:00Z', '2024-01-01T13:30:00+01:00', '2024-01-01T14:00:00'])),
      { time },
    )
    expect(Array.from(series.times, (t) => new Date(t).toISOString().slice(11, 16))).toEqual([
      '12:00',
      '12:30',
      '13:00',
    ])
  })
})

test.each([
  ["UNA:+.? 'UNB+UNOC:3+1+2+240502:0600+R'UNH+1+MSCONS:D:04B:UN:2.4a'", 'EDIFACT'],
  ['PLANT,REC1,1999\r\n2,1A,1D\r\n1,VA,A,,kV,0.01,0,0,-32767,32767,1,1,P\r\n', 'COMTRADE'],
  [
    Buffer.concat([
      Buffer.from([3, 124, 3, 1, 2, 0, 0, 0, 97, 0, 11, 0]),
      Buffer.alloc(84, 0x41),
      Buffer.from('\r     20.5  \x1a'),
    ]),
    'dBase table',
  ],
  ['100,NEM12,202405090900,A,B\n200,NMI1,E1,1,E1,N1,M1,kWh,30,\n', 'NEM12'],
  ['(1714629600.123456) can0 123#0011223344556677\n'.repeat(5), 'CAN bus'],
  ['date Thu May 2 06:00:00 2024\nbase hex timestamps absolute\n 0.01 1 123 Rx d 2 00 11\n'.repeat(3), 'CAN bus'],
  [`MDF     4.10    x${'\0'.repeat(200)}`, 'MDF measurement file'],
  [`0       ${'X'.repeat(160)}02.05.2406.00.00768     `, 'recording of body signals'],
])('what is no table is named with the way out: %#', async (content, what) => {
  await expect(preview(fileOf(content))).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(new RegExp(`^This is .*${what}.*CSV`)),
  })
})
