import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { firstLayers } from '../../../analysis/federated/networks.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import type { TrainedModel } from '../../../analysis/train-and-score.ts'
import { carriedOver, trainingSettings } from '../../../analysis/transfer.ts'
import { badInput } from '../../../shared/errors.ts'
import type { RowRange, Series } from '../../../shared/data/series.ts'
import type { TrainArgs } from '../../protocol.ts'

/** The model to go on from, on the channels of the new data, and a job that keeps of it what is to be kept. */
export function startingFrom(
  db: Project,
  { startFrom, detector, params, holdOut, seed }: TrainArgs,
  series: Series,
  ranges: RowRange[] | null,
  job: Job,
): { before: TrainedModel; job: Job } | null {
  if (!startFrom) return null
  if (holdOut?.kind === 'blocks')
    throw badInput('Held out in turns, several models are trained anew: hold out something else, or start from none.')
  const run = getRun(db, startFrom.run)
  const former = unpackModel(readModelData(db, run.model.id).data)
  if (former.detector !== detector)
    throw badInput(`"${run.name}" was trained by another detector: choose that one to go on from it.`)
  const { model } = carriedOver(
    former,
    series,
    startFrom.names ?? {},
    { params: trainingSettings(params), ranges },
    seed,
  )
  const keeps = { frozen: startFrom.keepFirst ? [firstLayers[detector]] : [] }
  return { before: model, job: { ...job, checkpoint: (progress) => job.checkpoint(progress), keeps } }
}
