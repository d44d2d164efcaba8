import { confusion, f1Of, falseAlarmRate, missedAlarmRate, type Confusion } from './confusion.ts'
import { nabProfiles, type NabProfile } from './nab.ts'

/** One test series: seconds — [n], since any moment; labels, flags, changePoints — [n], 0 or 1. */
export interface SkabSeries {
  seconds: ArrayLike<number>
  labels: ArrayLike<number>
  flags: ArrayLike<number>
  changePoints: ArrayLike<number>
}

/** Outlier detection on SKAB: counts pooled over the files, rates in percent as its tables print them. */
export function skabOutliers(
  corpus: Pick<SkabSeries, 'labels' | 'flags'>[],
): Confusion & { F1: number; FAR: number; MAR: number } {
  const pooled = { tp: 0, fp: 0, tn: 0, fn: 0 }
  for (const { labels, flags } of corpus) {
    const counts = confusion(labels, flags)
    pooled.tp += counts.tp
    pooled.fp += counts.fp
    pooled.tn += counts.tn
    pooled.fn += counts.fn
  }
  return {
    ...pooled,
    F1: f1Of(pooled) ?? 0,
    FAR: (falseAlarmRate(pooled) ?? 0) * 100,
    MAR: (missedAlarmRate(pooled) ?? 0) * 100,
  }
}

export interface SkabChangePoints {
  /** NAB-style scores with the benchmark's own curve; 0 finds nothing, 100 is perfect. */
  scores: Record<keyof typeof nabProfiles, number>
  missed: number
  falseAlarms: number
  total: number
  /** Mean seconds from change point to detection, of those found; null where none was. */
  averageDelay: number | null
}

/**
 * Change-point detection on SKAB: a detection is a row where the prediction differs from the row before; a change point
 * is found by the first detection within 60 s after it. Where two windows overlap, the later one begins at the end of
 * the earlier one. A found one earns by a tanh curve from A_tp at once down to the price of a false alarm at the end.
 */
export function skabChangePoints(corpus: SkabSeries[], windowSeconds = 60): SkabChangePoints {
  const found: { share: number; delay: number }[] = []
  let falseAlarms = 0
  let total = 0
  for (const series of corpus) {
    const windows = windowsOf(series, windowSeconds)
    const detections = changesOf(series)
    total += windows.length
    falseAlarms += detections.filter((t) => !windows.some(([start, end]) => t >= start && t <= end)).length
    for (const [start, end] of windows) {
      const first = detections.find((t) => t >= start && t <= end)
      if (first !== undefined) found.push({ share: (first - start) / (end - start || 1), delay: first - start })
    }
  }
  const missed = total - found.length
  const score = (profile: NabProfile) => {
    const raw =
      found.reduce((sum, { share }) => sum + reward(share, profile), 0) - profile.fp * falseAlarms - profile.fn * missed
    return (100 * (raw + profile.fn * total)) / (profile.tp * total + profile.fn * total)
  }
  return {
    scores: {
      standard: score(nabProfiles.standard),
      'low FP': score(nabProfiles['low FP']),
      'low FN': score(nabProfiles['low FN']),
    },
    missed,
    falseAlarms,
    total,
    averageDelay: found.length === 0 ? null : found.reduce((sum, { delay }) => sum + delay, 0) / found.length,
  }
}

function windowsOf({ seconds, changePoints }: SkabSeries, width: number): [start: number, end: number][] {
  const windows: [number, number][] = []
  for (let i = 0; i < changePoints.length; i++)
    if (changePoints[i] > 0) windows.push([Math.max(seconds[i], windows.at(-1)?.[1] ?? -Infinity), seconds[i] + width])
  return windows
}

/** The seconds at which the prediction changes. */
function changesOf({ seconds, flags }: SkabSeries): number[] {
  const changes: number[] = []
  for (let i = 1; i < flags.length; i++) if (flags[i] !== flags[i - 1]) changes.push(seconds[i])
  return changes
}

/** The benchmark tabulates its curve at 1,000 points; so do we, for the published digits. */
const CURVE_POINTS = 1000

function reward(share: number, { tp, fp }: NabProfile): number {
  const point = Math.min(CURVE_POINTS - 1, Math.floor(share * CURVE_POINTS))
  const x = -Math.PI / 2 + (point * Math.PI) / (CURVE_POINTS - 1)
  return ((tp + fp) / 2) * (1 - Math.tanh(x) / Math.tanh(Math.PI / 2)) - fp
}
