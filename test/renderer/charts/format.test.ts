import { describe, expect, test } from 'vitest'
import { counted } from '../../../src-main/shared/counted.ts'
import {
  ago,
  bytes,
  column,
  dateTime,
  duration,
  parseDateTime,
  roundedWithin,
  share,
  value,
} from '../../../src-renderer/charts/format.ts'
import { cornerOf, dateOfTicks, timeTicks } from '../../../src-renderer/charts/time-axis.ts'
import { elapsed, shownZone } from '../../../src-renderer/charts/zone.ts'
import { lossLabel, lossOption, shortNumber } from '../../../src-renderer/charts/loss-option.ts'

describe('times as text', () => {
  test('are those of the zone, with milliseconds only where there are any', () => {
    const time = Date.UTC(2013, 11, 2, 20, 15)
    expect(dateTime(time, 'UTC')).toBe('2013-12-02 20:15:00')
    expect(dateTime(time + 5, 'Europe/Berlin')).toBe('2013-12-02 21:15:00.005')
  })

  test('are read back as they were written', () => {
    for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
      const time = Date.UTC(2024, 6, 9, 3, 4, 5, 678)
      expect(parseDateTime(dateTime(time, zone), zone)).toBe(time)
    }
    expect(parseDateTime('2024-02-03', 'UTC')).toBe(Date.UTC(2024, 1, 3))
    expect(parseDateTime('2024-02-03T4:05', 'UTC')).toBe(Date.UTC(2024, 1, 3, 4, 5))
    for (const wrong of ['', 'yesterday', '2024-13-01', '2024-01-01 25:00', '03.04.2024'])
      expect(parseDateTime(wrong, 'UTC')).toBeNull()
  })
})

describe('times of data that know no date', () => {
  const start = (d: number, h: number, m: number, s: number) => (((d * 24 + h) * 60 + m) * 60 + s) * 1000

  test('count from the start', () => {
    expect(
      [start(0, 0, 0, 5), start(3, 4, 12, 5), start(400, 0, 0, 0) + 250].map((time) => dateTime(time, elapsed)),
    ).toEqual(['0 d 00:00:05', '3 d 04:12:05', '400 d 00:00:00.250'])
  })

  test('are read back as they were written, and shorter', () => {
    for (const time of [0, start(0, 0, 0, 5), start(3, 4, 12, 5) + 250, start(2000, 23, 59, 59)])
      expect(parseDateTime(dateTime(time, elapsed), elapsed)).toBe(time)
    expect([parseDateTime('3d', elapsed), parseDateTime('1:30', elapsed)]).toEqual([
      start(3, 0, 0, 0),
      start(0, 1, 30, 0),
    ])
    for (const wrong of ['', '1970-01-01', '25:00', 'soon']) expect(parseDateTime(wrong, elapsed)).toBeNull()
  })

  test('are meant where data begin on the first day of 1970, unless a zone was chosen', () => {
    expect([
      shownZone({ zone: 'UTC', start: 0 }),
      shownZone({ zone: 'UTC', start: Date.UTC(2020, 0, 1) }),
      shownZone({ zone: 'Europe/Berlin', start: 0 }),
    ]).toEqual([elapsed, 'UTC', 'Europe/Berlin'])
  })

  test('have ticks of days and hours', () => {
    expect(timeTicks(0, start(0, 6, 0, 0), 600, elapsed).map((t) => t.label)).toEqual([
      '00:00',
      '01:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
    ])
    expect(timeTicks(start(400, 0, 0, 0), start(460, 0, 0, 0), 600, elapsed).map((t) => t.label)).toEqual([
      '400 d',
      '410 d',
      '420 d',
      '430 d',
      '440 d',
      '450 d',
      '460 d',
    ])
  })
})

