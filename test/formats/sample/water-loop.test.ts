import { describe, expect, test } from 'vitest'
import { flagsFrom } from '../../../src-main/formats/labels/intervals.ts'
import { waterLoop } from '../../../src-main/formats/sample/water-loop.ts'

const { series, labels } = waterLoop()
const channel = (name: string) => series.values[series.channels.findIndex((c) => c.name === name)]
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length
const within = (name: string, range: { start: number; end: number }) =>
  channel(name).filter((_, i) => series.times[i] >= range.start && series.times[i] <= range.end)

describe('the sample day of the water loop', () => {
  test('has eight sensors with units and a row per second, but for one pause of the logger', () => {
    expect(series.channels).toHaveLength(8)
    expect(series.channels.every((c) => c.unit !== null)).toBe(true)
    const steps = Array.from(series.times.subarray(1), (t, i) => t - series.times[i])
    expect(steps.filter((step) => step !== 1000)).toEqual([271_000])
    expect(series.times.at(-1)! - series.times[0]).toBe(86_399_000)
  })

  test('holds finite values only', () => expect(series.values.every((v) => v.every(Number.isFinite))).toBe(true))

  test('is the same for the same seed and another for another', () => {
    expect(waterLoop(1)).toEqual({ series, labels })
    expect(waterLoop(2).series.values[0]).not.toEqual(series.values[0])
  })

  test('is normal for its first 40 per cent', () => {
    const first = Math.min(...labels.map((label) => label.start))
    expect((first - series.times[0]) / 86_400_000).toBeGreaterThan(0.4)
  })

  test('labels six kinds of fault, none over another, on channels that exist', () => {
    expect(new Set(labels.map((label) => label.class)).size).toBe(6)
    labels.slice(1).forEach((label, i) => expect(label.start).toBeGreaterThan(labels[i].end))
    for (const name of labels.flatMap((label) => label.channels))
      expect(series.channels.map((c) => c.name)).toContain(name)
    expect(flagsFrom(labels, series.times).reduce((a, b) => a + b, 0) / series.times.length).toBeLessThan(0.15)
  })

  test('obeys the pump: a closing valve lowers flow and raises pressure', () => {
    const valve = labels.find((label) => label.class === 'closing valve')!
    const middle = { start: valve.start + 270_000, end: valve.end - 270_000 }
    const before = { start: valve.start - 120_000, end: valve.start }
    expect(mean(within('Flow', middle))).toBeLessThan(0.75 * mean(within('Flow', before)))
    const highest = Math.max(...within('Pressure', valve))
    expect(highest).toBeGreaterThan(1.1 * mean(within('Pressure', before)))
  })

  test('shows each sensor fault in its channel', () => {
    const of = (name: string) => labels.find((label) => label.class === name)!
    expect(new Set(within('Pressure', of('flat line'))).size).toBe(1)
    expect(
      within('Motor current', of('spike')).at(0)! -
        mean(within('Motor current', { start: of('spike').start - 60_000, end: of('spike').start - 1000 })),
    ).toBeGreaterThan(2)
    const drift = within('Motor temperature', of('drift'))
    const after = within('Motor temperature', { start: of('drift').end + 1000, end: of('drift').end + 5000 })
    expect(drift.at(-1)! - mean(after)).toBeGreaterThan(6)
  })
})
