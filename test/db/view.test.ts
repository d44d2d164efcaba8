import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDataset } from '../../src-main/db/datasets.ts'
import { readAt, readLanes } from '../../src-main/db/series/view.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Dataset, Lane } from '../../src-main/shared/project.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
beforeAll(() => void (project = testProject()))
afterAll(() => project.remove())

const width = 500

function lane(dataset: Dataset, start = dataset.start, end = dataset.end, pixels = width): Lane {
  return readLanes(project.db, {
    dataset: dataset.id,
    series: [dataset.channels[0].series],
    start,
    end,
    width: pixels,
  })[0]
}

/** What the screen must show of a view, found by looking at every row. */
function expectFaithful(
  times: Float64Array,
  values: Float64Array,
  shown: Lane,
  start: number,
  end: number,
  pixels: number,
): void {
  const real = new Map<number, Set<number>>()
  times.forEach((time, i) => real.set(time, (real.get(time) ?? new Set()).add(values[i])))
  const pixel = (end - start) / pixels
  const seen = new Map<number, [number, number]>()
  shown.times.forEach((time, i) => {
    if (i > 0) expect(time).toBeGreaterThanOrEqual(shown.times[i - 1])
    const value = shown.values[i]
    if (Number.isNaN(value)) return
    if (!real.get(time)?.has(value)) throw new Error(`(${time}, ${value}) is no sample of the data`)
    widen(seen, Math.floor((time - start) / pixel), value)
  })
  // Buckets start in a pixel and may end in the next one: the extremes of a sample's pixel or of its neighbours cover it.
  times.forEach((time, i) => {
    if (time < start || time > end || Number.isNaN(values[i])) return
    const column = Math.floor((time - start) / pixel)
    const around = [column - 1, column, column + 1].flatMap((c) => seen.get(c) ?? [])
    if (!(Math.min(...around) <= values[i] && values[i] <= Math.max(...around)))
      throw new Error(`the sample (${time}, ${values[i]}) is not covered`)
  })
}

function widen(seen: Map<number, [number, number]>, column: number, value: number): void {
  const [low, high] = seen.get(column) ?? [Infinity, -Infinity]
  seen.set(column, [Math.min(low, value), Math.max(high, value)])
}

