import type { RowRange } from '../../shared/data/series.ts'
import { rangesOf, ratio, type Metric } from './metric.ts'

/** A half-open interval on the continuous time axis of rows: a range first … last is [first, last + 1). */
type Interval = [start: number, end: number]

export interface Affiliation {
  /** null where no zone holds a detection. */
  precision: number | null
  recall: number
  f: number
}

/** One window's zone: null where no detection lies in it. */
export interface ZoneAffiliation {
  precision: number | null
  recall: number
}

/**
 * Affiliation metrics (Huet et al., KDD 2022): the time axis is parted halfway between labelled windows; within each
 * zone, the distance from detections to the window (precision) and from the window to detections (recall) is turned into
 * the probability that a random point would lie further away, averaged over continuous time. n — rows of the axis.
 */
export function affiliation(windows: RowRange[], flags: ArrayLike<number>, n: number): Affiliation {
  return overZones(affiliationByZone(windows, flags, n))
}

/** Both means over zones, and their F. */
export function overZones(zones: readonly ZoneAffiliation[]): Affiliation {
  const precisions = zones.flatMap((zone) => zone.precision ?? [])
  const precision = precisions.length ? precisions.reduce((a, b) => a + b) / precisions.length : null
  const recall = zones.reduce((sum, zone) => sum + zone.recall / zones.length, 0)
  return { precision, recall, f: affiliationF(precision, recall) }
}

/** The reference implementation's guard against 0/0. */
const EPSILON = 1e-15

const affiliationF = (precision: number | null, recall: number) =>
  precision === null ? 0 : (2 * precision * recall) / (precision + recall + EPSILON)

/** Each window's own part of `affiliation`, in the order of the windows. */
export function affiliationByZone(windows: RowRange[], flags: ArrayLike<number>, n: number): ZoneAffiliation[] {
  const found = rangesOf(flags).map(asInterval)
  const real = windows.map(asInterval)
  let at = 0
  return real.map((window, i) => {
    const zone: Interval = [
      i === 0 ? 0 : (real[i - 1][1] + window[0]) / 2,
      i === real.length - 1 ? n : (window[1] + real[i + 1][0]) / 2,
    ]
    while (at < found.length && found[at][1] <= zone[0]) at++
    const pieces: Interval[] = []
    for (let k = at; k < found.length && found[k][0] < zone[1]; k++)
      pieces.push([Math.max(found[k][0], zone[0]), Math.min(found[k][1], zone[1])])
    if (pieces.length === 0) return { precision: null, recall: 0 }
    return { precision: zonePrecision(pieces, window, zone), recall: zoneRecall(pieces, window, zone) }
  })
}

const asInterval = ({ first, last }: RowRange): Interval => [first, last + 1]

/** Mean over the pieces of the probability that a random point of the zone lies at least as far from the window. */
function zonePrecision(pieces: Interval[], [start, end]: Interval, zone: Interval): number {
  const width = zone[1] - zone[0]
  const before = start - zone[0]
  const after = zone[1] - end
  /** ∫₀^d of P(distance ≥ x) dx for x the distance from the window. */
  const survival = (d: number) => ((width - (end - start)) * d - capped(d, before) - capped(d, after)) / width
  let total = 0
  let length = 0
  for (const [from, to] of pieces) {
    length += to - from
    total += Math.max(0, Math.min(to, end) - Math.max(from, start)) // inside the window: certain
    if (from < start) total += survival(start - from) - survival(Math.max(0, start - to))
    if (to > end) total += survival(to - end) - survival(Math.max(0, from - end))
  }
  return total / length
}

/** Mean over the window of the probability that a random point of the zone lies at least as far from it as the nearest piece. */
function zoneRecall(pieces: Interval[], [start, end]: Interval, zone: Interval): number {
  const width = zone[1] - zone[0]
  let total = 0
  /** Window points u … v whose nearest piece ends at `edge`, on their left (to the right: mirrored). */
  const beside = (u: number, v: number, edge: number, far: number) => {
    if (v <= u) return
    const d0 = Math.abs(u - edge)
    const d1 = Math.abs(v - edge)
    // A random point is nearer than d with probability (2d, or d + the room on the far side where that is less) / width.
    const room = Math.abs(far - edge) / 2 // where d equals what is left up to the zone's far edge
    const nearer = (d: number) => (d <= room ? d * d : room * room + (d - room) * 2 * room)
    total += d1 - d0 - (nearer(d1) - nearer(d0)) / width
  }
  for (let k = 0; k <= pieces.length; k++) {
    const left = k > 0 ? pieces[k - 1] : null
    const right = k < pieces.length ? pieces[k] : null
    if (right) total += Math.max(0, Math.min(right[1], end) - Math.max(right[0], start))
    const middle = left && right ? (left[1] + right[0]) / 2 : left ? zone[1] : zone[0]
    if (left) beside(Math.max(start, left[1]), Math.min(end, middle), left[1], zone[1])
    if (right) beside2(Math.max(start, middle), Math.min(end, right[0]), right[0])
  }
  return total / (end - start)

  function beside2(u: number, v: number, edge: number) {
    beside(-v, -u, -edge, -zone[0])
  }
}

/** ∫₀^d min(x, limit) dx. */
const capped = (d: number, limit: number) => (d <= limit ? (d * d) / 2 : (limit * limit) / 2 + limit * (d - limit))

const reference = 'Huet et al., Local Evaluation of Time Series Anomaly Detection Algorithms, KDD 2022'

export const affiliationMetrics: Metric[] = [
  {
    id: 'Affiliation-F',
    name: 'Affiliation-F',
    kind: 'prediction',
    better: 'higher',
    usual: 6,
    reference,
    summary: 'How near detections lie to windows and windows to detections, against chance; near misses count.',
    compute: ({ windows, flags }) => (windows.length === 0 ? null : affiliation(windows, flags, flags.length).f),
    fromSums: ({ zonePrecision, zonesHit, zoneRecall, windows }) =>
      windows === 0 ? null : affiliationF(ratio(zonePrecision, zonesHit), zoneRecall / windows),
  },
  {
    id: 'Affiliation-precision',
    name: 'Affiliation precision',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'false alarm',
    reference,
    summary: 'How near the detections lie to the windows, against chance (0.5).',
    compute: ({ windows, flags }) =>
      windows.length === 0 ? null : affiliation(windows, flags, flags.length).precision,
    fromSums: ({ zonePrecision, zonesHit }) => ratio(zonePrecision, zonesHit),
  },
  {
    id: 'Affiliation-recall',
    name: 'Affiliation recall',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'missed event',
    reference,
    summary: 'How near the windows lie to the detections, against chance.',
    compute: ({ windows, flags }) => (windows.length === 0 ? null : affiliation(windows, flags, flags.length).recall),
    fromSums: ({ zoneRecall, windows }) => ratio(zoneRecall, windows),
  },
]
