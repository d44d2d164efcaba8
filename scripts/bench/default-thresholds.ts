import { averagePrecision, rankingCurve } from '../../src-main/analysis/metrics/ranking.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import { batadalPair, nabSeries, skabFiles } from './reference-data.ts'

/** Trains a detector with its defaults and scores rows; threshold — by its own rule. */
type Run = (train: Series, test: Series, stepMs: number) => Promise<{ scores: Float64Array; threshold: number }>
type Cells = Record<string, number | null>

/** A detector that ranks so well has no excuse for a threshold that is worse than an alarm on every row. */
const RANKS_WELL = 0.8

/**
 * What a default threshold throws away: of the files whose anomalies the detector's own scores rank well (average precision above 0.8),
 * how many have a lower F1 than an alarm on every row.
 */
export async function belowConstant(run: Run): Promise<Cells> {
  const skab = skabFiles().map(({ train, test, labels }) => ({ train, test, labels, stepMs: 1000 }))
  const nab = nabSeries().map(({ series, trainRows, labels }) => ({
    train: rowsOf(series, 0, trainRows),
    test: rowsOf(series, trainRows, labels.length),
    labels: labels.subarray(trainRows),
    stepMs: 300_000,
  }))
  const cells: Cells = {}
  for (const [name, files] of Object.entries({ SKAB: skab, NAB: nab })) {
    let [well, below] = [0, 0]
    for (const { train, test, labels, stepMs } of files) {
      const { scores, threshold } = await run(train, test, stepMs).catch(() => ({ scores: null, threshold: 0 }))
      if (!scores || !((averagePrecision(rankingCurve(scores, labels)) ?? 0) > RANKS_WELL)) continue
      well++
      below += Number(f1(scores, threshold, labels) < f1(scores, -Infinity, labels))
    }
    cells[`${name} ranked well`] = well
    cells[`${name} below`] = below
  }
  return cells
}

/** Trained on the year without attacks, judged row by row on the second training set: the whole, and each half of it. */
export async function batadalF1(run: Run): Promise<Cells> {
  const { train, test, labels } = batadalPair()
  const { scores, threshold } = await run(train, test, 3_600_000)
  const half = labels.length >> 1
  const alarms = (wanted: number) => scores.filter((score, i) => score > threshold && labels[i] === wanted).length
  const faulty = labels.reduce((sum, label) => sum + label, 0)
  return {
    F1: f1(scores, threshold, labels),
    'first half': f1(scores.subarray(0, half), threshold, labels.subarray(0, half)),
    'second half': f1(scores.subarray(half), threshold, labels.subarray(half)),
    'FAR %': (100 * alarms(0)) / (labels.length - faulty),
    'MAR %': 100 - (100 * alarms(1)) / faulty,
    'AUC-PR': averagePrecision(rankingCurve(scores, labels)),
  }
}

/** Of rows; one without a score raises no alarm but by a threshold that all lie above. */
function f1(scores: Float64Array, threshold: number, labels: Uint8Array): number {
  let [hits, alarms, faulty] = [0, 0, 0]
  scores.forEach((score, i) => {
    const alarm = threshold === -Infinity || score > threshold
    alarms += Number(alarm)
    faulty += labels[i]
    if (alarm) hits += labels[i]
  })
  return (2 * hits) / (alarms + faulty)
}

const rowsOf = (series: Series, from: number, to: number): Series => ({
  ...series,
  times: series.times.slice(from, to),
  values: series.values.map((channel) => channel.slice(from, to)),
})
