import { describe, expect, test } from 'vitest'
import { plotColours } from '../../../src-renderer/charts/explore/colours.ts'
import { clockTicks, durationTicks, periodOf, periodTicks } from '../../../src-renderer/charts/explore/round-ticks.ts'
import { duration } from '../../../src-renderer/charts/format.ts'

const colours = plotColours(false)
const [hour, day] = [3_600_000, 86_400_000]

describe('an axis of durations', () => {
  test.each([
    [40 * 60_000, 10 * 60_000, ['0', '10 min', '20 min']],
    [30 * hour, 12 * hour, ['0', '12 h', '1 d']],
    [19.3 * day, 5 * day, ['0', '5 d', '10 d']],
    [390 * day, 100 * day, ['0', '100 d', '200 d']],
    [7274 * day, 5 * 365.25 * day, ['0', '5 y', '10 y']],
  ])('of %d ms has ticks at round ones', (span, step, first) => {
    const { axisLabel } = durationTicks(colours, 0, span)
    expect(axisLabel.customValues[1]).toBe(step)
    expect(axisLabel.customValues.slice(0, 3).map(axisLabel.formatter)).toEqual(first)
  })

  test('has them within its ends, which need not be round', () => {
    const of = (low: number, high: number) => {
      const { axisLabel } = durationTicks(colours, low, high)
      return axisLabel.customValues.map(axisLabel.formatter)
    }
    expect(of(-2.5 * hour, 4 * hour)).toEqual(['−2 h', '0', '2 h', '4 h'])
    expect(of(3 * 60_000, day - 3 * 60_000)).toEqual(['6 h', '12 h', '18 h'])
  })
})

describe('an axis of times', () => {
  const labels = (from: number, to: number, zone = 'UTC') => {
    const { axisLabel } = clockTicks(colours, from, to, zone)
    return axisLabel.customValues.map(axisLabel.formatter)
  }

  test('has round times of the clock of its zone, the first with the date', () => {
    const from = Date.UTC(2024, 2, 4, 6, 10)
    expect(labels(from, from + 9 * hour)).toEqual(['4 Mar 2024 08:00', '10:00', '12:00', '14:00'])
    expect(labels(from, from + 9 * hour, 'Asia/Kolkata')[0]).toBe('4 Mar 2024 12:00')
  })

  test('names the year once, and the day where it changes', () => {
    expect(labels(Date.UTC(2024, 2, 4), Date.UTC(2024, 2, 9))[0]).toBe('4 Mar 2024')
    expect(labels(Date.UTC(2024, 2, 4, 20), Date.UTC(2024, 2, 5, 10))).toContain('5 Mar')
  })
})

test('frequencies are marked at round periods that stand apart', () => {
  const [low, high] = [1 / (10 * 86_400), 1 / 120]
  const found = periodTicks(low, high, (f) => Math.log(f / low) / Math.log(high / low))
  expect(found.map(periodOf)).toEqual(['2 min', '10 min', '30 min', '2 h', '6 h', '1 d', '5 d'])
})

test('long spans are read in years and days', () => {
  expect([7274 * day, 366 * day, 364 * day].map(duration)).toEqual(['19 y 334 d', '1 y', '364 d'])
})
