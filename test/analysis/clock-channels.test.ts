import { describe, expect, test } from 'vitest'
import { repeatsClock } from '../../src-main/analysis/clock-channels.ts'
import { leavingOut } from '../../src-main/analysis/left-out.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'

const MINUTE = 60_000
const start = Date.UTC(2023, 11, 20)
const times = (rows: number, step: number) => Float64Array.from({ length: rows }, (_, i) => start + i * step)
const of = (at: Float64Array, part: (wall: Date) => number, offset = 0) => at.map((t) => part(new Date(t + offset)))

describe('a channel that repeats the clock', () => {
  const day = times(5000, 5 * MINUTE)
  const months = times(600, 24 * 60 * MINUTE)
  test.each([
    ['the minute', day, of(day, (d) => d.getUTCMinutes())],
    ['the hour, west of Greenwich', day, of(day, (d) => d.getUTCHours(), -420 * MINUTE)],
    ['the hour as a fraction, of a zone of half hours', day, of(day, (d) => d.getUTCHours() + d.getUTCMinutes() / 60, 330 * MINUTE)], // prettier-ignore
    ['the hour from 1 to 24', day, of(day, (d) => d.getUTCHours() + 1)],
    ['the day of the week, Monday 0', day, of(day, (d) => (d.getUTCDay() + 6) % 7)],
    ['the month', months, of(months, (d) => d.getUTCMonth() + 1)],
    ['the day of the year', months, of(months, (d) => Math.floor((d.getTime() - Date.UTC(d.getUTCFullYear())) / 86_400_000) + 1)], // prettier-ignore
    ['the year', months, of(months, (d) => d.getUTCFullYear())],
  ])('says %s', (_, at, values) => {
    expect(repeatsClock(at, values)).toBe(true)
    // One row of another value is something that the clock does not say.
    expect(repeatsClock(at, values.with(values.length - 1, values.at(-1)! + 2))).toBe(false)
    expect(repeatsClock(at, values.with(3, NaN))).toBe(true)
  })

  test('may have an hour of summer time', () => {
    const hours = times(9000, 60 * MINUTE)
    const summer = (t: number) => (new Date(t).getUTCMonth() > 2 && new Date(t).getUTCMonth() < 9 ? 60 * MINUTE : 0)
    expect(repeatsClock(hours, hours.map((t) => new Date(t + 60 * MINUTE + summer(t)).getUTCHours()))).toBe(true) // prettier-ignore
  })

  test.each([
    ['a few billionths', (i: number) => 1e-9 * (2 + Math.sin(i / 45))],
    ['millions at a time', (i: number) => 1e6 * Math.round(1e6 + 1e5 * Math.sin(i / 45))],
    ['by a whole turn of months', (i: number) => (i % 40 < 20 ? 0 : 12)],
    ['by a whole turn of the week', (i: number) => (i % 40 < 20 ? 7 : 0)],
  ])('is none that moves by %s while a part of the clock stands still', (_, value) => {
    const hours = times(500, MINUTE)
    expect(repeatsClock(hours, hours.map((_, i) => value(i)))).toBe(false) // prettier-ignore
  })

  test('is none that is measured, constant or empty', () => {
    const random = seededRandom(1)
    expect(repeatsClock(day, day.map(() => random.below(24)))).toBe(false) // prettier-ignore
    expect(repeatsClock(day, day.map((_, i) => Math.sin(i / 45)))).toBe(false) // prettier-ignore
    expect(repeatsClock(day, day.map(() => 7))).toBe(false) // prettier-ignore
    expect(repeatsClock(day, day.map(() => NaN))).toBe(false) // prettier-ignore
    expect(repeatsClock(new Float64Array(0), new Float64Array(0))).toBe(false)
    // On from 6 to 18: a timer, not the hour.
    expect(
      repeatsClock(
        day,
        of(day, (d) => Number(d.getUTCHours() >= 6 && d.getUTCHours() < 18)),
      ),
    ).toBe(false)
  })

  test.each([
    ['on for one row, which an hour of summer time would make a new day', (i: number) => Number(i === 7564)],
    ['thrown once, on a full hour, which an offset would make a midnight', (i: number) => Number(i >= 7200)],
  ])('is none that is a switch %s', (_, value) => {
    const seconds = times(8640, 1000)
    expect(repeatsClock(seconds, seconds.map((_, i) => value(i)))).toBe(false) // prettier-ignore
  })

  test('is left out of the first answer, with the reason, unless nothing else is there', () => {
    const channel = (name: string) => ({ name, unit: null })
    const hour = of(day, (d) => d.getUTCHours())
    const flow = day.map((_, i) => Math.sin(i / 45))
    const { leftOut, reasons } = leavingOut(
      { times: day, channels: [channel('hour'), channel('flow')], values: [hour, flow] },
      [],
    )
    expect(leftOut).toEqual(['hour'])
    expect(reasons[0].why).toContain('which the times say already')
    expect(leavingOut({ times: day, channels: [channel('hour')], values: [hour] }, []).leftOut).toEqual([])
  })
})
