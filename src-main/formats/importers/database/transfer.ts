import { badInput } from '../../../shared/errors.ts'
import type { ImportRecipe, ImportReport } from '../../../shared/importing/recipe.ts'
import type { Job } from '../../../analysis/job.ts'
import type { Database } from './duckdb.ts'
import { orderFacts, reportOf, spacingFacts } from '../facts.ts'
import type { RowSink } from '../importer.ts'
import { loadRows, type Loaded, type LoadPlan } from './load.ts'
import { streamRows, readTimes } from '../sinks/stream-rows.ts'
import { isEpoch } from '../times/time-format.ts'
import { isUtc } from '../../../shared/zone-offset.ts'
import { zonedToUtc } from '../times/zone.ts'
import { upperBound } from '../../../shared/search.ts'

/** A file ready to be loaded. */
export interface TransferSource {
  plan: LoadPlan
  recipe: ImportRecipe
  rowEstimate: number
  /** 1-based line of the file's first data row; null where lines are not rows (a transposed matrix, Parquet). */
  firstLine: number | null
}

/** Loads the file into DuckDB, puts its rows in time order, streams them into the sink and says what was found. */
export async function transfer(db: Database, source: TransferSource, sink: RowSink, job: Job): Promise<ImportReport> {
  const began = performance.now()
  const { plan, recipe } = source
  const loaded = await loadRows(db, plan, source.rowEstimate, job)
  if (loaded.rows === 0) throw nothingRead(loaded)

  const fileRow = fileRows(loaded, source.firstLine)
  const { times, asInTable, ...placed } = await timesOf(db, source, loaded, fileRow, job)
  const { missing, outOfOrder } = orderFacts(times)
  const rows = loaded.rows - missing
  if (rows === 0)
    throw badInput(
      `No row has a time that can be read${loaded.badTimes ? `; the first cell holds "${loaded.badTimes.value.slice(0, 40)}"` : ''}. Choose another time column or format.`,
    )

  await sink.begin({
    channels: recipe.channels.filter((channel) => channel.include).map(({ name, unit }) => ({ name, unit })),
    labelColumns: recipe.labelColumns,
    rowEstimate: rows,
  })
  const facts = await streamRows(db, plan.columns, { times, sorted: outOfOrder === 0, asInTable, fileRow }, sink, job)
  const { duplicates, gaps } = spacingFacts(outOfOrder === 0 ? times : times.slice().sort())
  const counted = recipe.time.kind === 'column' && isEpoch(recipe.time.format)
  const elapsed = counted && !(times.find((t) => !Number.isNaN(t))! > 315_532_800_000)
  const report = reportOf({
    rejected: { count: loaded.rejected.length, first: loaded.rejected[0] ?? null },
    badTime: loaded.badTimes,
    columns: plan.columns.map((column) => ({ ...column, bad: loaded.bad.get(column.id) })),
    facts,
    rows,
    outOfOrder,
    duplicates,
    gaps,
    ...placed,
    missingTimes: missing,
    timeColumn: recipe.time.kind === 'column' ? recipe.time.column : null,
    zone: recipe.time.kind === 'column' ? recipe.time.zone : 'UTC',
    fileRow,
    firstLine: source.firstLine ?? 1,
    lineWord: source.firstLine === null ? 'row' : 'line',
    seconds: (performance.now() - began) / 1000,
  })
  return {
    ...report,
    time: recipe.time.kind === 'steps' ? 'row' : elapsed ? 'elapsed' : 'absolute',
    zone: counted && !elapsed ? 'UTC' : null,
  }
}

/** [rows] epoch ms in the order of the table. */
async function timesOf(
  db: Database,
  source: TransferSource,
  loaded: Loaded,
  fileRow: (row: number) => number,
  job: Job,
): Promise<{ times: Float64Array; asInTable: boolean; doubled: number; skipped: number }> {
  const { time } = source.recipe
  if (time.kind === 'steps')
    return {
      times: Float64Array.from({ length: loaded.rows }, (_, i) => time.start + fileRow(i) * time.stepMs),
      asInTable: false,
      doubled: 0,
      skipped: 0,
    }
  const { ms, fixed } = await readTimes(db, loaded.rows, !isUtc(time.zone) && source.plan.time?.hasOffset !== null, job)
  const { utc, doubled, skipped } = zonedToUtc(ms, fixed, time.zone)
  return { times: utc, asInTable: isUtc(time.zone), doubled, skipped }
}

/** Data row of the file for a row of the table: rejected lines before it count. Rejected lines come in ascending order. */
function fileRows(loaded: Loaded, firstLine: number | null): (row: number) => number {
  if (loaded.rejected.length === 0 || firstLine === null) return (row) => row
  // offsets[k] — the table row from which k + 1 rejected lines lie before.
  const offsets = loaded.rejected.map((rejected, k) => rejected.line - firstLine - k)
  return (row) => row + upperBound(offsets, row)
}

function nothingRead(loaded: Loaded) {
  const first = loaded.rejected[0]
  return first
    ? badInput(`No line could be read as a row; line ${first.line.toLocaleString('en')} fails first: ${first.reason}.`)
    : badInput('The file has a header but no rows.')
}
