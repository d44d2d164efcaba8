import { getDataset, listDatasets } from '../../../db/datasets.ts'
import { readModelData } from '../../../db/models.ts'
import { getRun } from '../../../db/runs.ts'
import { badInput } from '../../../shared/errors.ts'
import { firstLayers } from '../../../analysis/federated/networks.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import { compareTransfer } from '../../../analysis/transfer-ways.ts'
import type { EngineCalls } from '../../protocol.ts'
import { channelsLeft, loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { engineKind } from './train.ts'
import { withProject } from '../with-project.ts'

/** A run's network on another dataset: as it is, trained on, and one from scratch, side by side. */
export function compareStarts(
  args: EngineCalls['compareStarts']['args'],
  job: Job,
): Promise<EngineCalls['compareStarts']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.startFrom.run)
    if (run.model.training?.dataset === args.dataset)
      throw badInput(
        `"${run.name}" was trained on this dataset, and would be judged on rows that it has seen: choose a network of another one to compare with.`,
      )
    const former = unpackModel(readModelData(db, run.model.id).data)
    await engineKind()
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const names = getDataset(db, args.dataset)
      .channels.filter(({ id }) => args.channels.length === 0 || args.channels.includes(id))
      .map(({ name }) => name)
    const { series } = loadCleaned(db, args.dataset, args.cleaning, (after, raw) => channelsLeft(after, raw, names))
    const labels = labelFlags(db, args.labelSet, series.times)
    if (!labels)
      throw badInput('Nothing is labelled here, so the three could not be told apart: label some anomalies first.')
    // What the former one saw is of its own dataset, which may be gone.
    const home = listDatasets(db).find(({ id }) => id === run.model.training?.dataset)
    const rows = await compareTransfer(
      former,
      series,
      labels,
      {
        names: args.startFrom.names ?? {},
        frozen: args.startFrom.keepFirst ? [firstLayers[former.detector]] : [],
        params: args.params,
        trainRows: Math.floor((1 - args.share) * series.times.length),
      },
      home ? (former.rowsUsed * home.stepMs) / 3_600_000 : null,
      job,
    )
    const judgedRows = series.times.length - Math.floor((1 - args.share) * series.times.length)
    return { made: Date.now(), model: run.name, judgedRows, rows }
  })
}
