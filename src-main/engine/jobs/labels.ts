import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { getDataset } from '../../db/datasets.ts'
import type { Project } from '../../db/open.ts'
import { readTimes, readValues } from '../../db/series.ts'
import { badInput } from '../../shared/errors.ts'
import type { LabelFormatInfo } from '../../shared/label-format-info.ts'
import { type Job, quietJob } from '../job.ts'
import type { DatasetRows } from '../labels/dataset-rows.ts'
import { describeFormats, labelFormatById, parseLabelFile } from '../labels/index.ts'
import type { LabelContext, ParsedLabels } from '../labels/label-format.ts'
import type { EngineCalls } from '../protocol.ts'
import { withProject } from './with-project.ts'

/** Labels are typed or exported by tools, not recorded: a larger file is something else. */
const largestBytes = 200 * 2 ** 20

/** The formats that label files can be written in. */
export const labelFormats = async (): Promise<LabelFormatInfo[]> => describeFormats()

/** Reads a label file, called `name`, against a dataset. Throws bad-input. */
export async function readLabelFile(path: string, name: string, context: LabelContext, job: Job = quietJob()): Promise<ParsedLabels> {
  const { size } = await stat(path)
  if (size > largestBytes) throw badInput(`"${name}" has ${Math.round(size / 2 ** 20)} MB: that is too large for a file of labels.`)
  await job.checkpoint({ phase: 'Reading', done: 0, total: 2, unit: 'steps' })
  const text = await readFile(path, 'utf8')
  await job.checkpoint({ phase: 'Looking for labels', done: 1, total: 2, unit: 'steps' })
  const { labels, problems } = parseLabelFile(text, name, context)
  // Cancelled meanwhile, it must not come to the labels.
  await job.checkpoint({ phase: 'Looking for labels', done: 2, total: 2, unit: 'steps' })
  return { labels, problems }
}

export function readLabels({ path, name, project, dataset, ...context }: EngineCalls['readLabels']['args'], job: Job = quietJob()): Promise<EngineCalls['readLabels']['result']> {
  return withProject(project, (db) => readLabelFile(path, name, { ...context, rows: storedRows(db, dataset) }, job))
}

/** Writes beside the file and renames, so that a full disk or a kill leaves the old one. */
export function writeLabels({ path, format, datasetFile, zone, labels, project, dataset }: EngineCalls['writeLabels']['args'], job: Job = quietJob()): Promise<EngineCalls['writeLabels']['result']> {
  return withProject(project, async (db) => {
    const { channels, start, end, stepMs } = getDataset(db, dataset)
    const { text, pieces = 1, leftOut } = labelFormatById(format).write(labels, {
      datasetFile, zone, channels: channels.map((c) => c.name), start, end, stepMs, rows: storedRows(db, dataset),
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

/** The rows of a dataset in the project file, read as they are asked for. */
function storedRows(db: Project, dataset: number): DatasetRows {
  const { channels, rows } = getDataset(db, dataset)
  let times: Float64Array | null = null
  return {
    count: rows,
    times: () => (times ??= readTimes(db, dataset)),
    values: (name, first, last) => readValues(db, channels.find((channel) => channel.name === name)!.series, first, last),
  }
}
