import { quantileSorted } from '../preprocessing/scaling.ts'
import { affiliation } from './affiliation.ts'
import { eventF1, pointAdjustedF1 } from './event-based.ts'
import type { MetricInput } from './metric.ts'
import { rangeF1 } from './range-based.ts'

/**
 * The highest value each detection metric reaches over the benchmark's own grid of thresholds, for comparison with
 * published tables (TSB-AD, NeurIPS 2024): 100 levels from the lowest to the highest score, and for Affiliation-F the
 * quantiles 0.8 … 1 in 300 steps. A point is anomalous if score > threshold. Oracle values: the labels chose them.
 */
export function oracleValues({ scores, labels, windows }: Pick<MetricInput, 'scores' | 'labels' | 'windows'>): Record<string, number> {
  const sorted = scores.slice().sort()
  const levels = spaced(sorted[0], sorted[sorted.length - 1], 100)
  const quantiles = spaced(0.8, 1, 300).map((p) => quantileSorted(sorted, p))
  const best = (thresholds: number[], value: (flags: Uint8Array) => number) =>
    thresholds.reduce((max, t) => Math.max(max, value(Uint8Array.from(scores, (s) => (s > t ? 1 : 0)))), 0)
  return {
    'PA-F1': best(levels, (flags) => pointAdjustedF1(windows, labels, flags)),
    'Event-based-F1': best(levels, (flags) => eventF1(windows, labels, flags)),
    'R-based-F1': best(levels, (flags) => rangeF1(windows, flags)),
    'Affiliation-F': best(quantiles, (flags) => affiliation(windows, flags, flags.length).f),
  }
}

/** count numbers from low to high, both included. */
const spaced = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + (i * (high - low)) / (count - 1)))
