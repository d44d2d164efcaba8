import { getDataset } from '../../../db/datasets.ts'
import { listClasses } from '../../../db/labels/label-classes.ts'
import { getSet } from '../../../db/labels/label-sets.ts'
import { listLabels } from '../../../db/labels/labels.ts'
import type { Project } from '../../../db/project.ts'
import { getRun, listDetections } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import { detectionsTable, labelsTable, scoresTable } from '../../../formats/exporters/run-tables.ts'
import { writeTable, type Table } from '../../../formats/exporters/table-file.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

/** Writes scores, detections or labels as CSV or Parquet. */
export function exportTable(
  args: EngineCalls['exportTable']['args'],
  job: Job,
): Promise<EngineCalls['exportTable']['result']> {
  return withProject(args.project, async (db) => {
    const table = tableOf(db, args)
    await writeTable(args, args.format, table, job)
    return { rows: table.rows }
  })
}

function tableOf(db: Project, { run: id, labelSet, what }: EngineCalls['exportTable']['args']): Table {
  const run = getRun(db, id)
  if (what === 'labels') {
    if (labelSet === null) throw badInput('There is no label set to export.')
    const { channels } = getDataset(db, getSet(db, labelSet).dataset)
    const classes = new Map(listClasses(db).map((one) => [one.id, one.name]))
    const names = new Map(channels.map((channel) => [channel.id, channel.name]))
    return labelsTable(
      listLabels(db, { set: labelSet }),
      (one) => classes.get(one) ?? '',
      (one) => names.get(one) ?? '',
    )
  }
  if (run.scores === null) throw badInput('This run has no scores yet.')
  const detections = listDetections(db, id, 1e9)
  if (what === 'detections') return detectionsTable(detections, run.thresholdValue)
  const times = readTimes(db, run.dataset)
  const flags = new Uint8Array(times.length)
  for (const { first, last } of detections) flags.fill(1, first, last + 1)
  return scoresTable(times, readValues(db, run.scores), flags)
}
