import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { affiliation } from '../../../src-main/analysis/metrics/affiliation.ts'
import { rangesOf } from '../../../src-main/analysis/metrics/metric.ts'
import { aucRoc, averagePrecision, rankingCurve } from '../../../src-main/analysis/metrics/ranking.ts'
import { rangeF1 } from '../../../src-main/analysis/metrics/range-based.ts'
import { volumeUnderSurface } from '../../../src-main/analysis/metrics/vus.ts'
import { bestF1 } from '../../../src-main/analysis/thresholds/best-f1.ts'
import type { RowRange } from '../../../src-main/shared/data/series.ts'

/** Short series with many ties, windows at the ends and next to each other: where fast code goes wrong. */
const series = fc
  .integer({ min: 2, max: 60 })
  .chain((n) =>
    fc.tuple(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: n, maxLength: n }),
      fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: n, maxLength: n }),
    ),
  )
  .filter(([, labels]) => labels.includes(1) && labels.includes(0))

describe('the fast metrics equal their plain definitions on any series', () => {
  test('AUC-ROC is the share of pairs in the right order; average precision sums over thresholds', () => {
    fc.assert(
      fc.property(series, ([scores, labels]) => {
        const curve = rankingCurve(Float64Array.from(scores), labels)
        const positives = scores.filter((_, i) => labels[i])
        const negatives = scores.filter((_, i) => !labels[i])
        const pairs = positives.flatMap((p) => negatives.map((q) => (p > q ? 1 : p === q ? 0.5 : 0)))
        expect(aucRoc(curve)).toBeCloseTo(pairs.reduce<number>((a, b) => a + b, 0) / pairs.length, 12)
        let precision = 0
        let recall = 0
        for (const t of [...new Set(scores)].sort((a, b) => b - a)) {
          const tp = positives.filter((s) => s >= t).length
          precision += (tp / positives.length - recall) * (tp / scores.filter((s) => s >= t).length)
          recall = tp / positives.length
        }
        expect(averagePrecision(curve)).toBeCloseTo(precision, 12)
      }),
    )
  })

  test('VUS follows metrics.md line by line', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 0, max: 25 }), ([scores, labels], length) => {
        const windows = rangesOf(labels)
        const fast = volumeUnderSurface(Float64Array.from(scores), windows, length)!
        const plain = plainVolume(scores, windows, length)
        expect(fast.pr).toBeCloseTo(plain.pr, 10)
        expect(fast.roc).toBeCloseTo(plain.roc, 10)
      }),
      { numRuns: 40 },
    )
  })

  test('Affiliation is the average over densely sampled moments', () => {
    const flagged = series.chain(([, labels]) =>
      fc.tuple(
        fc.constant(labels),
        fc.array(fc.constantFrom(0, 0, 1), { minLength: labels.length, maxLength: labels.length }),
      ),
    )
    fc.assert(
      fc.property(flagged, ([labels, flags]) => {
        const windows = rangesOf(labels)
        const fast = affiliation(windows, flags, flags.length)
        const plain = plainAffiliation(windows, rangesOf(flags), flags.length)
        expect(Math.abs((fast.precision ?? -1) - (plain.precision ?? -1))).toBeLessThan(0.03)
        expect(Math.abs(fast.recall - plain.recall)).toBeLessThan(0.03)
      }),
      { numRuns: 60 },
    )
  })

  test('best F1 is reached by its threshold, and by none more', () => {
    fc.assert(
      fc.property(series, ([scores, labels]) => {
        const f1At = (flagged: (s: number) => boolean) => {
          const tp = scores.filter((s, i) => labels[i] && flagged(s)).length
          return (2 * tp) / (scores.filter(flagged).length + labels.filter(Boolean).length)
        }
        const threshold = bestF1.compute(
          {
            training: new Float64Array(0),
            scored: Float64Array.from(scores),
            labels: Uint8Array.from(labels),
            stepMs: 1,
          },
          {},
        )
        expect(f1At((s) => s > threshold)).toBeCloseTo(Math.max(...scores.map((t) => f1At((s) => s >= t))), 12)
      }),
    )
  })

  test('R-based-F1 of the labels themselves is 1, of their opposite 0', () => {
    fc.assert(
      fc.property(series, ([, labels]) => {
        expect(rangeF1(rangesOf(labels), labels)).toBeCloseTo(1, 12)
        expect(
          rangeF1(
            rangesOf(labels),
            labels.map((l) => 1 - l),
          ),
        ).toBe(0)
      }),
    )
  })
})

