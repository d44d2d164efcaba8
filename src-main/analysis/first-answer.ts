import type { Suggestion } from '../shared/models/detector-info.ts'
import type { Normal } from '../shared/models/normal.ts'
import type { RowRange, Series } from '../shared/data/series.ts'
import { badInput } from '../shared/errors.ts'
import { detectorById } from './detectors/index.ts'
import type { Job } from './job.ts'
import { normalTraining } from './normal/normal-rows.ts'
import { cutSegments } from './preprocessing/gaps.ts'
import { overviewRanges, rowsOfRanges } from './normal/overview.ts'
import { rowsOf } from './ranking/part.ts'
import { trainHeldOut, type TrainedHeldOut } from './splits/train-held-out.ts'
import { constantChannels, withoutChannels } from './left-out.ts'
import { suggestFor } from './suggest.ts'
import { afterSteps } from './suggested-steps.ts'
import { scoreSeries, type SeriesScores } from './train-and-score.ts'

/** Enough to see the period and the gaps; a longer series is looked at in its first rows, and in as many that are spread over it. */
export const LOOK_AT_ROWS = 50_000

/** What is found without a setting. series — after the suggested steps, without the channels that were left out; trained — how the model came about. */
export interface FirstAnswer {
  suggestion: Suggestion
  series: Series
  trained: TrainedHeldOut
  result: SeriesScores
  seconds: { train: number; score: number }
}

/**
 * The suggestion for a whole series, by its first rows and an overview. normal — in place of the answer that is chosen, where somebody
 * gave one; constant — channels of one value, where the series is not all that will be scored.
 */
export function suggestionFor(
  series: Series,
  labelCount: number,
  normal?: Normal,
  constant = constantChannels(series),
): Suggestion {
  const rows = series.times.length
  const looked = rows > LOOK_AT_ROWS ? rowsOf(series, { first: 0, last: LOOK_AT_ROWS - 1 }) : series
  const overview = rowsOfRanges(series, overviewRanges(rows, LOOK_AT_ROWS))
  return suggestFor(looked, { rows, labelCount, normal, overview, constant })
}

/** Trains and scores as suggested: what pressing the button does, and `detect FILE`. Throws bad-input where it cannot be done. */
export async function firstAnswer(series: Series, job: Job, normal?: Normal): Promise<FirstAnswer> {
  const suggestion = suggestionFor(series, 0, normal)
  const used = withoutChannels(afterSteps(series, suggestion.steps), suggestion.leftOut)
  // Whatever was suggested, nothing could be trained: the reason says what to do.
  if (cutSegments(used, {}).length === 0) throw badInput(suggestion.reasons[0].why)
  const detector = detectorById(suggestion.detector)
  const { rows, holdOut } = normalTraining(suggestion.normal, series.times, null)
  const wish = { holdOut, params: suggestion.params, ranges: rows, labels: null }
  const trained = await trainHeldOut(detector, used, wish, job)
  const began = performance.now()
  const result = trained.scored ?? (await scoreSeries(trained.model, used, {}, job))
  return {
    suggestion,
    series: used,
    trained,
    result,
    seconds: {
      train: trained.model.seconds,
      score: trained.scored?.seconds ?? (performance.now() - began) / 1000,
    },
  }
}

/**
 * [n], 1 = row that the model learned from; null where it learned from all, or nobody knows which are normal. scored — how many rows have a
 * score: those that came to the dataset since say nothing of the run.
 */
export function usualRows(trained: readonly RowRange[], n: number, scored = n): Uint8Array | null {
  const flags = new Uint8Array(n)
  for (const { first, last } of trained) flags.fill(1, first, last + 1)
  // Of a few rows no statistic is usual.
  const count = flags.reduce((sum, flag) => sum + flag, 0)
  return count === 0 || count > 0.9 * scored ? null : flags
}
