import { badInput, toPlainError } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import { missingMarkers } from '../columns/cells.ts'
import type { Database } from './duckdb.ts'
import { latestTime } from '../files/limits.ts'

/** One column to load. id — its name in the relation and in the table. */
export interface LoadColumn {
  id: string
  /** The person's name for it. */
  name: string
  role: 'value' | 'label'
  /**
   * SQL for the typed value (DOUBLE, or TINYINT for labels: 0, 1, 2 = another number, 3 = another text; null = missing).
   * loose — the cell is a text that may be anything, and must become null where it cannot be read.
   */
  value(loose: boolean): string
  /** SQL for the text of a loose cell, null where missing. */
  text: string
  /** A text in a typed format: read as text from the start. */
  alwaysLoose?: boolean
}

/** How a file becomes a table: relation, time and columns in SQL. */
export interface LoadPlan {
  /** SQL relation of all rows; the columns named in `loose` come as text, the others typed. */
  from(loose: ReadonlySet<string>, tolerant: { quotes: boolean; strict: boolean }): string
  /** null: rows are evenly spaced. ids — relation columns it reads, all loose or none. */
  time: {
    ids: string[]
    milliseconds(loose: boolean): string
    text: string
    hasOffset: string | null
    alwaysLoose: boolean
  } | null
  columns: LoadColumn[]
  /** The relation leaves its rejected lines in reject_errors. */
  rejects: boolean
}

/** A line that could not be read as a row. */
export interface RejectedLine {
  /** 1-based line of the file that DuckDB read. */
  line: number
  reason: string
}

/** Cells of one column that could not be read. row — 0-based row of the table; line — 1-based, null where only the row is known. */
export interface BadCells {
  count: number
  /** Of these, in rows that have a time. */
  timed: number
  row: number
  line: number | null
  value: string
}

/** The table "rows": ms DOUBLE (null = no time), fixed BOOLEAN where asked for, and one column per LoadColumn, NaN = missing. */
export interface Loaded {
  rows: number
  rejected: RejectedLine[]
  /** More lines were rejected than are listed. */
  rejectedIsLeast: boolean
  bad: Map<string, BadCells>
  badTimes: BadCells | null
  /** A quote that is never closed made quotes ordinary characters. */
  quotesIgnored: boolean
}

/** Rejected lines and cells that DuckDB lists per pass. */
export const rejectLimit = 200_000

/**
 * Loads a file into the table "rows" in the order of the file.
 * The happy path reads typed columns in one pass. A column in which a cell does not fit is read again as text, so that only the
 * cell is lost and not its row; this repeats until every column has shown what it holds.
 * Throws bad-input where the file cannot be read at all.
 */
export async function loadRows(db: Database, plan: LoadPlan, rowEstimate: number, job: Job): Promise<Loaded> {
  const loose = new Set<string>(plan.time?.alwaysLoose ? plan.time.ids : [])
  for (const column of plan.columns) if (column.alwaysLoose) loose.add(column.id)
  const tolerant = { quotes: true, strict: true }
  const firstLines = new Map<string, number>()
  let rowsWithQuotes: number | null = null
  for (;;) {
    await createTable(db, plan, loose, tolerant, rowEstimate, job)
    const misfits = await findMisfits(db, plan, loose, firstLines)
    if (misfits.length) {
      misfits.forEach((id) => loose.add(id))
      continue
    }
    const [[count]] = await db.rows('select count(*)::integer from "rows"')
    const rows = Number(count)
    const rejected = plan.rejects ? await rejectedLines(db) : { lines: [], limited: false }
    // An unclosed quote swallows everything up to the next one: try without quotes, and go back where that does not give more rows.
    const unclosed = rejected.lines.some((line) => line.reason === unclosedQuote)
    if (unclosed && rowsWithQuotes === null) {
      rowsWithQuotes = rows
      tolerant.quotes = false
      continue
    }
    if (!tolerant.quotes && rowsWithQuotes !== null && rows <= rowsWithQuotes) {
      tolerant.quotes = true
      continue
    }
    const bad = new Map<string, BadCells>()
    for (const column of plan.columns) {
      const cells =
        loose.has(column.id) && column.role === 'value'
          ? await badCells(db, `bad_${column.id}`, firstLines.get(column.id))
          : null
      if (cells) bad.set(column.id, cells)
    }
    const badTimes = isLooseTime(plan, loose) ? await badCells(db, 'bad_time', undefined) : null
    return {
      rows,
      rejected: rejected.lines,
      rejectedIsLeast: rejected.limited,
      bad,
      badTimes,
      quotesIgnored: !tolerant.quotes,
    }
  }
}

/**
 * The statement that yields the table's columns. It must stay a plain scan: a join, into which DuckDB turns e.g. longer IN lists,
 * would lose the order of the file.
 */
