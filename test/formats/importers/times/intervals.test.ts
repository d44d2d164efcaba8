import { describe, expect, test } from 'vitest'
import { fileOf, messages, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')
const times = async (text: string) => {
  const { series, report } = await read(fileOf(text))
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 23)
  return {
    first: iso(series.times[0]),
    second: iso(series.times[1]),
    count: series.times.length,
    zone: report.zone,
    channels: series.channels.map(({ name }) => name),
  }
}

describe('an interval counts from its beginning', () => {
  test.each([
    ['hours beside a date', 'day,hour,x', (i: number) => `13/03/2024,${two(i)}-${two(i + 1)},${i}`],
    ['hours of one digit', 'day;h;x', (i: number) => `2024-03-13;${i}-${i + 1};${i}`],
    ['with a letter', 'day;Heures;x', (i: number) => `13.03.2024;${i}h-${i + 1}h;${i}`],
  ])('%s', async (_, head, row) => {
    expect(await times(`${head}\n${rows(24, row)}`)).toMatchObject({
      first: '2024-03-13T00:00:00.000',
      second: '2024-03-13T01:00:00.000',
      count: 24,
      channels: ['x'],
    })
  })

  const quarter = (i: number) => `${two(Math.floor(i / 4) % 24)}:${two((i % 4) * 15)}`
  test.each([
    ['a column of their own', 'day;clock;x', (i: number) => `13.03.2024;${quarter(i)}-${quarter(i + 1)};${i}`],
    ['one cell with the date', 'when;x', (i: number) => `13.03.2024 ${quarter(i)}-${quarter(i + 1)};${i}`],
    ['a date with the year first', 'when;x', (i: number) => `2024-03-13 ${quarter(i)}-${quarter(i + 1)};${i}`],
  ])('times of day in %s', async (_, head, row) => {
    expect(await times(`${head}\n${rows(96, row)}`)).toMatchObject({
      first: '2024-03-13T00:00:00.000',
      second: '2024-03-13T00:15:00.000',
      count: 96,
      zone: null,
    })
  })

  test('and an offset from UTC stays one', async () => {
    expect(await times(`when;x\n${rows(20, (i) => `2024-03-13 10:${two(i)}-05:00;${i}`)}`)).toMatchObject({
      first: '2024-03-13T15:00:00.000',
      zone: 'UTC',
    })
  })
})

describe('parts of a second in a column of their own', () => {
  test.each([
    ['sec,nanosec,x', (i: number) => `${1709287200 + Math.floor(i / 4)},${(i % 4) * 250_000_000},${i}`],
    [
      'header.stamp.secs,header.stamp.nsecs,x',
      (i: number) => `${1709287200 + Math.floor(i / 4)},${(i % 4) * 250_000_000},${i}`,
    ],
    ['tv_sec,tv_usec,x', (i: number) => `${1709287200 + Math.floor(i / 4)},${(i % 4) * 250_000},${i}`],
    ['time,ms,x', (i: number) => `${1709287200 + Math.floor(i / 4)},${(i % 4) * 250},${i}`],
    ['time,Millisec,x', (i: number) => `2024-03-01 10:00:${two(Math.floor(i / 4))},${(i % 4) * 250},${i}`],
    ['time,us,x', (i: number) => `2024-03-01 10:00:${two(Math.floor(i / 4))},${(i % 4) * 250_000},${i}`],
    ['time,nanoseconds,x', (i: number) => `2024-03-01 10:00:${two(Math.floor(i / 4))},${(i % 4) * 250_000_000},${i}`],
  ])('%s', async (head, row) => {
    expect(await times(`${head}\n${rows(40, row)}`)).toMatchObject({
      first: '2024-03-01T10:00:00.000',
      second: '2024-03-01T10:00:00.250',
      count: 40,
      channels: ['x'],
    })
  })

  test('of a clock that counts from a start are elapsed time', async () => {
    const { series, report } = await read(
      fileOf(`secs,nsecs,x\n${rows(40, (i) => `${12 + Math.floor(i / 4)},${(i % 4) * 250_000_000},${i}`)}`),
    )
    expect([report.time, series.times[1]]).toEqual(['elapsed', 12_250])
  })
})

test('seconds since midnight belong to the date beside them', async () => {
  const text = `Date,SecOfDay,x\n${rows(40, (i) => `2024-03-0${1 + Math.floor(i / 20)},${36_000 + (i % 20) * 10}.5,${i}`)}`
  expect(await times(text)).toMatchObject({ second: '2024-03-01T10:00:10.500', count: 40, channels: ['x'] })
})

