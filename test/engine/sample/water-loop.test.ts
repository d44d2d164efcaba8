import { expect, test } from 'vitest'
import { waterLoop } from '../../../src-main/engine/sample/water-loop.ts'

const { series, labels } = waterLoop()
const at = (ms: number) => series.times.findIndex((t) => t >= ms)

test('the sample is a day of eight sensors at 1 Hz with one short gap', () => {
  expect(series.values).toHaveLength(8)
  expect(series.times).toHaveLength(86_400 - 90)
  const steps = series.times.slice(1).map((t, i) => t - series.times[i])
  expect([...new Set(steps)].sort((a, b) => a - b)).toEqual([1000, 91_000])
  for (const values of series.values) expect(values.every(Number.isFinite)).toBe(true)
})

test('values stay within what such a plant shows', () => {
  const limits = [[0.01, 0.2], [0.01, 0.2], [0.5, 4], [0, 4], [18, 45], [20, 80], [190, 250], [5, 60]]
  series.values.forEach((values, c) => {
    const [low, high] = values.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity])
    expect(low, series.channels[c].name).toBeGreaterThan(limits[c][0])
    expect(high, series.channels[c].name).toBeLessThan(limits[c][1])
  })
})

test('every fault lies in the second half of the day, is labelled, and none touches another', () => {
  expect(labels.length).toBeGreaterThanOrEqual(6)
  const half = series.times[0] + 43_200_000
  labels.forEach((label, i) => {
    expect(label.start).toBeGreaterThan(half)
    expect(label.end).toBeGreaterThan(label.start)
    expect(label.note).not.toBe('')
    if (i > 0) expect(label.start).toBeGreaterThan(labels[i - 1].end)
  })
})

test('a frozen flow meter repeats one value, a closing valve lowers the flow', () => {
  const flow = series.values[7]
  const frozen = labels.find((l) => l.note.includes('frozen'))!
  expect(new Set(flow.slice(at(frozen.start), at(frozen.end))).size).toBe(1)
  const valve = labels.find((l) => l.note.includes('valve'))!
  const middle = at((valve.start + valve.end) / 2)
  const mean = (from: number, to: number) => flow.slice(from, to).reduce((a, b) => a + b) / (to - from)
  // The same ten-minute cycle, an hour earlier.
  expect(mean(middle - 30, middle + 30)).toBeLessThan(0.85 * mean(middle - 3630, middle - 3570))
})

test('the same seed gives the same day, another seed another', () => {
  const short = { seconds: 600 }
  expect(waterLoop(short).series.values).toEqual(waterLoop(short).series.values)
  expect(waterLoop({ ...short, seed: 8 }).series.values).not.toEqual(waterLoop(short).series.values)
})
