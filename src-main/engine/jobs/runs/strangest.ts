import { getDataset } from '../../../db/datasets.ts'
import { readModelData } from '../../../db/models.ts'
import { getRun } from '../../../db/runs.ts'
import { readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import { usualRows } from '../../../analysis/first-answer.ts'
import { strangestOf } from '../../../analysis/strangest/strangest.ts'
import type { EngineCalls } from '../../protocol.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { withProject } from '../with-project.ts'

/** The five strangest stretches of a stored run: what a person looks at first, whatever the threshold. */
export function strangest(args: EngineCalls['strangest']['args']): Promise<EngineCalls['strangest']['result']> {
  return withProject(args.project, (db) => {
    const run = getRun(db, args.run)
    if (run.scores === null) throw badInput('This run has no scores yet.')
    const { channels } = getDataset(db, run.dataset)
    const steps = run.model.training?.cleaning ?? []
    const cleaned = loadCleaned(db, run.dataset, steps, (after) =>
      run.model.channels.filter((name) =>
        (steps.length > 0 ? after : channels).some((channel) => channel.name === name),
      ),
    )
    const { times, series } = cleaned
    const { trainedRows } = readModelData(db, run.model.id)
    const { training } = run.model
    // Rows of another dataset say nothing about these; in cross-validation every row was trained on by some model.
    const isHere = training?.dataset === run.dataset && training.holdOut.kind !== 'blocks'
    const scores = readValues(db, run.scores)
    const usual = isHere ? usualRows(trainedRows, times.length, scores.findLastIndex(Number.isFinite) + 1) : null
    return strangestOf({
      scores,
      times,
      names: series.channels.map((channel) => channel.name),
      values: series.values.map((values) => cleaned.valuesOnRaw(values)),
      ...(run.contributions.length === series.channels.length && {
        contributions: run.contributions.map((series) => readValues(db, series)),
      }),
      window: Math.max(1, training?.window ?? 1),
      calibration: training?.usual ?? null,
      usual,
      steps,
    })
  })
}
