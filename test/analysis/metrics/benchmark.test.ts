import { describe, expect, test } from 'vitest'
import { affiliation } from '../../../src-main/analysis/metrics/affiliation.ts'
import { confusion, f1Of } from '../../../src-main/analysis/metrics/confusion.ts'
import { eventF1, pointAdjustedF1 } from '../../../src-main/analysis/metrics/event-based.ts'
import { rangesOf } from '../../../src-main/analysis/metrics/metric.ts'
import { oracleValues, tsbAdBestF1 } from '../../../src-main/analysis/metrics/oracle.ts'
import { rangeF1 } from '../../../src-main/analysis/metrics/range-based.ts'
import { aucRoc, averagePrecision, bestF1, rankingCurve } from '../../../src-main/analysis/metrics/ranking.ts'
import { volumeUnderSurface } from '../../../src-main/analysis/metrics/vus.ts'
import { golden } from './golden.ts'

interface Case {
  name: string
  labels: number[]
  scores: number[]
  vus_window: number
  predictions: number[] | null
  expected: Record<string, number>
  sklearn: { roc_auc: number; average_precision: number; best_f1: number; best_f1_threshold: number }
}

const reference = golden<{ cases: Case[] }>('metrics.json.gz')

describe.skipIf(!reference)(
  'metrics agree with the TSB-AD evaluation code and scikit-learn to 1e-9 (skipped where ../shared is absent)',
  () => {
    for (const c of reference?.cases ?? []) {
      const labels = Uint8Array.from(c.labels)
      const scores = Float64Array.from(c.scores)
      const windows = rangesOf(labels)
      const near = (value: number | null, expected: number) =>
        expect(value).toSatisfy((v: number) => Math.abs(v - expected) < 1e-9, `${value} is not ${expected}`)

      test(`${c.name}: rankings`, () => {
        const curve = rankingCurve(scores, labels)
        near(aucRoc(curve), c.sklearn.roc_auc)
        near(averagePrecision(curve), c.sklearn.average_precision)
        near(aucRoc(curve), c.expected['AUC-ROC'])
        near(averagePrecision(curve), c.expected['AUC-PR'])
        near(bestF1(curve)!.f1, c.sklearn.best_f1)
        near(bestF1(curve)!.score, c.sklearn.best_f1_threshold)
      })

      test(`${c.name}: volumes under the surface`, () => {
        const volume = volumeUnderSurface(scores, windows, c.vus_window)!
        near(volume.pr, c.expected['VUS-PR'])
        near(volume.roc, c.expected['VUS-ROC'])
      })

      test(`${c.name}: detections`, () => {
        if (!c.predictions) {
          const oracle = oracleValues({ scores, labels, windows })
          for (const [id, value] of Object.entries(oracle)) near(value, c.expected[id])
          near(tsbAdBestF1({ scores, labels }), c.expected['Standard-F1'])
          return
        }
        const flags = Uint8Array.from(c.predictions)
        near(f1Of(confusion(labels, flags)), c.expected['Standard-F1'])
        near(pointAdjustedF1(windows, labels, flags), c.expected['PA-F1'])
        near(eventF1(windows, labels, flags), c.expected['Event-based-F1'])
        near(rangeF1(windows, flags), c.expected['R-based-F1'])
        near(affiliation(windows, flags, flags.length).f, c.expected['Affiliation-F'])
      })
    }
  },
)
