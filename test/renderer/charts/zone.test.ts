import { describe, expect, test } from 'vitest'
import { elapsed, fromWall, offsetAt, toWall, zoneName } from '../../../src-renderer/charts/zone.ts'
import { timeTicks } from '../../../src-renderer/charts/time-axis.ts'

const berlin = 'Europe/Berlin'
const hour = 3_600_000
const utc = (...parts: [number, number, number, number?, number?]) => Date.UTC(...parts)

describe('time zones', () => {
  test('know summer and winter', () => {
    expect(offsetAt(berlin, utc(2024, 0, 15))).toBe(hour)
    expect(offsetAt(berlin, utc(2024, 6, 15))).toBe(2 * hour)
    expect(offsetAt('Asia/Kolkata', utc(2024, 6, 15))).toBe(5.5 * hour)
    expect(offsetAt('UTC', utc(2024, 6, 15))).toBe(0)
  })

  test('turn a wall clock back into the instant it came from', () => {
    for (let time = utc(2024, 0, 1, 0, 7); time < utc(2025, 0, 1); time += 7 * hour + 11) {
      // The hour that happens twice in autumn cannot be told from its wall clock.
      if (time > utc(2024, 9, 27, 0) && time < utc(2024, 9, 27, 2)) continue
      expect(fromWall(berlin, toWall(berlin, time))).toBe(time)
    }
  })

  test('put a wall clock of the skipped hour after the skip', () => {
    const skipped = fromWall(berlin, utc(2024, 2, 31, 2, 30))
    expect(skipped).toBeGreaterThanOrEqual(utc(2024, 2, 31, 1))
    expect(skipped).toBeLessThanOrEqual(utc(2024, 2, 31, 1, 30))
  })

  test('are named with their distance from UTC', () => {
    expect(zoneName(berlin, utc(2024, 6, 1))).toBe('Europe/Berlin (UTC+2)')
    expect(zoneName('America/St_Johns', utc(2024, 0, 1))).toBe('America/St_Johns (UTC−3:30)')
    expect(zoneName('UTC', 0)).toBe('UTC')
  })
})

describe('ticks of the time axis', () => {
  test('stand at midnight of the zone, not of UTC', () => {
    const ticks = timeTicks(utc(2024, 6, 1), utc(2024, 6, 5), 1400, berlin)
    expect(ticks.filter((t) => t.strong).map((t) => t.time)).toEqual([1, 2, 3, 4].map((d) => utc(2024, 6, d, 22)))
    expect(ticks.find((t) => t.strong)?.label).toBe('2 Jul')
  })

  test('keep to full hours across the change of clocks', () => {
    const ticks = timeTicks(utc(2024, 2, 30, 20), utc(2024, 2, 31, 10), 1400, berlin)
    expect(ticks.map((t) => t.label)).toContain('03:00')
    expect(ticks.map((t) => t.label)).not.toContain('02:00')
    expect(new Set(ticks.map((t) => t.time)).size).toBe(ticks.length)
    for (const tick of ticks) expect(toWall(berlin, tick.time) % hour).toBe(0)
  })

  test('never come closer than asked, from milliseconds to centuries', () => {
    const middle = utc(2020, 5, 15, 12)
    for (let span = 20; span < 200 * 365 * 24 * hour; span *= 2.7) {
      const ticks = timeTicks(middle - span / 2, middle + span / 2, 900, berlin)
      expect(ticks.length, `span ${span}`).toBeGreaterThan(0)
      const pixels = ticks.map((t) => ((t.time - middle + span / 2) / span) * 900)
      // Months and years are not of one length, and an hour may be missing or double: some slack.
      for (let i = 1; i < pixels.length; i++) expect(pixels[i] - pixels[i - 1], `span ${span}`).toBeGreaterThan(40)
    }
  })

  test('go down to microseconds, for what is sampled thousands of times a second', () => {
    const second = utc(2024, 6, 1)
    expect(timeTicks(second - 1.05, second + 1.05, 450, berlin).map((t) => [t.label, t.strong])).toEqual([
      ['59.9990', false],
      ['59.9995', false],
      ['00.0000', true],
      ['00.0005', false],
      ['00.0010', false],
    ])
    expect(timeTicks(0, 0.021, 250, elapsed).map((t) => t.label)).toEqual(['00.00000', '00.00001', '00.00002'])
  })

  test('are none where there is no time or no room', () => {
    expect(timeTicks(5, 5, 100, 'UTC')).toEqual([])
    expect(timeTicks(0, 5, 0, 'UTC')).toEqual([])
  })
})
