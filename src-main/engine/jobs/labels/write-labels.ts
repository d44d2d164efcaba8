import { getDataset } from '../../../db/datasets.ts'
import { listClasses } from '../../../db/labels/label-classes.ts'
import { listLabels } from '../../../db/labels/label-rows.ts'
import { writeOutput } from '../../../files/output.ts'
import { quietJob, type Job } from '../../../analysis/job.ts'
import { labelFormatById } from '../../../formats/labels/index.ts'
import { fileLabelsOf } from '../../../formats/labels/stored-labels.ts'
import { storedRows } from '../data/stored-rows.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

export function writeLabels(
  { path, replace, format, set, project, dataset }: EngineCalls['writeLabels']['args'],
  job: Job = quietJob(),
): Promise<EngineCalls['writeLabels']['result']> {
  return withProject(project, async (db) => {
    const { sourceFile: datasetFile, zone, channels, start, end, stepMs } = getDataset(db, dataset)
    const labels = fileLabelsOf(listLabels(db, { set }), listClasses(db), channels)
    const {
      text,
      pieces = 1,
      leftOut,
    } = labelFormatById(format).write(labels, {
      datasetFile,
      zone,
      channels: channels.map((c) => c.name),
      start,
      end,
      stepMs,
      rows: storedRows(db, dataset),
    })
    await writeOutput({ path, replace }, async (file) => {
      let done = 0
      for (const piece of typeof text === 'string' ? [text] : text) {
        await job.checkpoint({ phase: 'Writing', done: Math.round((100 * done++) / pieces), total: 100, unit: '%' })
        await file.writeFile(piece)
      }
    })
    return { leftOut }
  })
}