describe('what the ticks leave out', () => {
  const day = 86_400_000
  const noon = Date.UTC(2026, 2, 4, 12)
  const left = (time: number, span: number, zone = 'UTC') => dateOfTicks(time, time, time + span, 600, zone)

  test('is the day above a clock, the year above days and months, and nothing above years', () => {
    expect([left(noon, 60_000), left(noon, day), left(noon, 14 * day), left(noon, 20 * 365 * day)]).toEqual([
      '4 Mar 2026',
      '4 Mar 2026',
      '2026',
      '',
    ])
  })

  test('is in the corner that of the ticks beside it, also where a day begins under it', () => {
    const hour = 3_600_000
    const midnight = Date.UTC(2025, 0, 1)
    // Six hours, of which the first is the end of another day: midnight lies 80 or 150 pixels from the left.
    expect(cornerOf(midnight - hour, midnight + 5 * hour, 480, 'UTC', 74).date).toBe('1 Jan 2025')
    expect(cornerOf(midnight - hour, midnight + 5 * hour, 900, 'UTC', 74).date).toBe('31 Dec 2024')
    expect(cornerOf(midnight, midnight + 8000 * 24 * hour, 600, 'UTC', 74)).toEqual({ date: '', from: 18 })
  })

  test('is that of the zone', () => {
    expect(left(Date.UTC(2026, 2, 4, 23, 30), day, 'Europe/Berlin')).toBe('5 Mar 2026')
  })

  test('counts days where there is no date, from the second day on', () => {
    expect([left(1000, 60_000, elapsed), left(3.5 * day, 60_000, elapsed), left(3.5 * day, 40 * day, elapsed)]).toEqual(
      ['', '3 d', ''],
    )
  })
})

describe('numbers as text', () => {
  test('round a dragged threshold to what a hand can mean', () => {
    expect([
      roundedWithin(0.0403713096477, 1.4),
      roundedWithin(123.456, 2000),
      roundedWithin(1.5e-7, 1e-6),
      roundedWithin(3, 0),
    ]).toEqual([0.0404, 123.5, 1.5e-7, 3])
  })

  test('say durations in at most two units', () => {
    expect(
      [0, 0.0125, 0.9997, 33.3333, 250, 999.7, 1000, 90_000, 3_600_000, 3_605_000, 90_061_000].map(duration),
    ).toEqual(['0 ms', '12.5 µs', '1 ms', '33.3 ms', '250 ms', '1 s', '1 s', '1 min 30 s', '1 h', '1 h', '1 d 1 h'])
  })

  test('keep about six digits and no noise', () => {
    expect([0, 0.1 + 0.2, -41.234567, 12_345_678, 0.00001234, 229].map((v) => value(v))).toEqual([
      '0',
      '0.3',
      '−41.2346',
      '1.235e7',
      '1.234e−5',
      '229',
    ])
    expect([null, NaN, undefined].map((v) => value(v))).toEqual(['—', '—', '—'])
    expect([0.5, 1, null].map(share)).toEqual(['0.500', '1.000', '—'])
  })

  test('of one column have the same decimals', () => {
    const contributions = [0.6474, -0.008437, 0.07496]
    expect(contributions.map(column(contributions))).toEqual(['0.6474', '−0.0084', '0.0750'])
    expect([1.8, 12, 345.6].map(column([1.8, 12, 345.6]))).toEqual(['1.8', '12.0', '345.6'])
    expect([1.5e8, 2].map(column([1.5e8, 2]))).toEqual(['1.500e8', '2'])
    expect([column([])(0), column([0, NaN])(NaN)]).toEqual(['0', '—'])
  })

  test('count, weigh and look back', () => {
    expect([counted(1, 'row'), counted(2000, 'row'), counted(3, 'value is', 'values are')]).toEqual([
      '1 row',
      '2,000 rows',
      '3 values are',
    ])
    expect([999, 86_212, 150_000_000].map(bytes)).toEqual(['999 B', '86.2 kB', '150 MB'])
    expect(ago(0, 7_200_000)).toBe('2 h ago')
  })
})

describe('what the charts are given', () => {
  test('shows a loss that falls far on a logarithmic axis', () => {
    const colours = { text: '#000', line: '#ccc', first: '#00f', second: '#f00' }
    const epochs = (losses: number[]) => losses.map((loss, i) => ({ epoch: i + 1, loss, seconds: 1 }))
    expect(lossOption(epochs([1, 0.5]), 10, colours).yAxis).toMatchObject({ type: 'value' })
    expect(lossOption(epochs([100, 0.5]), 10, colours).yAxis).toMatchObject({ type: 'log' })
    expect(lossOption(epochs([1]), 10, colours)).toMatchObject({
      xAxis: { max: 10 },
      series: [{ data: [[1, 1]] }, { data: [] }],
    })
    expect([0, 0.25, 0.00001, 123_456].map(shortNumber)).toEqual(['0', '0.25', '1e−5', '1e5'])
    // Ticks of a loss that hardly falls are told apart.
    expect([1.01, 1.005, 1, 0.995, 0.99].map(lossLabel([1.012, 0.988]))).toEqual([
      '1.010',
      '1.005',
      '1.000',
      '0.995',
      '0.990',
    ])
    expect([0, -0.5, -1].map(lossLabel([0.2, -1.3]))).toEqual(['0.0', '−0.5', '−1.0'])
  })
})
