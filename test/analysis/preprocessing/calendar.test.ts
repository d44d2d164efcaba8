import { describe, expect, test } from 'vitest'
import { calendarChannels, calendarFeatures } from '../../../src-main/analysis/preprocessing/calendar.ts'

describe('calendar features', () => {
  test('are in local time, across the change to summer time', () => {
    const times = Float64Array.from(['2024-03-31T00:59:59Z', '2024-03-31T01:00:00Z', '2023-12-31T23:30:00Z'], (t) =>
      Date.parse(t),
    )
    const [hour, minute, weekday, day, month] = calendarChannels(times, calendarFeatures, 'Europe/Berlin')
    expect([...hour]).toEqual([1, 3, 0])
    expect([...minute]).toEqual([59, 0, 30])
    expect([...weekday]).toEqual([6, 6, 0])
    expect([...day]).toEqual([31, 31, 1])
    expect([...month]).toEqual([3, 3, 1])
  })
  test('know half-hour zones and times before 1970', () => {
    expect(
      calendarChannels(Float64Array.from([Date.parse('1969-06-01T00:00:00Z')]), ['hour', 'minute'], 'Asia/Kolkata').map(
        (c) => c[0],
      ),
    ).toEqual([5, 30])
  })
  test('refuse an unknown zone with its name', () => {
    expect(() => calendarChannels(new Float64Array(1), ['hour'], 'Mars/Olympus')).toThrow(
      '"Mars/Olympus" is no known time zone.',
    )
  })
})
