import { describe, expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { comparedRows, nearestLabels } from '../../../src-main/analysis/similar/nearest-label.ts'

const n = 2000
const times = Float64Array.from({ length: n }, (_, i) => i * 1000)
/** A faint wave, with a ramp of 40 points at 200 and 1500 (there at another level and twice as high) and a box at 800. */
const values = Float64Array.from({ length: n }, (_, i) => {
  const ramp = (from: number) => (i >= from && i < from + 40 ? (i - from) / 10 : 0)
  return 0.1 * Math.sin(i / 3) + ramp(200) + (i > 1300 ? 50 + 2 * ramp(1500) : 0) + (i >= 800 && i < 840 ? 3 : 0)
})
const window = { first: 195, last: 244 }
const near = (channels: Float64Array[], labels: { first: number; last: number }[], of = window, axis = times) =>
  nearestLabels(channels.length, (c) => channels[c], axis, of, labels, quietJob())

describe('the labelled event most like a window', () => {
  test('is told by shape, whatever its level and size', async () => {
    const { matches, compared } = await near(
      [values],
      [
        { first: 800, last: 839 },
        { first: 1500, last: 1539 },
      ],
    )
    expect(compared).toBe(1)
    expect(matches.map((match) => match.label)).toEqual([1, 0])
    expect(Math.abs(matches[0].first - 1495)).toBeLessThanOrEqual(2)
    expect(matches[0].distance).toBeLessThan(0.25)
    expect(matches[1].distance).toBeGreaterThan(matches[0].distance * 2)
  })

  test('is never the window itself, nor a stretch over a gap', async () => {
    expect((await near([values], [{ first: 200, last: 239 }])).matches).toEqual([])
    const gap = times.map((time, i) => time + (i >= 1520 ? 3_600_000 : 0))
    const { matches } = await near([values], [{ first: 1500, last: 1539 }], window, gap)
    expect(matches.every(({ first }) => first > 1519 || first + 49 < 1520)).toBe(true)
  })

  test('is found on the channels that have every value in the window', async () => {
    const holed = values.map((value, i) => (i === 210 ? NaN : value))
    expect(await near([holed, values], [{ first: 1500, last: 1539 }])).toMatchObject({
      compared: 1,
      matches: [{ label: 0 }],
    })
    expect(await near([holed], [{ first: 1500, last: 1539 }])).toEqual({ compared: 0, matches: [] })
  })

  test('compares a sensible stretch of very short and very long windows', () => {
    expect(comparedRows({ first: 50, last: 50 }, 50, 1000)).toEqual({ first: 43, last: 58 })
    expect(comparedRows({ first: 0, last: 1 }, 0, 1000)).toEqual({ first: 0, last: 15 })
    expect(comparedRows({ first: 100, last: 299 }, 0, 1000)).toEqual({ first: 50, last: 349 })
    expect(comparedRows({ first: 0, last: 9999 }, 9000, 10_000)).toEqual({ first: 8000, last: 9999 })
    expect(comparedRows({ first: 2, last: 3 }, 2, 5)).toEqual({ first: 0, last: 4 })
  })
})
