import { statSync } from 'node:fs'
import { mergeTail, writeRows, type NewRows, type Tail } from '../../../db/append-rows.ts'
import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { countRows, putFile, type SourceFile } from '../../../db/sources.ts'
import { sql, write } from '../../../db/statement.ts'
import { badInput, StudioError } from '../../../shared/errors.ts'
import type { Dataset } from '../../../shared/project.ts'
import type { ImportRecipe } from '../../../shared/recipe.ts'
import type { Source } from '../../../shared/watch.ts'
import type { Job } from '../../../analysis/job.ts'
import { sumsOf, type Found } from './files.ts'
import { cutPart, isPlainText, linesAboveOf, recipeFor, rowsOfFile } from './part.ts'
import { raiseAlarms, reachMs, ruleOf } from './raise.ts'
import { scoreTail, watchModel } from './score-tail.ts'

/** What one part of a file came to. */
export interface Step {
  file: SourceFile
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
  if (source.run === null)
    throw badInput(`The run that scored "${dataset.name}" was removed. Choose another one for its source.`)
  const run = getRun(db, source.run)
  const ready = watchModel(db, run)
  const recipe = await ofFile(found, () => recipeFor(found.path, found.name, dataset, source.columns))
  const read = await ofFile(found, () => readPart(found, known, recipe, dataset, isOld))
  if (read === null) return null
  const rule = ruleOf(source.settings, run, dataset.stepMs, ready.window)
  const context = Math.min(mostContext, 2 * ready.window + Math.ceil(reachMs(rule) / dataset.stepMs) + 2)
  const withdrawn = known?.openRow ? (JSON.parse(known.openRow) as { time: number; values: (number | null)[] }) : null
  const tail = mergeTail(db, dataset.id, read.rows, context, withdrawn)
  const isChanged = tail.added > 0 || tail.withdrawn
  const scored = isChanged ? await scoreTail(db, run, ready, tail, job) : null
  await job.checkpoint()
  return write(db, () => {
    if (scored) {
      writeRows(db, tail, scored.series, `watched: ${source.path}`)
      sql(
        db,
        `UPDATE run SET max_score = nullif(max(coalesce(max_score, -1e308), coalesce(?, -1e308)), -1e308), assessed = assessed + ? WHERE id = ?`,
      ).run(...assessedIn(scored.scores, tail), run.id)
    }
    const alarms = scored
      ? raiseAlarms(db, run, tail, scored, { rule, since: source.since })
      : { raised: [], changed: [] }
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
      rows,
      repeated: tail.repeated,
      late: tail.late,
      ...alarms,
    }
  })
}

/** Highest new score, and how many more rows are assessed. */
function assessedIn(scores: Float64Array, { origin }: Tail): [number | null, number] {
  let [most, n] = [-Infinity, 0]
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) continue
    if (scores[i] > most) most = scores[i]
    if (origin[i] < 0) n++
  }
  return [Number.isFinite(most) ? most : null, n]
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
