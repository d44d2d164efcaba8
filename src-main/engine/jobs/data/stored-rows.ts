import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import type { DatasetRows } from '../../../formats/labels/dataset-rows.ts'

/** The rows of a dataset in the project file, read as they are asked for. */
export function storedRows(db: Project, dataset: number): DatasetRows {
  const { channels, rows } = getDataset(db, dataset)
  let times: Float64Array | null = null
  return {
    count: rows,
    times: () => (times ??= readTimes(db, dataset)),
    values: (name, first, last) =>
      readValues(db, channels.find((channel) => channel.name === name)!.series, first, last),
  }
}
