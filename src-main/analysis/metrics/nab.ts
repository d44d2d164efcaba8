import type { RowRange } from '../../shared/data/series.ts'
import type { Metric } from './metric.ts'

/** What a detection within a window earns, a missed window and a detection outside any window cost. */
export interface NabProfile {
  tp: number
  fn: number
  fp: number
}

/** The benchmark's three profiles. */
export const nabProfiles = {
  standard: { tp: 1, fn: 1, fp: 0.11 },
  'low FP': { tp: 1, fn: 1, fp: 0.22 },
  'low FN': { tp: 1, fn: 2, fp: 0.11 },
} satisfies Record<string, NabProfile>

/** One series of a corpus: scores — [rows], NaN = never a detection; windows — labelled row ranges, in order. */
export interface NabSeries {
  scores: Float64Array
  windows: RowRange[]
}

export interface NabScore {
  /** A row is a detection if its score ≥ threshold. */
  threshold: number
  raw: number
  /** 0 for a detector that finds nothing, 100 for a perfect one; null without windows. */
  normalised: number | null
}

/** The benchmark's scaled sigmoid: 1 far before the end of a window, 0 at its end, −1 far beyond. */
const sigmoid = (y: number) => (y > 3 ? -1 : 2 / (1 + Math.exp(5 * y)) - 1)

/** Rows at the beginning that are neither rewarded nor punished. */
export const probation = (rows: number) => Math.min(Math.floor(0.15 * rows), 750)

/** What the rows of a corpus are worth as detections, from the end of the probation on: outside windows at once, inside by the earliest one per window. */
export interface Rows {
  score: number[]
  /** Index of the window, −1 outside. */
  window: number[]
  worth: number[]
  windows: number
}

/** Rows whose score is NaN are left out. */
export function worthOf(corpus: NabSeries[]): Rows {
  const rows: Rows = { score: [], window: [], worth: [], windows: 0 }
  for (const { scores, windows } of corpus) {
    for (let i = probation(scores.length), w = 0; i < scores.length; i++) {
      while (w < windows.length && windows[w].last < i) w++
      if (Number.isNaN(scores[i])) continue
      const within = w < windows.length && windows[w].first <= i
      rows.score.push(scores[i])
      rows.window.push(within ? rows.windows + w : -1)
      if (within)
        rows.worth.push(sigmoid(-(windows[w].last - i + 1) / (windows[w].last - windows[w].first + 1)) / sigmoid(-1))
      else if (w === 0) rows.worth.push(-1)
      else rows.worth.push(sigmoid((i - windows[w - 1].last) / Math.max(1, windows[w - 1].last - windows[w - 1].first)))
    }
    rows.windows += windows.length
  }
  return rows
}

/** Lowers the threshold from the highest score on, and calls back with the raw score at every distinct one. */
function sweep(rows: Rows, profile: NabProfile, visit: (threshold: number, raw: number) => void): void {
  const order = descending(rows.score)
  const best = new Float64Array(rows.windows).fill(NaN)
  let raw = -profile.fn * rows.windows
  for (let k = 0; k < order.length;) {
    const threshold = rows.score[order[k]]
    for (; k < order.length && rows.score[order[k]] === threshold; k++) {
      const w = rows.window[order[k]]
      const worth = rows.worth[order[k]]
      if (w < 0) raw += profile.fp * worth
      else if (Number.isNaN(best[w])) {
        raw += profile.fn + profile.tp * worth
        best[w] = worth
      } else if (worth > best[w]) {
        raw += profile.tp * (worth - best[w])
        best[w] = worth
      }
    }
    visit(threshold, raw)
  }
}

/** Row indices from the highest score down. By counting equal scores: a comparison sort of a whole corpus takes ten times as long. */
function descending(scores: number[]): Uint32Array {
  const distinct = Float64Array.from(new Set(scores)).sort().reverse()
  const rank = new Map(Array.from(distinct, (score, k) => [score, k]))
  const ranks = Uint32Array.from(scores, (score) => rank.get(score)!)
  const next = new Uint32Array(distinct.length + 1)
  for (const r of ranks) next[r + 1]++
  for (let r = 1; r < next.length; r++) next[r] += next[r - 1]
  const order = new Uint32Array(scores.length)
  ranks.forEach((r, row) => (order[next[r]++] = row))
  return order
}

function normalised(raw: number, windows: number, profile: NabProfile): number | null {
  const nothing = -profile.fn * windows
  return windows === 0 ? null : (100 * (raw - nothing)) / (windows * profile.tp - nothing)
}

/** NAB score of a corpus at one threshold, pooled over its series (Lavin and Ahmad, ICMLA 2015). */
export function nabScore(corpus: NabSeries[], threshold: number, profile: NabProfile): NabScore {
  const rows = worthOf(corpus)
  const best = new Float64Array(rows.windows).fill(NaN)
  let raw = -profile.fn * rows.windows
  rows.score.forEach((score, row) => {
    const w = rows.window[row]
    if (score < threshold) return
    if (w < 0) raw += profile.fp * rows.worth[row]
    else if (Number.isNaN(best[w])) raw += profile.fn + profile.tp * (best[w] = rows.worth[row]) // rows come in time order: the first is the best
  })
  return { threshold, raw, normalised: normalised(raw, rows.windows, profile) }
}

/** The best NAB score over all distinct scores as thresholds, one for the whole corpus: an oracle threshold. */
export function bestNabScore(corpus: NabSeries[], profile: NabProfile): NabScore {
  const rows = worthOf(corpus)
  let best = { threshold: Infinity, raw: -profile.fn * rows.windows }
  sweep(rows, profile, (threshold, raw) => {
    if (raw > best.raw) best = { threshold, raw }
  })
  return { ...best, normalised: normalised(best.raw, rows.windows, profile) }
}

/** The score of one run by itself: every detected point counts, as in the benchmark. */
export const nabMetrics: Metric[] = [
  {
    id: 'NAB score',
    name: 'NAB score',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'late detection',
    unit: 'of 100',
    reference: 'Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms, ICMLA 2015',
    summary:
      'Rewards early detections within windows, punishes each false point; 0 is a detector that never alarms. Standard profile.',
    compute: ({ flags, windows }) =>
      nabScore([{ scores: Float64Array.from(flags), windows }], 1, nabProfiles.standard).normalised,
    fromSums({ nab, windows, nabWindows, nabSkipped }) {
      const { tp, fn } = nabProfiles.standard
      return windows === 0 ? null : (100 * (nab + fn * nabWindows)) / ((nabWindows + nabSkipped) * (tp + fn))
    },
  },
]
