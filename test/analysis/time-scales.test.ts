import { describe, expect, test } from 'vitest'
import { suggestFor } from '../../src-main/analysis/suggest.ts'
import { twoTimeScales } from '../../src-main/analysis/time-scales.ts'
import { planted } from '../conformance/planted.ts'

const minute = 60_000
const timesOf = (n: number, at: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => at(i))

describe('two time scales', () => {
  test('are said of rows in two different steps, with how many they are', () => {
    const times = timesOf(1000, (i) => (i <= 700 ? i * minute : (700 + (i - 700) * 60) * minute))
    expect(twoTimeScales(times, minute)).toContain('299 of 1,000 rows follow more than 5 times the usual step')
  })

  test('are said of a pause that is longer than the data', () => {
    const after = (pause: number) => timesOf(1000, (i) => (i + (i < 500 ? 0 : pause)) * minute)
    expect(twoTimeScales(after(5000), minute)).toMatch(/^A pause between two rows is longer than all the data/)
    expect(twoTimeScales(after(800), minute)).toBeNull()
  })

  test('are not said of a steady step, a few gaps, or all rows at once', () => {
    expect(
      twoTimeScales(
        timesOf(1000, (i) => i * minute),
        minute,
      ),
    ).toBeNull()
    expect(
      twoTimeScales(
        timesOf(1000, (i) => (i + 10 * Math.floor(i / 50)) * minute),
        minute,
      ),
    ).toBeNull()
    expect(
      twoTimeScales(
        timesOf(5, () => 0),
        0,
      ),
    ).toBeNull()
  })

  test('are among the reasons of a suggestion', () => {
    const { series } = planted(1000, 1, [])
    const step = series.times[1] - series.times[0]
    const split = { ...series, times: series.times.map((time, i) => time + (i < 500 ? 0 : 5000 * step)) }
    const facts = { rows: 1000, labelCount: 0 }
    expect(suggestFor(split, facts).reasons.map(({ what }) => what)).toContain('Two time scales')
    expect(suggestFor(series, facts).reasons.map(({ what }) => what)).not.toContain('Two time scales')
  })
})
