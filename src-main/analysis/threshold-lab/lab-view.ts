import { badInput } from '../../shared/errors.ts'
import type { RowRange } from '../../shared/data/series.ts'
import type { LabCurves, LabView } from '../../shared/runs/threshold-lab.ts'
import { ladderOf } from '../../shared/runs/threshold-search.ts'
import { rangesOf } from '../metrics/metric.ts'
import { aucRoc, averagePrecision, rankingCurve, type RankingCurve } from '../metrics/ranking.ts'
import { below } from '../thresholds/calibration.ts'
import { histogram, logarithmicFrom } from './histogram.ts'

const RUNGS = 1000
/** Points of a curve nearer to each other than this share of the axis are one. */
const APART = 1 / 400

/**
 * What does not change while a threshold moves: histograms, curves, labelled windows. scores — [n], NaN = not assessed;
 * labels — [n], 1 inside a labelled window, null = no labels; judged — the rows that are judged, null = all.
 */
export function labView(scores: Float64Array, labels: Uint8Array | null, judged: RowRange | null): LabView {
  if (labels && labels.length !== scores.length)
    throw badInput(`There are ${scores.length} scores and ${labels.length} labels; they must be as many.`)
  const counts = (score: number, row: number) =>
    Number.isFinite(score) && (!judged || (row >= judged.first && row <= judged.last))
  const assessed = scores.filter(counts)
  const marked = labels && labels.filter((_, row) => counts(scores[row], row))
  const curve = rankingCurve(assessed, marked ?? new Uint8Array(assessed.length))
  const ranges = labels && rangesOf(labels)
  const windows = ranges && {
    first: Int32Array.from(ranges, (r) => r.first),
    last: Int32Array.from(ranges, (r) => r.last),
  }
  const lowest = curve.scores[curve.scores.length - 1] ?? 0
  const highest = curve.scores[0] ?? 0
  const logLow = logarithmicFrom(curve.scores, medianOf(curve))
  const notes = notesOn(curve, marked !== null, judged !== null)
  return {
    windows,
    linear: histogram(assessed, marked, lowest, highest > lowest ? highest : lowest + 1, false),
    logarithmic: logLow === null ? null : histogram(assessed, marked, logLow, highest, true),
    ladder:
      assessed.length === 0 ? new Float64Array(0) : Float64Array.of(...ladderOf(curve.scores, RUNGS), below(lowest)),
    assessed: assessed.length,
    curves: marked && curve.positives > 0 && curve.negatives > 0 ? reduced(curve) : null,
    notes,
  }
}

/** Of all assessed scores, half lie at or below it. */
function medianOf({ scores, tp, fp, positives, negatives }: RankingCurve): number {
  const half = (positives + negatives) / 2
  const at = scores.findIndex((_, k) => tp[k] + fp[k] >= half)
  return at < 0 ? 0 : scores[at]
}

function notesOn({ scores, positives, negatives }: RankingCurve, labelled: boolean, heldOut: boolean): string[] {
  const where = heldOut ? 'held-out row' : 'row'
  if (positives + negatives === 0) return [`No ${where} has a score, so there is nothing to set a threshold on.`]
  const notes: string[] = []
  if (scores.length === 1)
    notes.push(
      `All scores are equal (${Number(scores[0].toPrecision(6))}): no threshold tells one ${where} from another.`,
    )
  if (!labelled) notes.push('The curves need labels: mark the anomalies that you know of and accept them.')
  else if (positives === 0) notes.push(`No scored ${where} lies inside a label, so there are no curves.`)
  else if (negatives === 0) notes.push(`Every scored ${where} lies inside a label, so there are no curves.`)
  return notes
}

function reduced(curve: RankingCurve): LabCurves {
  const { tp, fp, positives, negatives } = curve
  const recall: number[] = []
  const precision: number[] = []
  const falseAlarmRate: number[] = []
  for (let k = 0; k < tp.length; k++) {
    const point = [tp[k] / positives, tp[k] / (tp[k] + fp[k]), fp[k] / negatives]
    const before = [recall.at(-1) ?? -1, precision.at(-1) ?? -1, falseAlarmRate.at(-1) ?? -1]
    if (k < tp.length - 1 && point.every((v, i) => Math.abs(v - before[i]) < APART)) continue
    recall.push(point[0])
    precision.push(point[1])
    falseAlarmRate.push(point[2])
  }
  return {
    recall: Float64Array.from(recall),
    precision: Float64Array.from(precision),
    falseAlarmRate: Float64Array.from(falseAlarmRate),
    aucRoc: aucRoc(curve)!,
    aucPr: averagePrecision(curve)!,
  }
}
