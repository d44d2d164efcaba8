import { describe, expect, test } from 'vitest'
import { neighbourCorrelation, planesOf } from '../../../src-main/analysis/control-charts/planes.ts'
import { partValues, singlePoints } from '../../../src-main/analysis/control-charts/points.ts'
import { drawn, findingsOf, signalsOf } from '../../../src-main/analysis/control-charts/signals.ts'
import { averages, averageSpread } from '../../../src-main/analysis/control-charts/statistics.ts'
import type { ControlSettings } from '../../../src-main/shared/data/control.ts'

const settings: ControlSettings = { chart: 'i-mr', book: 'limits', spread: 'moving-range', subgroup: 5, allowance: 0.5, decision: 5, most: 0, weight: 0.1, width: 2.7 } // prettier-ignore
const pointsOf = (values: number[], times = values.map((_, i) => i * 1000)) =>
  singlePoints(Float64Array.from(times), Float64Array.from(values), null)
/** Two values with this mean and deviation. */
const normalOf = (mean: number, sigma: number) => [
  Float64Array.of(mean - sigma / Math.sqrt(Math.PI), mean + sigma / Math.sqrt(Math.PI)),
]
const found = async (values: number[], normal: Float64Array[], more: Partial<ControlSettings>, times?: number[]) => {
  const { points, planes } = await planesOf(pointsOf(values, times), normal, { ...settings, ...more }, () =>
    Promise.resolve(),
  )
  const of = []
  for (const [i, plane] of planes.entries())
    of.push({ plane, signals: await signalsOf(points, plane, i === 0 ? 0 : planes[0].rules.length, () => Promise.resolve()) }) // prettier-ignore
  const rules = planes.flatMap((plane) => plane.rules)
  return { ...findingsOf(points, of, rules, 500), charts: of.map(({ plane, signals }) => drawn(points, plane, signals, 1000)), planes } // prettier-ignore
}

// Montgomery, table 9.1: mean 10, sigma 1; the last ten with mean 11.
const shifted = [
  9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62, 10.31,
  8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
]
// Montgomery, table 6.3: inside diameters of piston rings, mm, 25 samples of five.
const rings = `74.030 74.002 74.019 73.992 74.008 73.995 73.992 74.001 74.011 74.004 73.988 74.024 74.021 74.005 74.002
  74.002 73.996 73.993 74.015 74.009 73.992 74.007 74.015 73.989 74.014 74.009 73.994 73.997 73.985 73.993
  73.995 74.006 73.994 74.000 74.005 73.985 74.003 73.993 74.015 73.988 74.008 73.995 74.009 74.005 74.004
  73.998 74.000 73.990 74.007 73.995 73.994 73.998 73.994 73.995 73.990 74.004 74.000 74.007 74.000 73.996
  73.983 74.002 73.998 73.997 74.012 74.006 73.967 73.994 74.000 73.984 74.012 74.014 73.998 73.999 74.007
  74.000 73.984 74.005 73.998 73.996 73.994 74.012 73.986 74.005 74.007 74.006 74.010 74.018 74.003 74.000
  73.984 74.002 74.003 74.005 73.997 74.000 74.010 74.013 74.020 74.003 73.982 74.001 74.015 74.005 73.996
  74.004 73.999 73.990 74.006 74.009 74.010 73.989 73.990 74.009 74.014 74.015 74.008 73.993 74.000 74.010
  73.982 73.984 73.995 74.017 74.013`
  .trim()
  .split(/\s+/)
  .map(Number)

describe('control charts equal the textbook', () => {
  test('means and deviations of the piston rings are in control within its limits', async () => {
    const values = Float64Array.from(rings)
    const { charts, all } = await found(rings, [values], { chart: 'xbar-s' })
    const [means, deviations] = charts
    // Montgomery, example 6.3; the book rounds on its way, and 74.0146 is 74.014 there.
    expect([means.centre, means.upper, means.lower!].map((v) => v.toFixed(3))).toEqual(['74.001', '74.015', '73.988'])
    expect([deviations.centre, deviations.upper].map((v) => v.toFixed(4))).toEqual(['0.0094', '0.0196'])
    expect([deviations.lower, all, means.lines[0].values.length]).toEqual([null, 0, 25])
  })

  test('the sum of the shifted process begins where its counter says, and passes its interval at the 29th value', async () => {
    const { findings, charts } = await found(shifted, normalOf(10, 1), { chart: 'cusum', spread: 'deviation' })
    // Table 9.2: N⁺ is 7 at period 29, so the sum left zero with the 23rd value.
    expect(findings).toMatchObject([{ start: 22_000, end: 29_000, points: 8, rules: ['sum upwards beyond the decision interval'] }]) // prettier-ignore
    const [up, down] = charts[0].lines
    expect([up.values[28], up.values[29], down.values[1]].map((v) => Number(v.toFixed(6)))).toEqual([5.28, 5.3, -1.56])
    expect([charts[0].upper, charts[0].lower].map((v) => Number(v!.toFixed(9)))).toEqual([5, -5])
    expect([...charts[0].marks.times]).toEqual([28_000, 29_000])
  })

  test('the moving average leaves its limits at the 29th value, and they begin narrower', async () => {
    const { findings, charts } = await found(shifted, normalOf(10, 1), { chart: 'ewma', spread: 'deviation' })
    expect(findings.map(({ start, end }) => [start, end])).toEqual([[28_000, 29_000]])
    const { bounds, lines, upper } = charts[0]
    // Example 9.2: limits 10 ± 0.27 at first, 10.62 in the end; the averages 9.945, 9.7495 … 10.6341.
    expect(bounds!.upper[0]).toBeCloseTo(10.27, 9)
    expect(upper).toBeCloseTo(10.6194, 4)
    expect([lines[0].values[0], lines[0].values[1]].map((v) => Number(v.toFixed(4)))).toEqual([9.945, 9.7495])
    expect(lines[0].values[29]).toBeCloseTo(10.6341, 4)
  })

  test('the moving average equals that of the handbook of NIST', () => {
    // NIST/SEMATECH e-Handbook, 6.3.2.4: λ 0.3, target 50, s 2.0539; limits 52.5884 and 47.4115.
    const data = [52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1] // prettier-ignore
    const told = [50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99] // prettier-ignore
    const average = averages(Float64Array.from(data, (v) => v - 50), 0.3) // prettier-ignore
    told.forEach((v, i) => expect(Math.abs(average[i] + 50 - v)).toBeLessThan(0.0055))
    expect(50 + 3 * 2.0539 * averageSpread(0.3, Infinity)).toBeCloseTo(52.5884, 3)
  })
})

