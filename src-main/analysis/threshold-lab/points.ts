import type { RowRange } from '../../shared/data/series.ts'
import { EXACT_ROWS, type SentPoints } from '../../shared/runs/threshold-lab.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'

/**
 * What the page needs to move a threshold. scores — [n], NaN = not assessed; times — [n], epoch ms; judged — the rows that
 * are judged, null = all. Every row up to `most` of them; beyond, stretches of about equal length, no more than `most`, each
 * with its highest score, cut at gaps where that leaves few enough.
 */
export function labPoints(
  scores: Float64Array,
  times: Float64Array,
  judged: RowRange | null,
  most = EXACT_ROWS,
): SentPoints {
  const stepMs = usualStep(times) || 0
  const judgedStepMs = judged ? usualStep(times.subarray(judged.first, judged.last + 1)) || 0 : stepMs
  const steps = { stepMs, judgedStepMs, judged, rows: scores.length }
  if (scores.length <= most)
    return { scores, starts: times, ends: null, firstRows: null, weights: null, rowsPerPoint: 1, ...steps }
  // Half of what there is room for, so that gaps have some to cut.
  const rowsPerPoint = Math.ceil(scores.length / (most / 2))
  const cut = stretches(times, rowsPerPoint, stepMs > 0 ? gapSteps * stepMs : Infinity)
  const firstRows = cut.length - 1 <= most ? cut : stretches(times, rowsPerPoint, Infinity)
  const n = firstRows.length - 1
  const out = {
    scores: new Float64Array(n).fill(NaN),
    starts: new Float64Array(n),
    ends: new Float64Array(n),
    weights: new Float64Array(n),
  }
  for (let i = 0; i < n; i++) {
    out.starts[i] = times[firstRows[i]]
    out.ends[i] = times[firstRows[i + 1] - 1]
    for (let row = firstRows[i]; row < firstRows[i + 1]; row++) {
      if (Number.isNaN(scores[row])) continue
      if (!(out.scores[i] >= scores[row])) out.scores[i] = scores[row]
      if (!judged || (row >= judged.first && row <= judged.last)) out.weights[i]++
    }
  }
  return { ...out, firstRows, rowsPerPoint, ...steps }
}

/** The first row of each stretch, and the number of rows at the end. */
function stretches(times: Float64Array, longest: number, gapMs: number): Uint32Array {
  const first: number[] = []
  for (let row = 0; row < times.length; row++)
    if (row === 0 || row - first[first.length - 1] >= longest || times[row] - times[row - 1] > gapMs) first.push(row)
  first.push(times.length)
  return Uint32Array.from(first)
}
