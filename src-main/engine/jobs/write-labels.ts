import { open, rename, rm } from 'node:fs/promises'
import { getDataset } from '../../db/datasets.ts'
import { listClasses } from '../../db/label-classes.ts'
import { listLabels } from '../../db/label-rows.ts'
import { quietJob, type Job } from '../../analysis/job.ts'
import { labelFormatById } from '../../formats/labels/index.ts'
import { fileLabelsOf } from '../../formats/labels/stored-labels.ts'
import { storedRows } from './stored-rows.ts'
import type { EngineCalls } from '../protocol.ts'
import { withProject } from './with-project.ts'

/** Writes beside the file and renames, so that a full disk or a kill leaves the old one. */
export function writeLabels(
  { path, format, set, project, dataset }: EngineCalls['writeLabels']['args'],
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
    const partial = `${path}.part`
    try {
      const file = await open(partial, 'w')
      try {
        let done = 0
        for (const piece of typeof text === 'string' ? [text] : text) {
          await job.checkpoint({ phase: 'Writing', done: Math.round((100 * done++) / pieces), total: 100, unit: '%' })
          await file.write(piece)
        }
      } finally {
        await file.close()
      }
      await rename(partial, path)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
    return { leftOut }
  })
}
