import type { RowRange } from '../../shared/data/series.ts'
import { confusion } from './confusion.ts'
import type { Metric } from './metric.ts'

/** The benchmark's guard against 0/0; without it a perfect result would be 1 and not 0.9999999999999996. */
const EPSILON = 1e-15

/** How many windows hold at least one detected point. */
export function windowsFound(windows: RowRange[], flags: ArrayLike<number>): number {
  return windows.filter(({ first, last }) => {
    for (let row = first; row <= last; row++) if (flags[row] === 1) return true
    return false
  }).length
}

/** Recall over windows, precision over points, their harmonic mean. */
export function eventF1(windows: RowRange[], labels: ArrayLike<number>, flags: ArrayLike<number>): number {
  return eventF1Of(windowsFound(windows, flags) / windows.length, confusion(labels, flags))
}

function eventF1Of(recall: number, { tp, fp }: { tp: number; fp: number }): number {
  const precision = tp + fp === 0 ? 0 : tp / (tp + fp)
  return (2 * recall * precision) / (recall + precision + EPSILON)
}

/**
 * PA-F1: one detected point credits its whole window (Xu et al., WWW 2018; criticised by Kim et al., AAAI 2022).
 * Not to be shown without `pointAdjustedF1OfRandom` beside it.
 */
export function pointAdjustedF1(windows: RowRange[], labels: ArrayLike<number>, flags: ArrayLike<number>): number {
  const adjusted = Uint8Array.from(flags)
  for (const window of windows) if (windowsFound([window], flags)) adjusted.fill(1, window.first, window.last + 1)
  const { tp, fp, fn } = confusion(labels, adjusted)
  return tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn)
}

/**
 * PA-F1, from expected counts, of a detector that knows nothing and flags as many of the n points, at random.
 * share — of points flagged.
 */
export function pointAdjustedF1OfRandom(windows: RowRange[], n: number, share: number): number {
  let positives = 0
  let credited = 0
  for (const { first, last } of windows) {
    const length = last - first + 1
    positives += length
    credited += length * (1 - (1 - share) ** length)
  }
  const falseAlarms = share * (n - positives)
  return credited === 0 ? 0 : (2 * credited) / (credited + falseAlarms + positives)
}

const kim = 'Kim et al., Towards a Rigorous Evaluation of Time-Series Anomaly Detection, AAAI 2022'

export const eventMetrics: Metric[] = [
  {
    id: 'Event-based-F1',
    name: 'Event-based-F1',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'missed event',
    reference: 'Garg et al., An Evaluation of Anomaly Detection and Diagnosis in Multivariate Time Series, 2021',
    summary: 'Recall counts windows found, precision counts points.',
    compute: ({ windows, labels, flags }) => (windows.length === 0 ? null : eventF1(windows, labels, flags)),
    fromSums: (s) => (s.windows === 0 ? null : eventF1Of(s.windowsFound / s.windows, s)),
  },
  {
    id: 'PA-F1',
    name: 'PA-F1',
    kind: 'prediction',
    better: 'higher',
    companion: 'PA-F1 of random',
    usual: 7,
    badge: 'inflated',
    reference: kim,
    summary: 'Point-adjusted: one hit credits the whole window. Compare with the random detector beside it.',
    compute: ({ windows, labels, flags }) => (windows.length === 0 ? null : pointAdjustedF1(windows, labels, flags)),
    fromSums: ({ windows, adjusted, windowPoints, fp }) =>
      windows === 0 ? null : adjusted === 0 ? 0 : (2 * adjusted) / (adjusted + windowPoints + fp),
  },
  {
    id: 'PA-F1 of random',
    name: 'PA-F1 of a random detector',
    kind: 'prediction',
    better: null,
    badge: 'inflated',
    reference: kim,
    summary: 'What PA-F1 gives to as many alarms placed at random.',
    compute: ({ windows, flags }) =>
      windows.length === 0
        ? null
        : pointAdjustedF1OfRandom(windows, flags.length, flags.reduce((sum, f) => sum + f, 0) / flags.length),
  },
]
