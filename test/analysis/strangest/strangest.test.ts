import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { departureOf } from '../../../src-main/analysis/strangest/direction.ts'
import { peaksOf } from '../../../src-main/analysis/strangest/peaks.ts'
import { channelsIn, strangestOf } from '../../../src-main/analysis/strangest/strangest.ts'
import type { Usual } from '../../../src-main/shared/runs/strangest.ts'
import { usualOf } from '../../../src-main/analysis/strangest/usual.ts'

const random = seededRandom(3)
const rows = 2000
const wave = (change: (i: number, v: number) => number = (_, v) => v) =>
  Float64Array.from({ length: rows }, (_, i) => change(i, 50 + 10 * Math.sin(i / 8) + random.normal()))
const stretch = { first: 1000, last: 1099 }
const inside = (i: number) => i >= stretch.first && i <= stretch.last

describe('what is usual', () => {
  test('is the median and its spread, hardly moved by a tenth of huge scores', () => {
    const scores = Float64Array.from({ length: 1000 }, (_, i) => (i < 100 ? 1e25 : 5 + random.normal()))
    const { centre, spread } = usualOf(scores)!
    expect(centre).toBeCloseTo(5, 0)
    expect(spread).toBeGreaterThan(0.8)
    expect(spread).toBeLessThan(1.6)
  })

  test('has a spread where most scores are the same, and where all are', () => {
    expect(usualOf(Float64Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : 1 + i)))!.spread).toBeGreaterThan(1)
    expect(usualOf(new Float64Array(10).fill(7))).toEqual({ centre: 7, spread: 7 })
    expect(usualOf(new Float64Array(3).fill(NaN))).toBeNull()
  })
})

describe('the highest stretches', () => {
  test('come highest first, one for each disturbance, none that is usual', () => {
    const scores = new Float64Array(100).fill(1)
    scores.set([3, 9, 5, 9.5, 4], 20)
    scores.set([6], 60)
    const peaks = peaksOf(scores, { centre: 1, spread: 0.5 }, 3, 5)
    expect(peaks.map((p) => [p.first, p.last, p.score, p.ratio])).toEqual([
      [21, 23, 9.5, 17],
      [60, 60, 6, 10],
    ])
  })

  test('hold the crests of one disturbance, however far apart, until a valley parts them', () => {
    const crests = (valley: number) => {
      const scores = new Float64Array(200).fill(1)
      scores.fill(valley, 20, 80)
      scores.set([20], 30)
      scores.set([19], 70)
      return peaksOf(scores, { centre: 1, spread: 0.5 }, 3, 5).map(({ first, last }) => [first, last])
    }
    expect(crests(6)).toEqual([[30, 70]])
    expect(crests(1)).toEqual([
      [30, 30],
      [70, 70],
    ])
  })

  test('are none where all scores are the same', () => {
    expect(peaksOf(new Float64Array(50).fill(2), { centre: 2, spread: 2 }, 5, 5)).toEqual([])
  })
})

describe('the direction of a channel', () => {
  const of = (change: (i: number, v: number) => number) => departureOf(wave(change), stretch, null)
  test.each([
    ['too high', (i: number, v: number) => (inside(i) ? v + 30 : v)],
    ['too low', (i: number, v: number) => (inside(i) ? v - 30 : v)],
    ['too flat', (i: number, v: number) => (inside(i) ? 50 + v / 1000 : v)],
    ['too fast', (i: number, v: number) => (inside(i) ? 50 + 8 * Math.sin(2 * i) : v)],
    ['wrong shape', (_: number, v: number) => v],
  ])('is "%s"', (direction, change) => {
    expect(of(change).direction).toBe(direction)
  })

  test('is told of a channel that stood still before it moved by very little', () => {
    const values = Float64Array.from({ length: rows }, (_, i) => (inside(i) ? 3.0001 : 3))
    const found = departureOf(values, stretch, null)
    expect(found.direction).toBe('too high')
    expect(found.size).toBeLessThanOrEqual(50)
  })

  test('is the level where that leaves all that was usual, also of a channel that jumps there and back', () => {
    const jump = (i: number, v: number) => (i >= 1010 && i < 1090 ? v - 80 : v)
    expect(of(jump).direction).toBe('too low')
  })

  test('compares with the usual rows alone', () => {
    const values = wave((i, v) => (i >= 1000 ? v + 30 : v))
    const usual = Uint8Array.from({ length: rows }, (_, i) => Number(i < 900))
    expect(departureOf(values, stretch, usual).direction).toBe('too high')
  })
})

