import { injectionKinds, type InjectionKind } from '../../shared/runs/ranking.ts'
import { badInput } from '../../shared/errors.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import { pickChannels, scoreSeries, type TrainedModel } from '../train-and-score.ts'
import type { Job } from '../job.ts'
import { rangesOf } from '../metrics/metric.ts'
import { averagePrecision, rankingCurve } from '../metrics/ranking.ts'
import { volumeUnderSurface } from '../metrics/vus.ts'
import { vusWindow } from '../preprocessing/period.ts'
import { fitScaler } from '../preprocessing/scaling.ts'
import { inject } from './inject.ts'
import { rowsOf } from './part.ts'

/** scores — of the judged rows as they are, for agreement. */
export interface Judged {
  aucPr: number | null
  vusPr: number | null
  kinds: Partial<Record<InjectionKind, number>> | null
  scores: Float64Array
}

/** Says how good a trained model is. */
export type Judging = (model: TrainedModel, job: Job) => Promise<Judged>

/** By the labels from row `split` on. */
export function byLabels(series: Series, labels: Uint8Array, split: number): Judging {
  const judged = rowsOf(series, { first: split, last: series.times.length - 1 })
  const truth = labels.subarray(split)
  const window = vusWindow(series.values[0].filter(Number.isFinite))
  return async (model, job) => {
    const { scores } = await scoreSeries(model, judged, {}, job)
    return { ...areas(scores, truth, window), kinds: null, scores }
  }
}

/** By anomalies of every kind, `length` points long, planted into the held-out rows, the same ones for every model. */
export function byPlanted(series: Series, held: RowRange, length: number, seed: number): Judging {
  const normal = rowsOf(series, held)
  const segment = { start: 0, times: normal.times, values: normal.values }
  const scaler = fitScaler([segment], 'z-score')
  // A constant channel's spread is 1 to the scaler; here it is what may be changed.
  const spread = scaler.spread.map((s, c) => (normal.values[c].every((v) => v === normal.values[c][0]) ? 0 : s))
  const planted = injectionKinds
    .map((kind) => ({ kind, ...inject(segment, kind, length, spread, seed) }))
    .filter(({ labels }) => labels.includes(1))
  if (planted.length === 0)
    throw badInput(
      `The held-out ${normal.times.length.toLocaleString('en')} rows are too few, or too constant, to plant anomalies into; label some real ones instead.`,
    )
  // Edges wider than what was planted would make everything an edge.
  const window = Math.min(vusWindow(normal.values[0]), length)
  return async (model, job) => {
    const kinds: Partial<Record<InjectionKind, number>> = {}
    let [aucPr, vusPr] = [0, 0]
    for (const { kind, values, labels } of planted) {
      const { scores } = await scoreSeries(model, pickChannels({ ...normal, values }, model.channels), {}, job)
      const found = areas(scores, labels, window)
      kinds[kind] = found.aucPr ?? 0
      aucPr += (found.aucPr ?? 0) / planted.length
      vusPr += (found.vusPr ?? 0) / planted.length
    }
    return { aucPr, vusPr, kinds, scores: (await scoreSeries(model, normal, {}, job)).scores }
  }
}

/** Over the assessed points. Null where none of them is labelled. */
function areas(
  scores: Float64Array,
  labels: Uint8Array,
  window: number,
): { aucPr: number | null; vusPr: number | null } {
  const assessed = (_: number, i: number) => !Number.isNaN(scores[i])
  const [s, l] = [scores.filter(assessed), labels.filter(assessed)]
  if (!l.includes(1)) throw badInput('No labelled point has a score.')
  return { aucPr: averagePrecision(rankingCurve(s, l)), vusPr: volumeUnderSurface(s, rangesOf(l), window)?.pr ?? null }
}