test.each([
  ['SettlementPeriod', 48],
  ['Viertelstunde', 96],
  ['interval_no', 288],
])('the number of a period of the day, %s, belongs to the date beside it', async (name, of) => {
  const text = `Day,${name},x\n${rows(of * 2, (i) => `2024-04-1${1 + Math.floor(i / of)},${(i % of) + 1},${i % 7}`)}`
  const { series } = await read(fileOf(text))
  expect([series.times[1] - series.times[0], series.times.length]).toEqual([86_400_000 / of, of * 2])
  expect(series.channels.map((one) => one.name)).toEqual(['x'])
})

test('the part of a day beside days as spreadsheets count them is its time', async () => {
  const text = `Date;Time;kW\n${rows(96, (i) => `${45399 + Math.floor(i / 48)};${((i % 48) / 48).toFixed(10).replace('.', ',')};${i % 7},5`)}`
  expect(await times(text)).toMatchObject({
    first: '2024-04-17T00:00:00.000',
    second: '2024-04-17T00:30:00.000',
    zone: null,
    channels: ['kW'],
  })
})

test('when a row was published comes behind when it begins', async () => {
  const at = (i: number, minutes: number) =>
    new Date(Date.UTC(2024, 3, 17) + i * 1_800_000 + minutes * 60_000).toISOString()
  const text = `publishTime,startTime,x\n${rows(30, (i) => `${at(i, 40)},${at(i, 0)},${i % 7}`)}`
  expect((await times(text)).first).toBe('2024-04-17T00:00:00.000')
})

test('hours and minutes with a point beside a date are a time of day, and name nothing', async () => {
  const hours = ['06', '14', '22']
  const text = `Datum;Uhrzeit;pH\n${rows(30, (i) => `${two(1 + Math.floor(i / 3))}.03.24;${hours[i % 3]}.00;7,${i % 9}`)}`
  expect(await times(text)).toMatchObject({ first: '2024-03-01T06:00:00.000', count: 30, channels: ['pH'] })
})

test.each([
  ['13/03/2024 03:00:00 CH', '2024-03-13T15:00:00.000'],
  ['13/03/2024 03:00:00 SA', '2024-03-13T03:00:00.000'],
  ['13/03/2024 03:00:00 م', '2024-03-13T15:00:00.000'],
  ['令和6年3月13日 15時00分', '2024-03-13T15:00:00.000'],
  ['令和元年5月13日 15:00', '2019-05-13T15:00:00.000'],
  ['R6.3.13 15:00', '2024-03-13T15:00:00.000'],
  ['H31.3.13 15:00', '2019-03-13T15:00:00.000'],
  ['民國113年3月13日 15:00', '2024-03-13T15:00:00.000'],
  ['KW 11/2024', '2024-03-11T00:00:00.000'],
  ['2024 KW 11', '2024-03-11T00:00:00.000'],
  ['S11-2024', '2024-03-11T00:00:00.000'],
])('%s is a time', async (text, time) => {
  expect((await times(`when;x\n${rows(20, (i) => `${text};${i}`)}`)).first).toBe(time)
})

test('milliseconds are those that the name says, and ticks of an unknown clock are no years', async () => {
  const { series } = await read(fileOf(`Time (msec),x\n${rows(20, (i) => `${i * 37},${i}`)}`))
  expect(series.times[1]).toBe(37)
  const { report } = await read(
    fileOf(`chunk;timestamp;x\n${rows(20, (i) => `0;${123_456_789_012 + i * 2_100_000};${i}`)}`),
  )
  expect(report.time).not.toBe('absolute')
})

describe('where summer time begins', () => {
  const clock = (i: number) => new Date(Date.UTC(2024, 2, 31) + i * 900_000).toISOString().slice(0, 16)
  const day = (head: string, left: boolean) =>
    fileOf(
      `${head}\n${rows(96, (i) => `${clock(i)},${i}`)
        .split('\n')
        .filter((row) => !left || !row.includes('T02:'))
        .join('\n')}`,
    )
  const said = async (path: string) => messages((await read(path)).report.problems).join('\n')

  test('the hour that a clock leaves out is said, where no zone is named', async () => {
    const left = await said(day('time,x', true))
    expect(left).toContain('At 2024-03-31 02:00 the clock leaves out an hour, as where summer time begins')
    expect(await said(day('time,x', false))).not.toContain('summer time')
  })

  test('times that do not exist are said, where the name of the column says the zone', async () => {
    const path = day('Time (Europe/Berlin),x', false)
    expect(await said(path)).toContain('4 rows fall into an hour that does not exist in Europe/Berlin')
    expect((await read(path)).report.zone).toBe('Europe/Berlin')
    expect(await said(day('Time (Europe/Berlin),x', true))).not.toContain('summer time')
  })

  test('another pause of an hour is a gap', async () => {
    const text = rows(96, (i) => `${clock(i).replace('-31T', '-30T')},${i}`)
      .split('\n')
      .filter((row) => !row.includes('T02:'))
    expect(await said(fileOf(`time,x\n${text.join('\n')}`))).not.toContain('summer time')
  })
})
