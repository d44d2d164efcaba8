import type { RowRange } from '../../shared/data/series.ts'
import { rangesOf, type Metric } from './metric.ts'

/**
 * Range-based recall of `real` ranges by `found` ones (Tatbul et al., NeurIPS 2018): per range α for being touched at all,
 * 1 − α for the share that is covered, divided by the number of found ranges that cover it. Flat positional bias.
 */
export function rangeRecall(real: RowRange[], found: RowRange[], alpha: number): number {
  let sum = 0
  let at = 0
  for (const range of real) {
    while (at < found.length && found[at].last < range.first) at++
    let covered = 0
    let pieces = 0
    for (let k = at; k < found.length && found[k].first <= range.last; k++) {
      covered += Math.min(found[k].last, range.last) - Math.max(found[k].first, range.first) + 1
      pieces++
    }
    if (pieces > 0) sum += alpha + ((1 - alpha) * covered) / (range.last - range.first + 1) / pieces
  }
  return real.length === 0 ? 0 : sum / real.length
}

/** R-based-F1 as TSB-AD sets it up: recall with α = 0.2, precision with α = 0. */
export function rangeF1(windows: RowRange[], flags: ArrayLike<number>): number {
  const found = rangesOf(flags)
  const recall = rangeRecall(windows, found, 0.2)
  const precision = rangeRecall(found, windows, 0)
  return harmonic(recall, precision)
}

const harmonic = (a: number, b: number) => (a + b === 0 ? 0 : (2 * a * b) / (a + b))

export const rangeMetrics: Metric[] = [
  {
    id: 'R-based-F1',
    name: 'R-based-F1',
    kind: 'prediction',
    better: 'higher',
    reference: 'Tatbul et al., Precision and Recall for Time Series, NeurIPS 2018',
    summary: 'Windows and detections compared as ranges: found at all, how much of it, in how many pieces.',
    compute: ({ windows, flags }) => (windows.length === 0 ? null : rangeF1(windows, flags)),
    fromSums: (s) =>
      s.windows === 0 ? null : harmonic(s.rangeRecall / s.windows, s.ranges === 0 ? 0 : s.rangePrecision / s.ranges),
  },
]