describe('a lane', () => {
  test('is every sample as it is where there are few', () => {
    const values = Float64Array.from({ length: 1500 }, (_, i) => Math.sin(i))
    values[7] = NaN
    const dataset = addDataset(project.db, seconds(1500), [values])
    expect(lane(dataset)).toEqual({ series: dataset.channels[0].series, times: seconds(1500), values, raw: true })
  })

  test('runs to both edges of the view with one more sample', () => {
    const times = seconds(1000)
    const dataset = addDataset(project.db, times, [new Float64Array(1000)])
    const shown = lane(dataset, times[100] + 1, times[200] - 1)
    expect([shown.times[0], shown.times.at(-1)]).toEqual([times[100], times[200]])
    expect(lane(dataset, times[100] + 1, times[100] + 2).times).toEqual(times.slice(100, 102))
  })

  test('shows the line across a view that lies between two samples of long data', () => {
    const times = seconds(200_000)
    const dataset = addDataset(project.db, times, [new Float64Array(200_000)], { batch: 50_000 })
    expect(lane(dataset, times[150_000] + 100, times[150_000] + 200).times).toEqual(times.slice(150_000, 150_002))
  })

  test('never loses a spike of one sample, wherever it is and however far away one looks', () => {
    const n = 400_000
    const values = new Float64Array(n)
    const spikes = [0, 31, 32, 4095, 4096, 123_456, 262_143, n - 1]
    spikes.forEach((row, i) => void (values[row] = i % 2 ? 5 + i : -5 - i))
    const times = seconds(n)
    const dataset = addDataset(project.db, times, [values], { batch: 100_000 })
    for (const pixels of [1, 10, 333, 1500]) {
      const shown = lane(dataset, dataset.start, dataset.end, pixels)
      expect(shown.values.length).toBeLessThanOrEqual(4 * pixels + 8)
      expect(shown.raw).toBe(false)
      const pixel = (dataset.end - dataset.start) / pixels
      for (const row of spikes) {
        const near = shown.values.filter((_, i) => Math.abs(shown.times[i] - times[row]) <= pixel)
        if (pixels > 10) expect(near).toContain(values[row])
      }
      expect([Math.min(...shown.values), Math.max(...shown.values)]).toEqual([
        Math.min(...spikes.map((r) => values[r])),
        Math.max(...spikes.map((r) => values[r])),
      ])
    }
  })

  test('breaks at a gap, and only there', () => {
    const n = 100_000
    const times = seconds(n)
    for (let i = 60_001; i < n; i++) times[i] += 3_600_000
    const dataset = addDataset(project.db, times, [Float64Array.from({ length: n }, (_, i) => i)], { batch: 50_000 })
    for (const [start, end] of [
      [dataset.start, dataset.end],
      [times[59_000], times[61_000]],
      [times[60_000], times[60_001]],
    ]) {
      const shown = lane(dataset, start, end)
      const breaks = [...shown.values.keys()].filter((i) => Number.isNaN(shown.values[i]))
      expect(breaks).toHaveLength(1)
      expect(shown.values[breaks[0] - 1]).toBe(60_000)
      expect(shown.values[breaks[0] + 1]).toBe(60_001)
    }
  })

  test('breaks at every one of hundreds of gaps, most of them too many to look into', () => {
    const n = 2_000_000
    const every = 3001
    const times = seconds(n)
    for (let i = 1; i < n; i++) times[i] = times[i - 1] + (i % every === 0 ? 10_000_000 : 1000)
    const spikes = [400_003, 1_234_567, 1_999_990]
    const values = new Float64Array(n)
    for (const row of spikes) values[row] = 9
    const dataset = addDataset(project.db, times, [values], { batch: 100_000 })
    const shown = lane(dataset, dataset.start, dataset.end, 1500)
    expect(shown.raw).toBe(false)
    const breaks = [...shown.values.keys()].filter((i) => Number.isNaN(shown.values[i])).map((i) => shown.times[i])
    const gaps = Array.from({ length: Math.floor((n - 1) / every) }, (_, k) => [
      times[(k + 1) * every - 1],
      times[(k + 1) * every],
    ])
    expect(breaks.length).toBe(gaps.length)
    breaks.forEach((time, i) => expect(gaps[i][0] < time && time < gaps[i][1]).toBe(true))
    expect(shown.times.filter((_, i) => shown.values[i] === 9)).toEqual(Float64Array.from(spikes, (row) => times[row]))
  })

  test('breaks where values are missing for more than two pixels', () => {
    const n = 100_000
    const values = new Float64Array(n).fill(1)
    values.fill(NaN, 50_000, 52_000)
    values[10] = NaN
    const dataset = addDataset(project.db, seconds(n), [values], { batch: 50_000 })
    const shown = lane(dataset)
    const breaks = [...shown.values.keys()].filter((i) => Number.isNaN(shown.values[i]))
    expect(breaks).toHaveLength(1)
    expect(shown.times[breaks[0]]).toBeGreaterThan(dataset.start + 49_900_000)
    expect(shown.times[breaks[0]]).toBeLessThan(dataset.start + 52_100_000)
    expect(lane(dataset, dataset.start, dataset.start + 100_000).values[10]).toBeNaN()
  })

  test('shows what is there, whatever the times, gaps, missing values and zoom', () => {
    const random = seededRandom(7)
    const styles = fc.constantFrom('regular', 'jitter', 'bursts', 'accelerating', 'duplicates')
    fc.assert(
      fc.property(
        styles,
        fc.integer({ min: 100, max: 40_000 }),
        fc.double({ min: 0, max: 0.8, noNaN: true }),
        fc.double({ min: 1e-4, max: 1, noNaN: true }),
        fc.integer({ min: 2, max: 900 }),
        (style, n, from, share, pixels) => {
          const times = timesOf(style, n, random.next)
          const values = Float64Array.from({ length: n }, () =>
            random.next() < 0.05 ? NaN : random.normal() * (random.next() < 0.001 ? 100 : 1),
          )
          const dataset = addDataset(project.db, times, [values], { batch: 100_000 })
          const start = dataset.start + from * (dataset.end - dataset.start)
          const end = Math.max(start + 1, start + share * (dataset.end - start))
          const shown = lane(dataset, start, end, pixels)
          expectFaithful(times, values, shown, start, end, pixels)
          if (!shown.raw) expect(shown.values.length).toBeLessThanOrEqual(5 * (pixels + 4))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is as empty as the view', () => {
    const dataset = addDataset(project.db, seconds(100), [new Float64Array(100)])
    expect(lane(dataset, dataset.end + 1000, dataset.end + 2000).times).toEqual(Float64Array.of(dataset.end))
    const empty = createDataset(project.db, { name: 'empty', sourceFile: 'x', zone: 'UTC', recipe: null })
    expect(() => readLanes(project.db, { dataset: empty, series: [], start: 0, end: 1, width: 10 })).toThrow(
      'no rows yet',
    )
  })
})

function timesOf(style: string, n: number, random: () => number): Float64Array {
  let t = 1e12
  return Float64Array.from({ length: n }, (_, i) => {
    if (style === 'regular') return (t += 1000)
    if (style === 'jitter') return (t += 500 + 1000 * random())
    if (style === 'bursts') return (t += i % 997 === 0 ? 5_000_000 * random() : 10)
    if (style === 'accelerating') return (t += 1e7 / (i + 1) ** 1.5)
    return (t += i % 3 === 0 ? 1000 : 0)
  })
}

describe('the cursor', () => {
  test('reads the exact row nearest to a time', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => i / 7)
    values[5000] = NaN
    const times = seconds(10_000)
    const { id: dataset, channels } = addDataset(project.db, times, [values, values])
    const series = channels.map((channel) => channel.series)
    expect(readAt(project.db, { dataset, series, time: times[4321] + 499 })).toEqual({
      row: 4321,
      time: times[4321],
      values: [4321 / 7, 4321 / 7],
    })
    expect(readAt(project.db, { dataset, series, time: times[5000] })).toEqual({
      row: 5000,
      time: times[5000],
      values: [null, null],
    })
    expect(readAt(project.db, { dataset, series: [], time: 0 })).toEqual({ row: 0, time: times[0], values: [] })
  })
})