export function selectSql(
  plan: LoadPlan,
  loose: ReadonlySet<string>,
  tolerant: { quotes: boolean; strict: boolean },
): string {
  const timeIsLoose = isLooseTime(plan, loose)
  const fields: string[] = []
  if (plan.time) {
    const ms = plan.time.milliseconds(timeIsLoose)
    fields.push(`(${ms})::double as ms`)
    if (timeIsLoose) fields.push(`case when (${ms}) is null then ${plan.time.text} end as bad_time`)
    if (timeIsLoose && plan.time.hasOffset) fields.push(`coalesce(${plan.time.hasOffset}, false)::tinyint as fixed`)
  } else fields.push('0::double as ms')
  for (const column of plan.columns) {
    const isLoose = loose.has(column.id)
    const value = column.value(isLoose)
    if (column.role === 'label') fields.push(`coalesce(${value}, 0)::tinyint as ${column.id}`)
    else fields.push(`coalesce(${value}, 'NaN'::double) as ${column.id}`)
    if (isLoose && column.role === 'value')
      fields.push(`case when (${value}) is null then ${column.text} end as bad_${column.id}`)
  }
  return `select ${fields.join(', ')} from ${plan.from(loose, tolerant)}`
}

const isLooseTime = (plan: LoadPlan, loose: ReadonlySet<string>) =>
  plan.time !== null && plan.time.ids.every((id) => loose.has(id))

async function createTable(
  db: Database,
  plan: LoadPlan,
  loose: ReadonlySet<string>,
  tolerant: { quotes: boolean; strict: boolean },
  rowEstimate: number,
  job: Job,
): Promise<void> {
  await db.run('drop table if exists "rows"')
  if (plan.rejects) await db.run('drop table if exists reject_errors; drop table if exists reject_scans')
  try {
    await db.run(`create temp table "rows" as ${selectSql(plan, loose, tolerant)}`, (share) => ({
      phase: 'Reading',
      done: Math.round(share * rowEstimate),
      total: rowEstimate,
      unit: 'rows',
    }))
  } catch (error) {
    if (toPlainError(error).code !== 'internal' || !(error instanceof Error)) throw error
    const { message } = error
    // Mixed line ends are an error to DuckDB's strict mode alone.
    if (tolerant.strict && /strict_mode/.test(message)) {
      tolerant.strict = false
      return createTable(db, plan, loose, tolerant, rowEstimate, job)
    }
    if (/No space left|disk/i.test(message) && !/Parser|Cast/i.test(message))
      throw Object.assign(new Error(message), { code: 'ENOSPC' })
    throw badInput('The file cannot be read as a table.', message)
  }
}

/** Columns that were read typed and hold a cell that does not fit. Remembers the first line of each. */
async function findMisfits(
  db: Database,
  plan: LoadPlan,
  loose: ReadonlySet<string>,
  firstLines: Map<string, number>,
): Promise<string[]> {
  const found = new Set<string>()
  if (plan.rejects)
    for (const [id, line] of await db.rows(
      `select column_name, min(line) filter (where not regexp_matches(error_message, ${missingCell}))::integer from reject_errors where error_type = 'CAST' group by 1`,
    )) {
      found.add(String(id))
      if (line !== null && !firstLines.has(String(id))) firstLines.set(String(id), Number(line))
    }
  if (plan.time && plan.time.ids.some((id) => !loose.has(id))) {
    // Offsets are parsed without complaint: an unreadable time only shows as null, as does an empty cell.
    const [[missing]] = await db.rows('select count(*)::integer from "rows" where ms is null')
    if (Number(missing) > 0 || plan.time.ids.some((id) => found.has(id))) plan.time.ids.forEach((id) => found.add(id))
  }
  return [...found].filter((id) => !loose.has(id))
}

/** Padded missing markers do not fit a typed column either, but are no misfit. */
const missingCell = `'(?i)convert string "\\s*(${missingMarkers.join('|')})\\s*"'`

const unclosedQuote = 'a quote is opened and never closed'
const reasons: Readonly<Record<string, string>> = {
  'MISSING COLUMNS': 'it has too few cells',
  'TOO MANY COLUMNS': 'it has too many cells',
  'UNQUOTED VALUE': unclosedQuote,
  'LINE SIZE OVER MAXIMUM': 'it is longer than 2 MB',
  'INVALID ENCODING': 'it is not valid UTF-8 text',
}

async function rejectedLines(db: Database): Promise<{ lines: RejectedLine[]; limited: boolean }> {
  const rows = await db.rows(
    `select line::integer, min(error_type::varchar), count(*)::integer from reject_errors where error_type <> 'CAST' group by 1 order by 1`,
  )
  const total = rows.reduce((sum, row) => sum + Number(row[2]), 0)
  return {
    lines: rows.map(([line, type]) => ({
      line: Number(line),
      reason: reasons[String(type)] ?? String(type).toLowerCase(),
    })),
    limited: total >= rejectLimit,
  }
}

async function badCells(db: Database, column: string, line: number | undefined): Promise<BadCells | null> {
  const [[count, timed, row, value]] = await db.rows(
    `select count(${column})::integer, count(${column}) filter (where abs(ms) <= ${latestTime})::integer, min(rowid) filter (where ${column} is not null)::double, arg_min(${column}, rowid) filter (where ${column} is not null) from "rows"`,
  )
  return Number(count) === 0
    ? null
    : { count: Number(count), timed: Number(timed), row: Number(row), line: line ?? null, value: String(value) }
}
