import { statSync } from 'node:fs'
import { begins, mergeTail, writeRows, type NewRows, type OpenRow } from '../../../db/series/append-rows.ts'
import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { closeRow, countRows, openRows, putFile, type SourceFile } from '../../../db/watch/sources.ts'
import { listMonitors, noteJudged } from '../../../db/watch/monitors.ts'
import { write } from '../../../db/file/statement.ts'
import { badInput, StudioError } from '../../../shared/errors.ts'
import type { Dataset } from '../../../shared/project.ts'
import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import type { Source } from '../../../shared/watch/watch.ts'
import type { Job } from '../../../analysis/job.ts'
import { sumsOf, type Found } from './files.ts'
import { cutPart, isPlainText, linesAboveOf, recipeFor, rowsOfFile } from './part.ts'
import { lookAtTail, raiseAll, seriesOf, watcherOfRun, watchersOf, type Look } from './monitored.ts'
import { reachMs } from './raise.ts'

/** What one part of a file came to. */
export interface Step {
  file: SourceFile
  /** What was read is a last line without an end: nothing comes after it. */
  open: boolean
  rows: number
  repeated: number
  late: number
  raised: number[]
  changed: number[]
}

/** More context than this is not read for rows that come late. */
const mostContext = 200_000

interface Read {
  rows: NewRows
  until: number
  /** The only row is that of a last line without an end. */
  open: boolean
  sums: { head: string; tail: string }
}

/**
 * Reads the next part of a file and does all that follows in one transaction: rows, scores, alarms, and the line of the journal that says
 * how far the file was read. So a kill leaves all of it or nothing, and what was left is read again.
 * isOld — the file is not being written any more. Returns null where there is nothing to read yet.
 */
export async function appendPart(
  db: Project,
  source: Source,
  found: Found,
  known: SourceFile | null,
  isOld: boolean,
  job: Job,
): Promise<Step | null> {
  const dataset = getDataset(db, source.dataset)
  const { watchers, troubled } = watching(db, source, dataset)
  const recipe = await ofFile(found, () => recipeFor(found.path, found.name, dataset, source.columns))
  const read = await ofFile(found, () => readPart(found, known, recipe, dataset, isOld))
  if (read === null) return null
  const needed = watchers.map(
    ({ reach, around, rule }) =>
      reach.before + reach.after + 2 * around + Math.ceil(reachMs(rule) / dataset.stepMs) + 2,
  )
  const context = Math.min(mostContext, Math.max(2, ...needed))
  const withdrawn = goneOn(db, source, known, read)
  const tail = mergeTail(db, dataset.id, read.rows, context, withdrawn?.row ?? null, read.open)
  const isChanged = tail.added > 0 || tail.withdrawn
  const looks: Look[] = []
  if (isChanged) for (const watcher of watchers) looks.push(await lookAtTail(db, watcher, tail, looks, job))
  await job.checkpoint()
  return write(db, () => {
    if (isChanged) writeRows(db, tail, seriesOf(looks), `watched: ${source.path}`)
    const alarms = isChanged ? raiseAll(db, tail, looks) : { raised: [], changed: [] }
    if (withdrawn && withdrawn.file !== known?.id) closeRow(db, withdrawn.file)
    for (const { monitor, trouble } of troubled) noteJudged(db, monitor.id, null, trouble)
    const rows = tail.added - Number(tail.withdrawn)
    countRows(db, source.id, { rows, repeated: tail.repeated, late: tail.late })
    const file = {
      id: known?.id ?? null,
      name: found.name,
      size: found.size,
      mtime: found.mtime,
      bytes: read.until,
      ...read.sums,
      openRow: read.open && tail.added > 0 ? rowText(read.rows) : null,
      rows: (known?.rows ?? 0) + rows,
      trouble: null,
    }
    return {
      file: { ...file, id: putFile(db, source.id, file) },
      open: read.open,
      rows,
      repeated: tail.repeated,
      late: tail.late,
      ...alarms,
    }
  })
}

/** The run in force and the monitors of a dataset. Throws bad-input where nobody is left who could look at new rows. */
function watching(db: Project, source: Source, dataset: Dataset): ReturnType<typeof watchersOf> {
  const monitors = listMonitors(db, dataset.id)
  if (source.run === null && monitors.length === 0)
    throw badInput(`The run that scored "${dataset.name}" was removed. Choose another one for its source.`)
  const found = watchersOf(db, monitors, dataset.stepMs, source.run)
  if (source.run !== null)
    found.watchers.unshift(watcherOfRun(db, getRun(db, source.run), dataset.stepMs, source, null))
  return found
}

/** The row of half a line that has gone on: of this file, or of a copy of it that was made while the line was written. */
function goneOn(
  db: Project,
  source: Source,
  known: SourceFile | null,
  { rows, open }: Read,
): { file: number; row: OpenRow } | null {
  if (known?.openRow) return { file: known.id, row: JSON.parse(known.openRow) as OpenRow }
  if (open) return null
  for (const { id, openRow } of openRows(db, source.id)) {
    const row = JSON.parse(openRow) as OpenRow
    const values = row.values.map((v) => v ?? NaN)
    const whole = (i: number) => rows.values.map((channel) => channel[i])
    const [from, to] = [lowerBound(rows.times, row.time), upperBound(rows.times, row.time)]
    for (let i = from; i < to; i++)
      if (begins(values, whole(i)) && whole(i).some((v, c) => v !== values[c] && !Number.isNaN(v)))
        return { file: id, row }
  }
  return null
}

const rowText = ({ times, values }: NewRows) =>
  JSON.stringify({ time: times[0], values: values.map((channel) => channel[0]) })

async function readPart(
  found: Found,
  known: SourceFile | null,
  recipe: ImportRecipe,
  dataset: Dataset,
  isOld: boolean,
): Promise<Read | null> {
  if (isPlainText(found, recipe)) {
    const cut = cutPart(found, known, linesAboveOf(recipe), isOld && !known?.openRow)
    if (cut === null) return null
    try {
      const rows = await rowsOfFile(cut.path, found.name, recipe, dataset)
      // The time alone is no row yet.
      if (cut.open && rows.values.every((channel) => channel.every(Number.isNaN))) return null
      return { rows, until: cut.until, open: cut.open, sums: cut.sums }
    } catch (error) {
      // Half a line need not be a row yet.
      if (cut.open && error instanceof StudioError && error.code === 'bad-input') return null
      throw error
    } finally {
      cut.remove()
    }
  }
  // A workbook or an archive is whole or nothing: it is read when nobody writes it any more.
  if (!isOld) return null
  const sums = sumsOf(found.path, found.size)
  const rows = await rowsOfFile(found.path, found.name, recipe, dataset)
  const now = statSync(found.path, { throwIfNoEntry: false })
  if (now?.size !== found.size || now.mtimeMs !== found.mtime) return null
  return { rows, until: found.size, open: false, sums }
}

/** What is wrong with a file, with its name before it. */
async function ofFile<T>({ name }: Found, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input' && !error.message.startsWith(name)
      ? badInput(`${name}: ${error.message}`, error.detail)
      : error
  }
}