function plainVolume(scores: number[], windows: RowRange[], length: number) {
  const n = scores.length
  const descending = scores.toSorted((a, b) => b - a)
  const thresholds = Array.from(
    { length: 250 },
    (_, k) => descending[k === 249 ? n - 1 : Math.floor(k * ((n - 1) / 249))],
  )
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const inside = scores.map((_, i) => windows.some((w) => w.first <= i && i <= w.last))
  let pr = 0
  let roc = 0
  for (let w = 0; w <= length; w++) {
    const half = Math.floor(w / 2)
    const soft = scores.map((_, i) => {
      if (inside[i]) return 1
      const distances = windows.map((s) => (i < s.first ? s.first - i : i - s.last)).filter((d) => d <= half)
      return Math.min(1, sum(distances.map((d) => Math.sqrt(1 - d / w))))
    })
    const regions: RowRange[] = []
    for (const { first, last } of windows) {
      const before = regions.at(-1)
      if (before && before.last >= first - half) before.last = last + half
      else regions.push({ first: first - half, last: last + half })
    }
    let tprBefore = 0
    let fprBefore = 0
    for (const t of [...thresholds, null]) {
      const alarm = scores.map((s) => t !== null && s >= t)
      const tp = sum(soft.filter((_, i) => alarm[i]))
      const positives = (sum(inside.map(Number)) + sum(soft.filter((_, i) => inside[i] || alarm[i]))) / 2
      const hit = regions.filter((r) => alarm.some((a, i) => a && r.first <= i && i <= r.last)).length / regions.length
      const predicted = alarm.filter(Boolean).length
      const tpr = t === null ? 1 : Math.min(1, tp / positives) * hit
      const fpr = t === null ? 1 : (predicted - tp) / (n - positives)
      if (t !== null) pr += (tpr - tprBefore) * (tp / predicted)
      roc += ((fpr - fprBefore) * (tpr + tprBefore)) / 2
      tprBefore = tpr
      fprBefore = fpr
    }
  }
  return { pr: pr / (length + 1), roc: roc / (length + 1) }
}

/** Sampled at the middle of every twentieth of a row. */
function plainAffiliation(windows: RowRange[], found: RowRange[], n: number) {
  const parts = 20
  const moments = Array.from({ length: n * parts }, (_, k) => (k + 0.5) / parts)
  const within = (x: number, r: RowRange) => r.first <= x && x <= r.last + 1
  const away = (x: number, r: RowRange) => Math.max(0, r.first - x, x - r.last - 1)
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const precisions: number[] = []
  const recalls = windows.map((window, i) => {
    const from = i === 0 ? 0 : (windows[i - 1].last + 1 + window.first) / 2
    const to = i === windows.length - 1 ? n : (window.last + 1 + windows[i + 1].first) / 2
    const zone = moments.filter((x) => from <= x && x < to)
    const detected = zone.filter((x) => found.some((r) => within(x, r)))
    if (detected.length === 0) return 0
    precisions.push(mean(detected.map((x) => mean(zone.map((z) => (away(z, window) >= away(x, window) ? 1 : 0))))))
    const pieces = found
      .filter((r) => r.first < to && r.last + 1 > from)
      .map((r) => ({ first: Math.max(r.first, from), last: Math.min(r.last + 1, to) - 1 }))
    return mean(
      zone
        .filter((y) => within(y, window))
        .map((y) => {
          const distance = Math.min(...pieces.map((r) => away(y, r)))
          return mean(zone.map((z) => (Math.abs(z - y) >= distance ? 1 : 0)))
        }),
    )
  })
  return { precision: precisions.length ? mean(precisions) : null, recall: mean(recalls) }
}
