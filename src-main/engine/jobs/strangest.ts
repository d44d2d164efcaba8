import { getDataset } from '../../db/datasets.ts'
import { readModelData } from '../../db/models.ts'
import { getRun } from '../../db/runs.ts'
import { readTimes, readValues } from '../../db/series.ts'
import { badInput } from '../../shared/errors.ts'
import { usualRows } from '../../analysis/first-answer.ts'
import { strangestOf } from '../../analysis/strangest/strangest.ts'
import type { EngineCalls } from '../protocol.ts'
import { withProject } from './with-project.ts'

/** The five strangest stretches of a stored run: what a person looks at first, whatever the threshold. */
export function strangest(args: EngineCalls['strangest']['args']): Promise<EngineCalls['strangest']['result']> {
  return withProject(args.project, (db) => {
    const run = getRun(db, args.run)
    if (run.scores === null) throw badInput('This run has no scores yet.')
    const { channels } = getDataset(db, run.dataset)
    const used = run.model.channels.flatMap((name) => channels.find((channel) => channel.name === name) ?? [])
    const times = readTimes(db, run.dataset)
    const { trainingScores, trainedRows } = readModelData(db, run.model.id)
    const { training } = run.model
    // Rows of another dataset say nothing about these; in cross-validation every row was trained on by some model.
    const isHere = training?.dataset === run.dataset && training.holdOut.kind !== 'blocks'
    const usual = isHere ? usualRows(trainedRows, times.length) : null
    return strangestOf({
      scores: readValues(db, run.scores),
      times,
      names: used.map((channel) => channel.name),
      values: used.map((channel) => readValues(db, channel.series)),
      ...(run.contributions.length === used.length && {
        contributions: run.contributions.map((series) => readValues(db, series)),
      }),
      window: Math.max(1, training?.window ?? 1),
      calibration: usual && trainingScores.length > 0 ? trainingScores : null,
      usual,
    })
  })
}
