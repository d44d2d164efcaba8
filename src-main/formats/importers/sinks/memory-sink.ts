import { badInput } from '../../../shared/errors.ts'
import type { ImportRecipe, ImportReport } from '../../../shared/importing/recipe.ts'
import type { ChannelInfo, Series } from '../../../shared/data/series.ts'
import type { Job } from '../../../analysis/job.ts'
import { previewFile, readFile } from '../index.ts'
import type { RowBatch, RowSink } from '../importer.ts'

/**
 * A file in memory, for the command line.
 * labels — per label column [rows], 1 = labelled; fileRows — [rows] 0-based data row of the file;
 * rowsInFile — data rows of the file, those that were left out included.
 */
export interface ReadSeries {
  series: Series
  labels: Map<string, Uint8Array>
  fileRows: Float64Array
  rowsInFile: number
  recipe: ImportRecipe
  report: ImportReport
}

/** Collects rows in memory. Read it after the import has ended. */
export function memorySink(): RowSink & {
  series(): Series
  labels(): Map<string, Uint8Array>
  fileRows(): Float64Array
} {
  let channels: ChannelInfo[] = []
  let labelColumns: string[] = []
  const batches: RowBatch[] = []
  const joined = (pick: (batch: RowBatch) => Float64Array) => {
    const whole = new Float64Array(batches.reduce((sum, batch) => sum + batch.times.length, 0))
    let at = 0
    for (const batch of batches) {
      whole.set(pick(batch), at)
      at += batch.times.length
    }
    return whole
  }
  return {
    keeps: true,
    begin(header) {
      batches.length = 0
      channels = header.channels
      labelColumns = header.labelColumns
    },
    rows: (batch) => void batches.push(batch),
    series: () => ({
      times: joined((b) => b.times),
      channels,
      values: channels.map((_, c) => joined((b) => b.values[c])),
    }),
    labels: () =>
      new Map(labelColumns.map((name, l) => [name, Uint8Array.from(joined((b) => Float64Array.from(b.labels[l])))])),
    fileRows: () => joined((b) => b.fileRows),
  }
}

/**
 * Reads a whole file into memory, with its guessed settings or the given ones.
 * Throws bad-input with a sentence where the file, or a column named in `changed`, does not allow it.
 */
export async function readSeries(path: string, changed: Partial<ImportRecipe> | null, job: Job): Promise<ReadSeries> {
  const { recipe, columns } = await previewFile(path, changed, job)
  const wanted = [...(changed?.labelColumns ?? []), ...(changed?.time?.kind === 'column' ? [changed.time.column] : [])]
  const unknown = wanted.find((name) => !columns.some((column) => column.name === name))
  if (unknown !== undefined)
    throw badInput(
      `There is no column "${unknown}" in this file. Its columns: ${columns.map((column) => column.name).join(', ')}.`,
    )
  const sink = memorySink()
  const report = await readFile(path, recipe, sink, job)
  return {
    series: sink.series(),
    labels: sink.labels(),
    fileRows: sink.fileRows(),
    rowsInFile: report.rows + report.missingTimes + report.rejectedLines,
    recipe,
    report,
  }
}
