import { describe, expect, test } from 'vitest'
import { skabChangePoints, skabOutliers } from '../../../src-main/analysis/metrics/skab.ts'
import { golden } from './golden.ts'

interface Reference {
  series: { t: number[]; anomaly: number[]; changepoint: number[]; predictions: Record<string, number[]> }[]
  expected: Record<
    string,
    {
      F1: number
      FAR: number
      MAR: number
      TP: number
      TN: number
      FP: number
      FN: number
      NAB: number[]
      missed: number
      FPs: number
      total: number
      avg_delay: number
    }
  >
}

const reference = golden<Reference>('skab_scoring.json.gz')

describe.skipIf(!reference)(
  "SKAB's scores agree with the benchmark in all digits (skipped where ../shared is absent)",
  () => {
    for (const [detector, expected] of Object.entries(reference?.expected ?? {})) {
      const corpus = reference!.series.map((s) => ({
        seconds: s.t,
        labels: s.anomaly,
        changePoints: s.changepoint,
        flags: s.predictions[detector],
      }))
      test(`${detector}: outliers`, () => {
        expect(skabOutliers(corpus)).toEqual({
          tp: expected.TP,
          fp: expected.FP,
          tn: expected.TN,
          fn: expected.FN,
          F1: expect.closeTo(expected.F1, 14),
          FAR: expect.closeTo(expected.FAR, 12),
          MAR: expect.closeTo(expected.MAR, 12),
        })
      })
      test(`${detector}: change points`, () => {
        const found = skabChangePoints(corpus)
        expect(Object.values(found.scores).map((s) => +s.toFixed(2))).toEqual(expected.NAB)
        expect([found.missed, found.falseAlarms, found.total]).toEqual([expected.missed, expected.FPs, expected.total])
        expect(found.averageDelay).toBeCloseTo(expected.avg_delay, 12)
      })
    }
  },
)

describe('change points', () => {
  const seconds = Array.from({ length: 200 }, (_, i) => i)
  const series = (points: number[], changes: number[]) => {
    let on = 0
    return [
      {
        seconds,
        labels: [],
        changePoints: seconds.map((s) => (points.includes(s) ? 1 : 0)),
        flags: seconds.map((s) => (changes.includes(s) ? (on = 1 - on) : on)),
      },
    ]
  }
  test('are worth most when found at once, and a change elsewhere is a false alarm', () => {
    expect(skabChangePoints(series([50], [50])).scores.standard).toBeCloseTo(100, 1)
    expect(skabChangePoints(series([50], [50, 150]))).toMatchObject({
      missed: 0,
      falseAlarms: 1,
      total: 1,
      averageDelay: 0,
    })
    expect(skabChangePoints(series([50], []))).toMatchObject({
      missed: 1,
      falseAlarms: 0,
      averageDelay: null,
      scores: { standard: 0 },
    })
  })
  test('in overlapping windows: the later window begins where the earlier one ends', () => {
    expect(skabChangePoints(series([50, 80], [90]))).toMatchObject({ missed: 1, total: 2, averageDelay: 40 })
  })
})
