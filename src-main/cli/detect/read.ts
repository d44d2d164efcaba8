import { basename } from 'node:path'
import { previewFile } from '../../formats/importers/index.ts'
import { readSeries, type ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import type { Job } from '../../analysis/job.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { LabelSource } from './labels.ts'

/** A column that is named as the labels is never a channel, in whichever file it is. */
export async function readFile(path: string, source: LabelSource, job: Job): Promise<ReadSeries> {
  try {
    const { columns, recipe } = await previewFile(path, null, job)
    const isThere = source.kind === 'column' && columns.some((column) => column.name === source.column)
    return await readSeries(
      path,
      isThere ? { labelColumns: [...new Set([...recipe.labelColumns, source.column])] } : null,
      job,
    )
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${basename(path)}: ${error.message}`, error.detail)
      : error
  }
}
