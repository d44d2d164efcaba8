import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun, listDetections } from '../../../db/runs.ts'
import { readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Run } from '../../../shared/project.ts'
import type { RowRange, TimeRange } from '../../../shared/data/series.ts'
import type { TrainedModel } from '../../../analysis/train-and-score.ts'
import { channelImportances } from '../../../analysis/explain/importance.ts'
import { explainWindow } from '../../../analysis/explain/window.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import type { EngineCalls } from '../../protocol.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'

const mostDetections = 100_000

/** Shapley values of a window: absent channels take values from where the model was trained, outside its detections. */
export function explainRunWindow(
  args: EngineCalls['explainWindow']['args'],
  job: Job,
): Promise<EngineCalls['explainWindow']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const model = modelOf(db, run)
    const { series } = loadCleaned(db, run.dataset, model.cleaning ?? [], () => model.channels)
    const trained = run.model.ranges
      .map((range) => rowsOf(series.times, range))
      .filter((rows) => rows.last >= rows.first)
    return explainWindow(
      model,
      series,
      {
        range: args,
        // A model from another dataset has ranges that this one may not have.
        rows: trained.length > 0 ? trained : null,
        unusual: [...listDetections(db, args.run, mostDetections), args].map((range) => rowsOf(series.times, range)),
        baseline: args.baseline,
      },
      job,
    )
  })
}

export function explainImportance(
  args: EngineCalls['explainImportance']['args'],
  job: Job,
): Promise<EngineCalls['explainImportance']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const model = modelOf(db, run)
    const { series, times } = loadCleaned(db, run.dataset, model.cleaning ?? [], () => model.channels)
    const scores = run.scores === null ? new Float64Array() : readValues(db, run.scores)
    const peak = scores.reduce((best, score, row) => (score > (scores[best] || -Infinity) ? row : best), 0)
    const highest = Math.max(0, upperBound(series.times, times[peak] ?? 0) - 1)
    return channelImportances(model, series, labelFlags(db, args.labelSet, series.times), highest, job)
  })
}

function modelOf(db: Project, run: Run): TrainedModel {
  if (run.model.kind === 'ensemble')
    throw badInput(`"${run.name}" is an ensemble: explain the runs that it is made of.`)
  if (run.model.training?.holdOut.kind === 'blocks')
    throw badInput(
      `"${run.name}" was cross-validated and has one model for each block: train one without cross-validation to explain what it finds.`,
    )
  return unpackModel(readModelData(db, run.model.id).data)
}

const rowsOf = (times: Float64Array, { start, end }: TimeRange): RowRange => ({
  first: lowerBound(times, start),
  last: upperBound(times, end) - 1,
})
