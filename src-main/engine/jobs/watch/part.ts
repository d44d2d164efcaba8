import { closeSync, mkdtempSync, openSync, readSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { previewFile, readFile } from '../../../formats/importers/index.ts'
import type { RowBatch, SinkHeader } from '../../../formats/importers/importer.ts'
import { joined } from '../../../analysis/math/joined.ts'
import { quietJob } from '../../../analysis/job.ts'
import { badInput } from '../../../shared/errors.ts'
import { lackingColumns, settingsFrom } from '../../../shared/importing/known-recipe.ts'
import type { ImportPreview, ImportRecipe } from '../../../shared/importing/recipe.ts'
import { splitUnit } from '../../../shared/data/units.ts'
import type { Dataset } from '../../../shared/project.ts'
import type { NewRows } from '../../../db/series/append-rows.ts'
import { sumsOf, type Found } from './files.ts'
import { removeLeftSync } from '../../../files/held.ts'

/** A part of a text file that is read at once, so that a file of any size fits into memory. */
const mostBytes = 16 * 2 ** 20

/** Whether a file is text whose lines can be read one after the other, as they come. */
export const isPlainText = ({ name }: Found, recipe: ImportRecipe) =>
  recipe.importer === 'delimited' &&
  !recipe.transposed &&
  (recipe.inside ?? []).length === 0 &&
  ['utf-8', 'latin-1', 'windows-1250', 'windows-1251', 'windows-1253', 'windows-1254'].includes(recipe.encoding) &&
  !['.gz', '.zip', '.xlsx', '.xlsm', '.parquet', '.pq', '.npy', '.mat', '.jsonl', '.ndjson'].includes(
    extname(name).toLowerCase(),
  )

/**
 * The bytes of a text file behind what is known of it that are whole lines, with the lines above the table before them, as a file of their own: what
 * is appended meanwhile does not disturb. null where there is no row. open — take a last line without an end, alone.
 */
export function cutPart(
  { path, size }: Found,
  known: { bytes: number; head: string; tail: string } | null,
  linesAbove: number,
  open: boolean,
): { path: string; until: number; open: boolean; sums: { head: string; tail: string }; remove(): void } | null {
  const file = openSync(path, 'r')
  const from = known?.bytes ?? 0
  try {
    if (known && from > 0) {
      const sums = sumsOf(file, from)
      if (sums.head !== known.head || sums.tail !== known.tail) return null
    }
    const buffer = Buffer.alloc(Math.min(mostBytes, Math.max(0, size - from)))
    const read = readSync(file, buffer, 0, buffer.length, from)
    const lastEnd = buffer.subarray(0, read).lastIndexOf(10) + 1
    // Half a line is a part of its own: it may have to be taken back.
    const takesOpen = open && lastEnd === 0 && read > 0 && read === size - from
    const length = takesOpen ? read : lastEnd
    if (length === 0) return null
    const lines = buffer.subarray(0, length).reduce((n, byte) => n + Number(byte === 10), 0)
    if (from === 0 && lines <= linesAbove) return null
    const sums = sumsOf(file, from + lastEnd)
    const again = Buffer.alloc(length)
    // What was put in its place meanwhile has not been read.
    if (readSync(file, again, 0, length, from) !== length || !again.equals(buffer.subarray(0, length))) return null
    const above = from === 0 ? Buffer.alloc(0) : headOf(file, linesAbove)
    const folder = mkdtempSync(join(tmpdir(), 'anomaly-part-'))
    const part = join(folder, 'part.csv')
    const out = openSync(part, 'w')
    try {
      writeSync(out, above)
      writeSync(out, buffer, 0, length)
    } finally {
      closeSync(out)
    }
    return {
      path: part,
      until: from + lastEnd,
      open: takesOpen,
      sums,
      remove: () => removeLeftSync(folder),
    }
  } finally {
    closeSync(file)
  }
}

function headOf(file: number, lines: number): Buffer {
  const buffer = Buffer.alloc(1 << 20)
  const read = readSync(file, buffer, 0, buffer.length, 0)
  let at = 0
  for (let line = 0; line < lines && at < read; line++) {
    const end = buffer.subarray(at, read).indexOf(10)
    if (end < 0) break
    at += end + 1
  }
  return buffer.subarray(0, at)
}

/** Lines from the top of a file to its first row. */
export const linesAboveOf = ({ skipLines, headerLines, header, unitLine }: ImportRecipe) =>
  skipLines + (headerLines ?? Number(header) + Number(unitLine ?? false))

/**
 * How a file of the dataset is read: by its recipe, with the names that columns have by now. Throws bad-input with what to do for one that
 * lacks a column, whatever else it is.
 */
export async function recipeFor(
  path: string,
  name: string,
  dataset: Dataset,
  renamed: Record<string, string>,
): Promise<ImportRecipe> {
  const guessed = await previewFile(path, null, quietJob())
  const refused = guessed.problems.find((problem) => problem.severity === 'error')
  if (refused) throw badInput(`${name}: ${refused.message}`)
  const known = dataset.recipe
  if (!known) return guessed.recipe
  const wanted = withNames(known, guessed, renamed)
  const read = await previewFile(
    path,
    settingsFrom(
      { name: '', shape: { packings: [], columns: [] }, recipe: wanted, chosen: [], saved: 0 },
      guessed.recipe,
    ),
    quietJob(),
  )
  const columns = read.columns.map((column) => column.name)
  const time = wanted.time.kind === 'column' ? [wanted.time.column] : []
  const lacking = [
    ...time.filter((column) => !columns.includes(column)),
    ...wanted.channels.filter((one) => one.include && !columns.includes(one.column)).map((one) => one.column),
  ]
  if (lacking.length > 0 || lackingColumns(wanted, read)) {
    const fresh = guessed.columns.map((one) => one.name).filter((one) => !isNamed(wanted, one))
    const unit = lacking.length === 1 && fresh.length === 1 ? otherUnit(lacking[0], fresh[0]) : null
    if (unit)
      throw badInput(
        `${name} is not read: it has "${unit.name}" in ${unit.now} and not in ${unit.before}, and values of two units do not belong in one channel. It waits until it is written in ${unit.before} again.`,
      )
    const example = fresh.length === 1 && lacking.length === 1 ? `"${lacking[0]}=${fresh[0]}"` : '"OLD=NEW"'
    throw badInput(
      lacking.length > columns.length / 2 && fresh.length > columns.length / 2
        ? `${name} is not read: it has other columns than "${dataset.name}", as a file of another machine has. It waits; take it away if it does not belong here.`
        : `${name} is not read: it has no column named ${lacking.map((one) => `"${one}"`).join(', ')}${fresh.length > 0 ? `, and new ones named ${fresh.map((one) => `"${one}"`).join(', ')}` : ''}. It waits; if a column was renamed, say so with --column ${example}.`,
    )
  }
  return read.recipe
}

const isNamed = ({ channels, time, labelColumns }: ImportRecipe, column: string) =>
  channels.some((one) => one.column === column) ||
  labelColumns.includes(column) ||
  (time.kind === 'column' && [time.column, time.clock, ...(time.more ?? [])].includes(column))

/** The quantity of two columns that differ in their unit alone; null of others. */
function otherUnit(before: string, now: string): { name: string; before: string; now: string } | null {
  const [a, b] = [splitUnit(before), splitUnit(now)]
  return bare(a.name) === bare(b.name) && a.unit !== null && b.unit !== null && a.unit !== b.unit
    ? { name: a.name, before: a.unit, now: b.unit }
    : null
}

/** Letters, digits and nothing else, in one case. */
const bare = (column: string) => column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The recipe with columns by the names of this file: as somebody said, or the same but for blanks, marks and capitals. */
function withNames(recipe: ImportRecipe, { columns }: ImportPreview, renamed: Record<string, string>): ImportRecipe {
  const there = columns.map((column) => column.name)
  const now = (column: string) => {
    if (there.includes(column)) return column
    if (renamed[column] !== undefined && there.includes(renamed[column])) return renamed[column]
    const alike = there.filter((one) => bare(one) === bare(column) && bare(one) !== '' && !otherUnit(column, one))
    return alike.length === 1 ? alike[0] : column
  }
  const time = recipe.time.kind === 'column' ? { ...recipe.time, column: now(recipe.time.column) } : recipe.time
  return { ...recipe, time, channels: recipe.channels.map((one) => ({ ...one, column: now(one.column) })) }
}

/** All rows of a file in memory, as columns of the dataset's channels. Throws bad-input where nothing can be read, or rows have no times. */
export async function rowsOfFile(path: string, name: string, recipe: ImportRecipe, dataset: Dataset): Promise<NewRows> {
  const times: Float64Array[] = []
  const parts: Float64Array[][] = []
  let header: SinkHeader | null = null
  const sink = {
    begin: (given: SinkHeader) => {
      header = given
      times.length = parts.length = 0
    },
    rows: (batch: RowBatch) => {
      times.push(batch.times.slice())
      parts.push(batch.values.map((channel) => channel.slice()))
    },
  }
  const report = await readFile(path, recipe, sink, quietJob())
  if (report.time === 'row' || report.time === 'elapsed')
    throw badInput(
      `${name} has no dates, so nobody can tell where its rows belong. A source needs files with a column of times.`,
    )
  const { channels } = header as unknown as SinkHeader
  const places = placesOf(
    channels.map((one) => one.name),
    recipe,
    dataset,
  )
  const all = joined(times)
  return {
    times: all,
    values: places.map((c) => (c < 0 ? new Float64Array(all.length).fill(NaN) : joined(parts.map((part) => part[c])))),
  }
}

/** For each channel of the dataset the column of the file that it is: by its name, or, where it was renamed after the import, by its place. */
function placesOf(names: string[], recipe: ImportRecipe, dataset: Dataset): number[] {
  const own = (dataset.recipe ?? recipe).channels.filter((one) => one.include)
  return dataset.channels.map(({ name }, position) => {
    const by = names.indexOf(name)
    if (by >= 0) return by
    const original = own.length === dataset.channels.length ? own[position].name : undefined
    return original === undefined || dataset.channels.some((one) => one.name === original)
      ? -1
      : names.indexOf(original)
  })
}
