import type { Series } from '../../shared/data/series.ts'
import { badInput } from '../../shared/errors.ts'
import type { Job } from '../job.ts'
import { scoreSeries, type SeriesScores, type TrainedModel } from '../train-and-score.ts'
import type { Federation } from './federation.ts'
import { checkUnits, unitsOf } from './units.ts'

/**
 * The common model as it stands at a site: with the scores of rows there, by which its threshold is set. Throws bad-input before the
 * first round of weights, or where the rows do not allow it.
 */
export async function commonModel(
  { scaler, weights, round, detector, version, params, channels, units, history }: Federation,
  series: Series,
  job: Job,
): Promise<{ model: TrainedModel; scored: SeriesScores }> {
  if (!scaler || !weights || round < 2)
    throw badInput('The federation has no trained weights yet: train and merge at least one round.')
  checkUnits(channels, units, unitsOf(channels, series), 'here')
  const bare = { detector, version, params, channels, data: { scaler, weights, note: null } }
  const scored = await scoreSeries(bare, series, {}, job)
  const trainingScores = (scored.windowScores ?? scored.scores).filter((score) => !Number.isNaN(score))
  return { model: { ...bare, trainingScores, history: [], rowsUsed: history.at(-1)!.rows, seconds: 0 }, scored }
}
