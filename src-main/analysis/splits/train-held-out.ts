import type { HoldOut } from '../../shared/models/hold-out.ts'
import type { RowRange, Series } from '../../shared/data/series.ts'
import type { AnyDetector, ThresholdChoice } from '../detectors/detector.ts'
import type { Job } from '../job.ts'
import { ownThreshold, usualThreshold } from '../thresholds/usual.ts'
import {
  prepareTraining,
  trainDetector,
  type SeriesScores,
  type TrainedModel,
  type TrainOptions,
} from '../train-and-score.ts'
import { crossValidate } from './cross-validate.ts'
import { planHoldOut, type PlannedFold } from './hold-out.ts'
import { joinedRows, spanOf } from './split.ts'

/** params — as given by the person; ranges — rows that may be trained on, null = all; labels — [n], for detectors that learn from them. */
export interface HeldOutWish {
  holdOut: HoldOut
  params: Record<string, unknown>
  ranges: RowRange[] | null
  labels: Uint8Array | null
  /** A model of the same channels and parameters to go on from. */
  before?: TrainedModel
}

/**
 * What was trained, and on what. scored — every row by the model that has not seen it, with the seconds that took, in
 * cross-validation; null where the one model is still to score. In cross-validation there are k models and none that could be applied elsewhere:
 * `model.data` is null. trained — rows that training looked at, none for a detector that learns nothing. heldOut — from the
 * first to the last row held out, null = none. window, purge — rows: of folds that differ the longest window and the shortest gap.
 * threshold — the rule to begin with.
 */
export interface TrainedHeldOut {
  model: TrainedModel
  scored: (SeriesScores & { seconds: number }) | null
  trained: RowRange[]
  heldOut: RowRange | null
  window: number
  purge: number
  threshold: ThresholdChoice
}

/**
 * Trains a detector without what is held out, or once for each block without it.
 * Throws bad-input where nothing would be held out, or too little is left to train on.
 */
export async function trainHeldOut(
  detector: AnyDetector,
  series: Series,
  { holdOut, params, ranges, labels, before }: HeldOutWish,
  job: Job,
): Promise<TrainedHeldOut> {
  const folds = holdOut.kind === 'nothing' ? [] : planHoldOut(detector, series, { holdOut, params, ranges })
  const sawEverything = ranges === null && (holdOut.kind === 'nothing' || holdOut.kind === 'blocks')
  const facts = heldOutOf(folds)
  const threshold = (model: TrainedModel) => usualThreshold(ownThreshold(detector, model.params), sawEverything)
  if (holdOut.kind === 'blocks') {
    const { seconds, params, trainingScores, history, rowsUsed, ...scores } = await crossValidate(
      detector,
      series,
      folds,
      labels,
      job,
    )
    const model: TrainedModel = {
      detector: detector.id,
      version: detector.version,
      params,
      channels: series.channels.map((channel) => channel.name),
      data: null,
      trainingScores,
      history,
      rowsUsed,
      seconds: seconds.train,
    }
    return {
      ...facts,
      model,
      threshold: threshold(model),
      scored: { ...scores, seconds: seconds.score },
      trained: joinedRows(folds.flatMap((fold) => fold.train)),
    }
  }
  const options = { params: folds[0]?.params ?? params, ranges: folds[0]?.train ?? ranges, labels, before }
  const model = await trainDetector(detector, series, options, job)
  return {
    ...facts,
    model,
    threshold: threshold(model),
    scored: null,
    ...learntRows(detector, series, { ...options, params: model.params }),
  }
}

function heldOutOf(folds: readonly PlannedFold[]): Pick<TrainedHeldOut, 'heldOut' | 'window' | 'purge'> {
  return {
    // Blocks that agree hold out rows several times, in no order.
    heldOut: spanOf(joinedRows(folds.flatMap((fold) => fold.heldOut))),
    purge: folds.reduce((least, fold) => Math.min(least, fold.purge), folds[0]?.purge ?? 0),
    window: folds.reduce((most, fold) => Math.max(most, fold.window), 0),
  }
}

/** The rows that training looks at, and how many the detector looks at together; no rows for a detector that learns nothing. */
function learntRows(
  detector: AnyDetector,
  series: Series,
  options: TrainOptions,
): { window: number; trained: RowRange[] } {
  const { params, train } = prepareTraining(detector, series, options)
  const needs = detector.needs(params, series.channels.length)
  const learns = detector.learns !== 'nothing' || needs.train > 1
  return {
    window: needs.score,
    trained: learns ? train.map(({ start, times }) => ({ first: start, last: start + times.length - 1 })) : [],
  }
}
