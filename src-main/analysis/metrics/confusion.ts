import { ratio, type Metric, type MetricInput } from './metric.ts'

export interface Confusion {
  tp: number
  fp: number
  tn: number
  fn: number
}

/** Point by point: detected against labelled. */
export function confusion(labels: ArrayLike<number>, flags: ArrayLike<number>): Confusion {
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 }
  for (let i = 0; i < labels.length; i++) {
    const flagged = flags[i] === 1
    if (labels[i] === 1) counts[flagged ? 'tp' : 'fn']++
    else counts[flagged ? 'fp' : 'tn']++
  }
  return counts
}

/** Harmonic mean of precision and recall, from counts; 0 where there is no hit, null where there is nothing to hit and no alarm. */
export const f1Of = ({ tp, fp, fn }: Confusion) => ratio(2 * tp, 2 * tp + fp + fn)

/** False alarm rate FP / (FP + TN), a share. SKAB prints it in percent. */
export const falseAlarmRate = ({ fp, tn }: Confusion) => ratio(fp, fp + tn)

/** Missed alarm rate FN / (FN + TP), a share. SKAB prints it in percent. */
export const missedAlarmRate = ({ fn, tp }: Confusion) => ratio(fn, fn + tp)

const fromCounts = (from: (counts: Confusion) => number | null) => ({
  compute: (input: MetricInput) => from(confusion(input.labels, input.flags)),
  fromSums: from,
})
const skab = 'Katser and Kozitsin, Skoltech Anomaly Benchmark, 2020'

/** Point-wise measures at the chosen threshold. */
export const pointMetrics: Metric[] = [
  {
    id: 'precision',
    name: 'Precision',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'false alarm',
    usual: 4,
    reference: 'van Rijsbergen, Information Retrieval, 1979',
    summary: 'Share of the detected points that are labelled.',
    ...fromCounts(({ tp, fp }) => ratio(tp, tp + fp)),
  },
  {
    id: 'recall',
    name: 'Recall',
    kind: 'prediction',
    better: 'higher',
    loweredBy: 'missed event',
    usual: 5,
    reference: 'van Rijsbergen, Information Retrieval, 1979',
    summary: 'Share of the labelled points that were detected.',
    ...fromCounts(({ tp, fn }) => ratio(tp, tp + fn)),
  },
  {
    id: 'F1',
    name: 'F1',
    kind: 'prediction',
    better: 'higher',
    usual: 3,
    reference: 'van Rijsbergen, Information Retrieval, 1979',
    summary: 'Harmonic mean of precision and recall, point by point.',
    ...fromCounts(f1Of),
  },
  {
    id: 'FAR',
    name: 'False alarm rate',
    kind: 'prediction',
    better: 'lower',
    loweredBy: 'false alarm',
    reference: skab,
    summary: 'Share of the normal points that were detected.',
    ...fromCounts(falseAlarmRate),
  },
  {
    id: 'MAR',
    name: 'Missed alarm rate',
    kind: 'prediction',
    better: 'lower',
    loweredBy: 'missed event',
    reference: skab,
    summary: 'Share of the labelled points that were missed.',
    ...fromCounts(missedAlarmRate),
  },
]
