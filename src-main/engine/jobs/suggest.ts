import { getDataset } from '../../db/datasets.ts'
import { readTimes, readValues } from '../../db/series.ts'
import type { EngineCalls } from '../protocol.ts'
import { suggestFor } from '../../analysis/suggest.ts'
import { withProject } from './with-project.ts'

/** Enough to see the period and the gaps of a long series. */
const lookAtRows = 50_000

export function suggest(args: EngineCalls['suggest']['args']): Promise<EngineCalls['suggest']['result']> {
  return withProject(args.project, (db) => {
    const dataset = getDataset(db, args.dataset)
    const last = Math.min(dataset.rows, lookAtRows) - 1
    return suggestFor(
      {
        times: readTimes(db, args.dataset, 0, last),
        channels: dataset.channels,
        values: dataset.channels.map((channel) => readValues(db, channel.series, 0, last)),
      },
      { rows: dataset.rows, labelCount: dataset.labelCount },
    )
  })
}
