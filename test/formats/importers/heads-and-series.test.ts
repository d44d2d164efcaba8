import { describe, expect, test } from 'vitest'
import { fileOf, messages, preview, read } from './table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const lines = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('')
const names = async (text: string) => (await read(fileOf(text))).series.channels.map(({ name }) => name)

describe('a head is told from the rows', () => {
  test('where one column of values ends in a delimiter, as its settings do', async () => {
    const head = 'Memory Length,30,\nVertical Units,V,\nVertical Scale,1.0E+00,\nMode,Fast,\nWaveform Data,\n'
    expect(await names(head + lines(30, (i) => `${i % 7}.5,`))).toEqual(['Waveform Data'])
  })

  test('where the keys of settings stand in a column that the rows leave empty', async () => {
    const head =
      '"Model","X1"\n"Date","2024/03/01"\n"TraceName ","CH1","CH2"\n"BlockSize ",30,30\n"VUnit ","V","A"\n"SampleRate ",1000.0,1000.0\n""\n'
    const { series } = await read(fileOf(head + lines(30, (i) => `"",${i % 7}.5,${i}.25`)))
    expect(series.times).toHaveLength(30)
    expect(series.channels).toEqual([
      { name: 'CH1', unit: 'V' },
      { name: 'CH2', unit: 'A' },
    ])
  })

  test('where settings stand in its last cells, above nothing', async () => {
    expect(
      await names('Time(s),CH1V,tInc = 1e-06, t0 = -3e-05,\n' + lines(30, (i) => `${i * 1e-6},${i % 7},,`)),
    ).toEqual(['CH1V'])
  })

  test('where each attribute has a line of its own', async () => {
    const head = "@RELATION x\n\n@ATTRIBUTE temp NUMERIC\n@attribute 'flow rate' real\n\n@DATA\n"
    expect(await names(head + lines(30, (i) => `${i % 7},${i}.5`))).toEqual(['temp', 'flow rate'])
  })
})

describe('one series that goes on from line to line', () => {
  const numbers = (n: number) => Array.from({ length: n }, (_, i) => `${(i * 7) % 13}.25`)
  const wrap = (all: string[]) => lines(Math.ceil(all.length / 5), (i) => `  ${all.slice(i * 5, i * 5 + 5).join('  ')}`)

  test('has the start and the rate that stand above it', async () => {
    const { series } = await read(
      fileOf(
        `TIMESERIES X, 98 samples, 40 sps, 2024-03-01T10:00:00.000000, SLIST, FLOAT\n${wrap(numbers(98))}`,
        'x.txt',
      ),
    )
    expect(Array.from(series.values[0])).toEqual(numbers(98).map(Number))
    expect(new Date(series.times[1]).toISOString()).toBe('2024-03-01T10:00:00.025Z')
  })

  test('has the step alone where no start is said', async () => {
    const { series } = await read(fileOf(`RECORD\nNPTS=    100, DT=   .0100 SEC\n${wrap(numbers(100))}`, 'x.at2'))
    expect([series.times.length, series.times[1] - series.times[0]]).toEqual([100, 10])
  })

  test('is none where as many rows stand there as samples are said', async () => {
    const { series } = await read(
      fileOf(
        `RECORD\nsamples: 20\n${lines(20, (i) => `  ${(i * 7) % 13}.5  ${i % 3}.25  ${(i * 5) % 11}.75`)}`,
        'x.txt',
      ),
    )
    expect([series.times.length, series.channels.length]).toEqual([20, 3])
  })
})

test('tables of several widths among each other, told by a code, are no rows that end early', async () => {
  const text = lines(75, (i) =>
    i % 5 === 4 ? `24,61,${two(i % 24)}00,1.5` : `60,61,${two(i % 24)}15,${i % 7}.5,${i}.25`,
  )
  const { report } = await read(fileOf(text))
  expect(messages(report.problems)[0]).toMatch(/^15 lines could not be read as rows and are left out/)
})

test('a start that counts from 1970 above the rows is UTC', async () => {
  const { report } = await read(
    fileOf('1709287200.000000, 1709287200.000000\n32.0, 32.0\n' + lines(64, (i) => `${i % 7},${i % 5}`)),
  )
  expect(report).toMatchObject({ time: 'absolute', zone: 'UTC' })
})

test('even steps that begin far from 0 may be something else than seconds, which is said', async () => {
  const of = async (from: number) =>
    messages((await preview(fileOf(lines(60, (i) => `${(from + i * 0.2).toFixed(3)}\t${i % 7}`)))).problems)
  expect((await of(340)).join()).toContain('rises in even steps and is taken as seconds, from 340')
  expect((await of(0)).join()).not.toContain('rises in even steps')
})

test.each([
  [
    'date Fri Mar 1 10:00:00.123 am 2024\nbase hex  timestamps absolute\n' +
      lines(30, (i) => `   ${i}.1 1  123 Rx   d 2 01 02  Length = 230 BitCount = 119`),
  ],
  [
    ';$FILEVERSION=2.1\n;$STARTTIME=45352.4\n' +
      lines(30, (i) => `  ${i + 1}  ${i * 10}.123 DT 1 0123 Rx -  8    01 02 0A FF`),
  ],
])('a log of a CAN bus is refused by its name', async (text) => {
  await expect(preview(fileOf(text, 'log.txt'))).rejects.toThrow(/CAN bus/)
})