describe('what a chart finds', () => {
  test('names the rules, from the first point of the pattern to its last', async () => {
    const values = [0.1, -0.2, -0.1, ...Array<number>(9).fill(0.4), -0.1, 0.1, 4, -0.1]
    const { findings, charts } = await found(values, normalOf(0, 1), { book: 'nelson', spread: 'deviation' })
    expect(findings).toMatchObject([
      { start: 3000, end: 11_000, points: 9, rules: ['nine points in a row on one side of the centre'], certainty: 0.5 }, // prettier-ignore
      { start: 13_000, end: 15_000, value: 4, rules: ['one point beyond three sigma', 'moving range beyond its limit'] }, // prettier-ignore
    ])
    expect(findings[1].far).toBeCloseTo(4 / 3, 9)
    expect([...charts[0].marks.times]).toEqual([11_000, 14_000])
    expect([...charts[1].marks.times]).toEqual([14_000, 15_000])
  })

  test('spans no pause, but what is logged more seldom than other channels has none', async () => {
    const eight = Array<number>(8).fill(0.5)
    const rule = { book: 'western-electric', spread: 'deviation' } as const
    const times = (at: (i: number) => number) => eight.map((_, i) => at(i) * 1000)
    expect(
      (
        await found(
          eight,
          normalOf(0, 1),
          rule,
          times((i) => i),
        )
      ).all,
    ).toBe(1)
    expect(
      (
        await found(
          eight,
          normalOf(0, 1),
          rule,
          times((i) => (i < 4 ? i : i + 50)),
        )
      ).all,
    ).toBe(0)
    const seldom = singlePoints(Float64Array.from({ length: 40 }, (_, i) => i), Float64Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? 1 : NaN)), null) // prettier-ignore
    expect(partValues(seldom)).toEqual([new Float64Array(8).fill(1)])
  })

  test('of many, the farthest are told, in order of time, and all are counted', async () => {
    const values = Array.from({ length: 400 }, (_, i) => (i % 10 === 5 ? 4 + i / 100 : 0.1 * (i % 2)))
    const { points, planes } = await planesOf(
      pointsOf(values),
      normalOf(0, 1),
      { ...settings, spread: 'deviation' },
      () => Promise.resolve(),
    )
    const of = [{ plane: planes[0], signals: await signalsOf(points, planes[0], 0, () => Promise.resolve()) }]
    const { findings, all } = findingsOf(points, of, planes[0].rules, 3)
    expect([all, findings.map(({ start }) => start / 1000)]).toEqual([40, [375, 385, 395]])
  })

  test('of more points than can be drawn, the lowest, the highest and the marks are', async () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 7777 ? 9 : i === 4321 ? -8 : 0.1 * (i % 3)))
    const { charts } = await found(values, normalOf(0, 1), { spread: 'deviation' })
    const { lines, marks } = charts[0]
    expect(lines[0].times.length).toBeLessThanOrEqual(2000)
    expect([Math.max(...lines[0].values), Math.min(...lines[0].values)]).toEqual([9, -8])
    expect([...marks.times]).toEqual([4_321_000, 7_777_000])
    expect([...marks.rules]).toEqual([1, 1])
  })
})

test('neighbours that are alike are told from those that are not', () => {
  const wave = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i / 20))
  expect(neighbourCorrelation([wave])).toBeGreaterThan(0.99)
  const turns = Float64Array.from({ length: 1000 }, (_, i) => i % 2)
  expect(neighbourCorrelation([turns])).toBeLessThan(-0.99)
  expect(neighbourCorrelation([new Float64Array(3)])).toBeNaN()
})
