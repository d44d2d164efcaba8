import { basename } from 'node:path'
import { previewFile, readFile } from '../../formats/importers/index.ts'
import { memorySink, type ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import type { Job } from '../../analysis/job.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { ImportPreview, ImportRecipe } from '../../shared/importing/recipe.ts'

/**
 * A table with scores or predictions. column — the values of a column by its name, [rows in time order], NaN = empty.
 * timed — whether the file says when its rows were; without, they are a second apart from 1970.
 * values — the first channel that is none of the columns asked for; null where there is none.
 */
export interface Table extends ReadSeries {
  name: string
  column(name: string): Float64Array
  timed: boolean
  values: Float64Array | null
}

/** Names that a column of scores goes by, the likeliest first. */
export const scoreNames = ['score', 'scores', 'anomaly_score', 'anomaly score', 'anomalyscore']

/** The beginning of a file. Throws bad-input with the file's name. */
export async function previewOf(path: string, job: Job): Promise<ImportPreview> {
  return named(path, async () => previewFile(path, null, job))
}

/** The column that is meant: as given, else the first of `usual` whatever its case. Throws bad-input with the columns there are. */
export function columnNamed(
  preview: Pick<ImportPreview, 'columns'>,
  given: string | null,
  usual: readonly string[],
  path: string,
): string {
  const names = preview.columns.map((column) => column.name)
  const same = (wanted: string) =>
    names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === wanted.toLowerCase())
  const found = given === null ? usual.map(same).find((name) => name !== undefined) : same(given)
  if (found === undefined)
    throw badInput(
      `There is no column "${given ?? usual[0]}" in ${basename(path)}. Its columns: ${names.slice(0, 30).join(', ')}.`,
    )
  return found
}

/** Reads a table. numbers — columns that are read as numbers, whatever they look like; flags — columns of 0/1. */
export async function readTable(
  path: string,
  preview: ImportPreview,
  { numbers, flags }: { numbers: string[]; flags: string[] },
  job: Job,
): Promise<Table> {
  return named(path, async () => {
    const recipe = recipeFor(preview.recipe, numbers, flags)
    const sink = memorySink()
    const report = await readFile(path, recipe, sink, job)
    const series = sink.series()
    const { labelColumns } = preview.recipe
    const other = series.channels.findIndex(({ name }) => !numbers.includes(name) && !labelColumns.includes(name))
    return {
      series,
      labels: sink.labels(),
      fileRows: sink.fileRows(),
      recipe,
      report,
      rowsInFile: report.rows + report.missingTimes + report.rejectedLines,
      name: basename(path),
      column: (name) => series.values[series.channels.findIndex((channel) => channel.name === name)],
      timed: recipe.time.kind === 'column',
      values: other < 0 ? null : series.values[other],
    }
  })
}

/** What was guessed, but for the columns that are asked for: a score of 0 and 1 alone looks like a label, one that only rises like a time. */
function recipeFor(guessed: ImportRecipe, numbers: string[], flags: string[]): ImportRecipe {
  const { time } = guessed
  const asked = [...numbers, ...flags]
  const taken = time.kind === 'column' && asked.includes(time.column)
  const others = guessed.channels
    .filter(({ column }) => !asked.includes(column))
    .map((channel) => ({ ...channel, name: channel.column }))
  return {
    ...guessed,
    ...(taken ? { time: { kind: 'steps' as const, start: 0, stepMs: 1000 } } : {}),
    labelColumns: flags,
    channels: [...numbers.map((column) => ({ column, name: column, unit: null, include: true })), ...others],
  }
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${basename(path)}: ${error.message}`, error.detail)
      : error
  }
}
