import { existsSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Job } from '../../analysis/job.ts'
import { flagsFrom } from '../../formats/labels/intervals.ts'
import { labelFormats } from '../../formats/labels/index.ts'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import { badInput } from '../../shared/errors.ts'
import type { ImportPreview } from '../../shared/importing/recipe.ts'
import type { TimeRange } from '../../shared/data/series.ts'
import { ownColumn } from '../detect/labels.ts'
import { checkFile } from '../check-file.ts'
import { columnNamed, previewOf, readTable, type Table } from './read.ts'
import { labelledWindows } from '../label-windows.ts'

/** What --labels means for a file: a column of its own, a file with a mark for each row, or a file of windows. */
export type Labelling =
  | { kind: 'column'; column: string }
  | { kind: 'rows'; path: string; preview: ImportPreview; column: string }
  | { kind: 'windows'; path: string }

/** flags — [rows of the table], 1 = labelled; from — where they come from, in words. values — of the label file, where it has data. */
export interface RowLabels {
  flags: Uint8Array
  from: string
  values: Float64Array | null
  problems: string[]
}

/** A column of that name wins over a file of that name. column — of the label file, where it is known. Throws bad-input where it is neither. */
export async function labellingOf(
  given: string,
  preview: ImportPreview,
  scoresPath: string,
  column: string | null,
  job: Job,
): Promise<Labelling> {
  if (preview.columns.some(({ name }) => name === given)) return { kind: 'column', column: given }
  if (existsSync(given)) return fileLabelling(given, column, job)
  const other = preview.columns.find(({ name }) => name.toLowerCase() === given.toLowerCase())
  if (other) return { kind: 'column', column: other.name }
  throw badInput(
    `"${given}" is neither a column of ${basename(scoresPath)} (${preview.columns.map(({ name }) => name).join(', ')}) nor a file.`,
  )
}

/** Which kind of file it is. A table with a column of marks beats an event list that is not sure of itself. */
async function fileLabelling(path: string, column: string | null, job: Job): Promise<Labelling> {
  checkFile(path)
  if (column === null && surelyWindows(path)) return { kind: 'windows', path }
  const preview = await previewOf(path, job).catch(() => null)
  const found =
    preview && (column === null ? ownColumn(preview.recipe.labelColumns) : columnNamed(preview, column, [], path))
  return preview && found ? { kind: 'rows', path, preview, column: found } : { kind: 'windows', path }
}

function surelyWindows(path: string): boolean {
  const text = /\.(parquet|gz)$/i.test(path) ? '' : readFileSync(path, 'utf8')
  const best = labelFormats
    .map((format) => ({ format, by: format.recognises(text, basename(path)) }))
    .reduce((a, b) => (b.by > a.by ? b : a))
  return best.by > 0.5 && !['skab', 'tsb-ad', 'timeeval'].includes(best.format.id)
}

/** Labels for the rows of a table. Throws bad-input where they belong to other data. */
export async function labelRows(labelling: Labelling, table: Table, scoresPath: string, job: Job): Promise<RowLabels> {
  if (labelling.kind === 'column')
    return {
      flags: table.labels.get(labelling.column)!,
      from: `column "${labelling.column}"`,
      values: null,
      problems: [],
    }
  const name = basename(labelling.path)
  if (labelling.kind === 'windows') {
    if (!table.timed)
      throw badInput(
        `${name} names times, and ${table.name} has none: add a time column to it, or give labels as a 0/1 column.`,
      )
    const { windows, problems } = await windowsFor(labelling.path, scoresPath, table)
    const { times } = table.series
    checkEnd(windows, times, name, table.name)
    return { flags: flagsFrom(windows, times), from: name, values: null, problems }
  }
  const marked = await readTable(
    labelling.path,
    labelling.preview,
    { numbers: [], flags: [labelling.column] },
    job,
  ).catch((error: unknown) => {
    // A file of labels alone has no channel, and needs none: its marks are read as numbers.
    return readTable(labelling.path, labelling.preview, { numbers: [labelling.column], flags: [] }, job).catch(() =>
      Promise.reject(error),
    )
  })
  checkRows(marked, table)
  const flags =
    marked.labels.get(labelling.column) ?? Uint8Array.from(marked.column(labelling.column), (v) => (v === 1 ? 1 : 0))
  return {
    flags,
    from: `column "${labelling.column}" of ${name}`,
    values: marked.values,
    problems: marked.report.problems.map(({ message }) => `${name}: ${message}`),
  }
}

/** Scores lie in a folder of their own as a rule: where no file of that path is named, one of that name is looked for. */
export function windowsFor(labelsPath: string, scoresPath: string, table: Table): ReturnType<typeof labelledWindows> {
  return labelledWindows(labelsPath, resolve(scoresPath), table).catch(() =>
    labelledWindows(labelsPath, basename(scoresPath), table),
  )
}

/** Windows may end within the last row's own step, not later: the scores would be of another stretch than the labels. */
export function checkEnd(
  windows: readonly TimeRange[],
  times: Float64Array,
  labelsName: string,
  scoresName: string,
): void {
  const last = times[times.length - 1]
  const late = windows.find((window) => window.end > last + (usualStep(times) || 0))
  if (late)
    throw badInput(
      `A label of ${labelsName} ends at ${iso(late.end)}, after the data: ${scoresName} ends at ${iso(last)}. Score the whole of it, or cut the labels to what was scored.`,
    )
}

/** Throws bad-input unless both have a row for each of the other's. */
export function checkRows(labels: Table, scores: Table): void {
  const rows = (table: Table) => `${table.rowsInFile.toLocaleString('en')} ${table.rowsInFile === 1 ? 'row' : 'rows'}`
  const [a, b] = [labels.series.times, scores.series.times]
  if (labels.rowsInFile !== scores.rowsInFile)
    throw badInput(
      `${scores.name} has ${rows(scores)}, ${labels.name} has ${rows(labels)}: there must be a label for each score.`,
    )
  if (a.length !== b.length)
    throw badInput(
      `${scores.name} has a usable time in ${b.length.toLocaleString('en')} rows, ${labels.name} in ${a.length.toLocaleString('en')}: there must be a label for each score.`,
    )
  if (!labels.timed || !scores.timed) return
  const tolerance = (usualStep(b) || 1) / 2
  const row = b.findIndex((time, i) => Math.abs(time - a[i]) > tolerance)
  if (row >= 0)
    throw badInput(
      `Row ${(row + 1).toLocaleString('en')} in time order is at ${iso(b[row])} in ${scores.name} and at ${iso(a[row])} in ${labels.name}: these are different data.`,
    )
}

const iso = (time: number) =>
  Number.isFinite(time) && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : String(time)