describe('the strangest stretches', () => {
  const scores = Float64Array.from({ length: rows }, (_, i) => (inside(i) ? 20 : 1 + Math.abs(random.normal())))
  const input = {
    scores,
    times: Float64Array.from({ length: rows }, (_, i) => i * 1000),
    names: ['level', 'other'],
    values: [wave((i, v) => (inside(i) ? v + 30 : v)), wave()],
    window: 10,
    calibration: null,
    usual: null,
  }

  test('are five at most, with times, ratio and the channels that do something, which share one', () => {
    const found = strangestOf(input)
    expect(found.length).toBeLessThanOrEqual(5)
    expect(found[0]).toMatchObject({ first: 1000, last: 1099, start: 1_000_000, end: 1_099_000, score: 20 })
    expect(found[0].ratio).toBeGreaterThan(10)
    expect(found[0].channels[0]).toMatchObject({ name: 'level', direction: 'too high' })
    expect(found[0].channels[0].share).toBeGreaterThan(0.9)
    expect(found.map((s) => s.score)).toEqual(found.map((s) => s.score).toSorted((a, b) => b - a))
  })

  test("take a detector's own shares where it gives them, and are measured by the rows that are usual", () => {
    const shares = [new Float32Array(rows).fill(0.25), new Float32Array(rows).fill(0.75)]
    const calibration = { centre: 1.5, spread: 0.4 }
    const [first] = strangestOf({ ...input, contributions: shares, calibration })
    expect(first.channels.map(({ name, share }) => [name, share])).toEqual([
      ['other', 0.75],
      ['level', 0.25],
    ])
    expect(first.ratio).toBeCloseTo((20 - 1.5) / 0.4, 6)
  })

  test('lead with the channel that departs by itself, whatever share its twin has, and leave out small shares that are as usual', () => {
    const shares = (...all: number[]) => all.map((share) => new Float32Array(rows).fill(share))
    const values = [wave(), wave((i, v) => (inside(i) ? v + 60 : v)), wave(), wave()]
    const told = (contributions: Float32Array[]) =>
      strangestOf({ ...input, names: ['twin', 'level', 'other', 'last'], values, contributions })[0].channels.map(
        ({ name, direction }) => `${name} ${direction}`,
      )
    expect(told(shares(0.42, 0.4, 0.1, 0.08))).toEqual(['level too high', 'twin does not fit'])
    // With a small part of the score it does not explain the others.
    expect(told(shares(0.5, 0.2, 0.2, 0.1))).toEqual([
      'twin does not fit',
      'level too high',
      'other does not fit',
      'last does not fit',
    ])
  })

  test('have channels that do not fit where each of several is as usual, and one of wrong shape where it is alone', () => {
    const shares = [new Float32Array(rows).fill(0.5), new Float32Array(rows).fill(0.5)]
    const [both] = strangestOf({ ...input, values: [wave(), wave()], contributions: shares })
    expect(both.channels.map(({ direction }) => direction)).toEqual(['does not fit', 'does not fit'])
    const [alone] = strangestOf({ ...input, names: ['level'], values: [wave()], contributions: shares.slice(1) })
    expect(alone.channels[0].direction).toBe('wrong shape')
  })

  test('that are nearly as long as what is known of the usual say nothing of a channel that is as usual', () => {
    const known = 2000
    const usual = Uint8Array.from({ length: 2 * known }, (_, i) => Number(i < known))
    const scores = Float64Array.from(usual, (flag) => (flag ? 1 : 5))
    const said = Array.from({ length: 20 }, (_, seed) => {
      const noise = seededRandom(seed)
      let slow = 0
      const values = Float64Array.from(usual, () => (slow = 0.95 * slow + noise.normal()))
      const input = { scores, values: [values], names: ['a'], window: 1, usual }
      return channelsIn(input, { first: known, last: known + 1299, peakRow: 3000 })[0].direction
    })
    expect(said.filter((direction) => direction === 'wrong shape').length).toBeGreaterThan(15)
  })

  test('never name a channel of one value, whatever its share is', () => {
    const still = { ...input, names: ['level', 'longitude'], values: [input.values[0], new Float64Array(rows).fill(5)] }
    const shares = [new Float32Array(rows).fill(0.25), new Float32Array(rows).fill(0.75)]
    const [first] = strangestOf({ ...still, contributions: shares })
    expect(first.channels.map(({ name, share }) => [name, share])).toEqual([['level', 1]])
  })

  test('are by chance where noise is all there is, and where it is not, those that are no higher than noise', () => {
    const noise = Float64Array.from({ length: rows }, () => 1 + Math.abs(random.normal()))
    expect(strangestOf({ ...input, scores: noise }).map(({ byChance }) => byChance)).toEqual(new Array(5).fill(true))
    const found = strangestOf({ ...input, scores: noise.map((score, i) => (inside(i) ? 20 : score)) })
    expect(found.map(({ byChance = false }) => byChance)).toEqual([false, true, true, true, true])
    // Of 15 pieces nobody knows.
    expect(strangestOf({ ...input, scores: noise, window: 130 }).some(({ byChance }) => byChance)).toBe(false)
  })

  test('are none without a score', () => {
    expect(strangestOf({ ...input, scores: new Float64Array(rows).fill(NaN) })).toEqual([])
  })
})

describe('what training calls usual', () => {
  const scores = wave((i, v) => v / 100 + (inside(i) ? 3 : 0))
  const input = {
    scores,
    times: Float64Array.from(scores.keys()),
    names: ['x'],
    values: [wave()],
    window: 10,
    usual: null,
  }
  const first = (calibration: Usual | null) => strangestOf({ ...input, calibration })[0]

  test('counts where it lies among the scores', () => {
    const told = first(usualOf(scores.map((score) => 0.5 + 2 * (score - 0.5))))
    expect(told.ratio).toBeLessThan(0.6 * first(null).ratio)
  })

  test('does not where nearly all scores lie below it: a fault stays what is strangest', () => {
    const ofFaults = { centre: 9, spread: 1 }
    expect(first(ofFaults)).toEqual(first(null))
    expect(first(ofFaults)).toMatchObject(stretch)
  })
})
