import { once, type Metric } from './metric.ts'

/**
 * Hits and false alarms at every distinct score, from the highest down: at step k everything with a score ≥ scores[k]
 * is an alarm. All arrays — [distinct scores].
 */
export interface RankingCurve {
  scores: Float64Array
  tp: Float64Array
  fp: Float64Array
  positives: number
  negatives: number
}

/** Sorts positives and negatives by themselves and merges: numbers sort natively many times faster than rows. Points with NaN are left out. */
export function rankingCurve(scores: Float64Array, labels: ArrayLike<number>): RankingCurve {
  const positives = scores.filter((score, i) => labels[i] === 1 && !Number.isNaN(score)).sort()
  const negatives = scores.filter((score, i) => labels[i] !== 1 && !Number.isNaN(score)).sort()
  const curve = {
    scores: new Float64Array(scores.length),
    tp: new Float64Array(scores.length),
    fp: new Float64Array(scores.length),
  }
  let steps = 0
  for (let p = positives.length - 1, n = negatives.length - 1; p >= 0 || n >= 0; steps++) {
    const score = Math.max(p >= 0 ? positives[p] : -Infinity, n >= 0 ? negatives[n] : -Infinity)
    while (p >= 0 && positives[p] === score) p--
    while (n >= 0 && negatives[n] === score) n--
    curve.scores[steps] = score
    curve.tp[steps] = positives.length - 1 - p
    curve.fp[steps] = negatives.length - 1 - n
  }
  return {
    scores: curve.scores.subarray(0, steps),
    tp: curve.tp.subarray(0, steps),
    fp: curve.fp.subarray(0, steps),
    positives: positives.length,
    negatives: negatives.length,
  }
}

/** Area under the ROC curve by trapezoids, so that ties count half; null without both classes. */
export function aucRoc(curve: RankingCurve): number | null {
  if (curve.positives === 0 || curve.negatives === 0) return null
  let area = 0
  let tp = 0
  let fp = 0
  for (let k = 0; k < curve.scores.length; k++) {
    area += ((curve.fp[k] - fp) * (curve.tp[k] + tp)) / 2
    tp = curve.tp[k]
    fp = curve.fp[k]
  }
  return area / curve.positives / curve.negatives
}

/** Average precision Σ (recall_k − recall_{k−1}) · precision_k, without interpolation; null without positives. */
export function averagePrecision(curve: RankingCurve): number | null {
  if (curve.positives === 0) return null
  let sum = 0
  let tp = 0
  for (let k = 0; k < curve.scores.length; k++) {
    sum += ((curve.tp[k] - tp) * curve.tp[k]) / (curve.tp[k] + curve.fp[k])
    tp = curve.tp[k]
  }
  return sum / curve.positives
}

/** The best F1 over all thresholds, and the score at or above which it is reached; null without positives. */
export function bestF1(curve: RankingCurve): { f1: number; score: number } | null {
  if (curve.positives === 0) return null
  let best = { f1: 0, score: curve.scores[0] }
  for (let k = 0; k < curve.scores.length; k++) {
    const f1 = (2 * curve.tp[k]) / (curve.tp[k] + curve.fp[k] + curve.positives)
    if (f1 > best.f1) best = { f1, score: curve.scores[k] }
  }
  return best
}

const curveOf = once(({ scores, labels }) => rankingCurve(scores, labels))

/** Measures of the ranking alone. */
export const rankingMetrics: Metric[] = [
  {
    id: 'AUC-ROC',
    name: 'AUC-ROC',
    kind: 'score',
    better: 'higher',
    reference: 'Fawcett, An introduction to ROC analysis, 2006',
    summary: 'Chance that a labelled point has a higher score than a normal one; 0.5 is guessing.',
    compute: (input) => aucRoc(curveOf(input)),
  },
  {
    id: 'AUC-PR',
    name: 'AUC-PR',
    kind: 'score',
    better: 'higher',
    usual: 2,
    reference: 'Davis and Goadrich, The relationship between precision-recall and ROC curves, ICML 2006',
    summary: 'Average precision over all thresholds; guessing reaches the share of labelled points.',
    compute: (input) => averagePrecision(curveOf(input)),
  },
  {
    id: 'Standard-F1',
    name: 'Standard-F1',
    kind: 'score',
    better: 'higher',
    oracle: true,
    reference: 'Liu and Paparrizos, TSB-AD, NeurIPS 2024',
    summary: 'The highest point-wise F1 that any threshold reaches on these labels.',
    compute: (input) => bestF1(curveOf(input))?.f1 ?? null,
  },
]
