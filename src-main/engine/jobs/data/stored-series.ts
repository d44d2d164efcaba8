import { getDataset } from '../../../db/datasets.ts'
import { anomalousClasses } from '../../../db/labels/label-classes.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Id } from '../../../shared/project.ts'
import type { Series } from '../../../shared/data/series.ts'
import { flagsFrom } from '../../../formats/labels/intervals.ts'

/** Channels of a dataset in memory. `names` in the wanted order; null = all. */
export function loadSeries(db: Project, dataset: Id, names: string[] | null): Series {
  const wanted = wantedChannels(db, dataset, names)
  return {
    times: readTimes(db, dataset),
    channels: wanted.map(({ name, unit }) => ({ name, unit })),
    values: wanted.map((channel) => readValues(db, channel.series)),
  }
}

/** Throws bad-input for a name that the dataset has not. */
export function wantedChannels(db: Project, dataset: Id, names: string[] | null) {
  const { channels, name } = getDataset(db, dataset)
  return (
    names?.map((wantedName) => {
      const found = channels.find((c) => c.name === wantedName)
      if (!found) throw badInput(`Dataset "${name}" has no channel "${wantedName}", which the model was trained on.`)
      return found
    }) ?? channels
  )
}

/**
 * [n], 1 inside an accepted label of the set that marks an anomaly; null where the set has none. Marks of single
 * channels count for the row; change points and other classes that are no anomalies do not count.
 */
export function labelFlags(db: Project, set: Id | null, times: Float64Array): Uint8Array | null {
  const anomalous = anomalousClasses(db)
  const labels =
    set === null
      ? []
      : listLabels(db, { set }).filter((label) => label.status === 'accepted' && anomalous.has(label.class))
  if (labels.length === 0) return null
  return flagsFrom(labels, times)
}
