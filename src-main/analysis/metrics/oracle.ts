import { quantileSorted } from '../preprocessing/scaling.ts'
import { affiliation } from './affiliation.ts'
import { eventF1, pointAdjustedF1 } from './event-based.ts'
import type { MetricInput } from './metric.ts'
import { rangeF1 } from './range-based.ts'
import { rankingCurve } from './ranking.ts'

/**
 * The highest value each detection metric reaches over the benchmark's own grid of thresholds, for comparison with
 * published tables (TSB-AD, NeurIPS 2024): 100 levels from the lowest to the highest score, and for Affiliation-F the
 * quantiles 0.8 … 1 in 300 steps. A point is anomalous if score > threshold. Oracle values: the labels chose them.
 */
export function oracleValues({
  scores,
  labels,
  windows,
}: Pick<MetricInput, 'scores' | 'labels' | 'windows'>): Record<string, number> {
  const sorted = scores.slice().sort()
  const levels = spaced(sorted[0], sorted[sorted.length - 1], 100)
  const quantiles = spaced(0.8, 1, 300).map((p) => quantileSorted(sorted, p))
  const flags = new Uint8Array(scores.length)
  const best = (thresholds: number[], value: (flags: Uint8Array) => number) =>
    thresholds.reduce((max, t) => {
      for (let i = 0; i < scores.length; i++) flags[i] = scores[i] > t ? 1 : 0
      return Math.max(max, value(flags))
    }, 0)
  return {
    'PA-F1': best(levels, (flags) => pointAdjustedF1(windows, labels, flags)),
    'Event-based-F1': best(levels, (flags) => eventF1(windows, labels, flags)),
    'R-based-F1': best(levels, (flags) => rangeF1(windows, flags)),
    'Affiliation-F': best(quantiles, (flags) => affiliation(windows, flags, flags.length).f),
  }
}

/**
 * Standard-F1 with the threshold that is best on the labels, as the benchmark's code prints it: 2pr / (p + r + 0.00001).
 * `bestF1` of ranking.ts is the same without the 0.00001.
 */
export function tsbAdBestF1({ scores, labels }: Pick<MetricInput, 'scores' | 'labels'>): number {
  const { scores: levels, tp, fp, positives } = rankingCurve(scores, labels)
  let best = 0
  for (let k = 0; k < levels.length; k++) {
    const precision = tp[k] / (tp[k] + fp[k])
    const recall = tp[k] / positives
    best = Math.max(best, (2 * precision * recall) / (precision + recall + 1e-5))
  }
  return best
}

/** count numbers from low to high, both included. */
const spaced = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + (i * (high - low)) / (count - 1)))
