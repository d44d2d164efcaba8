import { DuckDBDataChunk, DOUBLE, type DuckDBResult } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { Job } from '../../../analysis/job.ts'
import type { Database } from '../database/duckdb.ts'
import type { RowSink } from '../importer.ts'
import { latestTime } from '../files/limits.ts'
import type { LoadColumn } from '../database/load.ts'

/** What was seen of one column on its way. min > max where it has no value at all. */
export interface ColumnFacts {
  missing: number
  /** Infinite values; they become missing. */
  infinite: number
  /** 0-based data row of the file, -1 for none. */
  firstInfinite: number
  min: number
  max: number
  /** Labels only: cells that hold another number, or another text, than 0 and 1. */
  otherNumbers: number
  otherTexts: number
  /** Of the missing values, those that a column of quality calls bad. */
  poor?: number
  /** Rows of a label column that a word marks which says what kind of anomaly it is. */
  kinds?: number
}

/** Where the rows of the table "rows" are in time and in the file. */
export interface RowTimes {
  /** [rows], epoch ms in the order of the table, NaN = no usable time. */
  times: Float64Array
  /** Already ascending where present: rows can be streamed as they are. */
  sorted: boolean
  /** `times` are the table's own, no zone was applied: DuckDB can sort by them. */
  asInTable: boolean
  /** 0-based data row of the file for a row of the table; the two differ after rejected lines. */
  fileRow(row: number): number
}

const batchRows = 65_536

/** Reads one numeric column of the table "rows" as doubles or bytes, without boxing its values. */
export async function readTimes(
  db: Database,
  rows: number,
  withFixed: boolean,
  job: Job,
): Promise<{ ms: Float64Array; fixed: Uint8Array | null }> {
  const ms = new Float64Array(rows)
  const fixed = withFixed ? new Uint8Array(rows) : null
  const result = await db.stream(`select coalesce(ms, 'NaN'::double)${withFixed ? ', fixed' : ''} from "rows"`)
  let at = 0
  for await (const chunk of chunksOf(db, result)) {
    ms.set(doubles(chunk, 0), at)
    fixed?.set(bytes(chunk, 1), at)
    at += chunk.rowCount
    await job.checkpoint()
  }
  for (let i = 0; i < rows; i++) if (!(Math.abs(ms[i]) <= latestTime)) ms[i] = NaN
  return { ms, fixed }
}

/**
 * Streams the table into the sink in time order, in batches; rows without a time are left out.
 * Equal times keep their order in the file. Returns the facts per column.
 */
export async function streamRows(
  db: Database,
  columns: LoadColumn[],
  place: RowTimes,
  sink: RowSink,
  job: Job,
): Promise<ColumnFacts[]> {
  const facts = columns.map((): ColumnFacts => ({
    missing: 0,
    infinite: 0,
    firstInfinite: -1,
    min: Infinity,
    max: -Infinity,
    otherNumbers: 0,
    otherTexts: 0,
  }))
  const values = columns.filter((column) => column.role === 'value')
  const labels = columns.filter((column) => column.role === 'label')
  const total = place.times.length
  const size = Math.min(batchRows, Math.max(1, total))
  const empty = () => ({
    times: new Float64Array(size),
    values: values.map(() => new Float64Array(size)),
    labels: labels.map(() => new Uint8Array(size)),
    fileRows: new Float64Array(size),
  })
  let batch = empty()
  let filled = 0
  const flush = async () => {
    if (filled === 0) return
    const full = filled === size
    await sink.rows(
      full
        ? batch
        : {
            times: batch.times.slice(0, filled),
            values: batch.values.map((v) => v.slice(0, filled)),
            labels: batch.labels.map((l) => l.slice(0, filled)),
            fileRows: batch.fileRows.slice(0, filled),
          },
    )
    batch = empty()
    filled = 0
  }

  const ordered = [...values, ...labels]
  const fields = ordered.map((column) => `"rows".${column.id}`)
  const result = place.sorted
    ? await db.stream(`select ${fields.join(', ') || '0'} from "rows"`)
    : await sortedStream(db, fields, place, job)
  let passed = 0
  for await (const chunk of chunksOf(db, result)) {
    const n = chunk.rowCount
    const rowOf = place.sorted ? null : doubles(chunk, fields.length)
    const columnsOfChunk = ordered.map((column, c) => (column.role === 'value' ? doubles(chunk, c) : bytes(chunk, c)))
    for (let from = 0; from < n;) {
      const take = Math.min(n - from, size - filled)
      const start = filled
      for (let i = from; i < from + take; i++) {
        const row = rowOf ? rowOf[i] : passed + i
        const time = place.times[row]
        if (Number.isNaN(time)) continue
        batch.times[filled] = time
        batch.fileRows[filled] = place.fileRow(row)
        filled++
      }
      const whole = filled - start === take
      ordered.forEach((_, c) => {
        const target = c < values.length ? batch.values[c] : batch.labels[c - values.length]
        const source = columnsOfChunk[c].subarray(from, from + take)
        if (whole) target.set(source, start)
        else
          for (let i = 0, to = start; i < take; i++)
            if (!Number.isNaN(place.times[rowOf ? rowOf[from + i] : passed + from + i])) target[to++] = source[i]
      })
      values.forEach((column, c) =>
        inspectValues(batch.values[c], start, filled, facts[columns.indexOf(column)], batch.fileRows),
      )
      labels.forEach((column, c) => inspectLabels(batch.labels[c], start, filled, facts[columns.indexOf(column)]))
      from += take
      if (filled === size) await flush()
    }
    passed += n
    await job.checkpoint({ phase: 'Storing', done: passed, total, unit: 'rows' })
  }
  await flush()
  return facts
}

/** Counts what is missing, turns infinities into missing values, and follows the range. */
function inspectValues(
  values: Float64Array,
  from: number,
  to: number,
  facts: ColumnFacts,
  fileRows: Float64Array,
): void {
  let { missing, min, max } = facts
  for (let i = from; i < to; i++) {
    const value = values[i]
    if (value - value === 0) {
      if (value < min) min = value
      if (value > max) max = value
    } else if (Number.isNaN(value)) missing++
    else {
      if (facts.infinite++ === 0) facts.firstInfinite = fileRows[i]
      values[i] = NaN
    }
  }
  Object.assign(facts, { missing, min, max })
}

/** Label codes become 0 and 1: another number than 0 is a label, another text is none. */
function inspectLabels(labels: Uint8Array, from: number, to: number, facts: ColumnFacts): void {
  for (let i = from; i < to; i++) {
    if (labels[i] < 2) continue
    if (labels[i] === 2) facts.otherNumbers++
    else facts.otherTexts++
    labels[i] = labels[i] === 2 ? 1 : 0
  }
}

/** The columns in time order, with the row of the table as last column. DuckDB sorts, and spills where memory ends. */
async function sortedStream(
  db: Database,
  fields: string[],
  { times, asInTable }: RowTimes,
  job: Job,
): Promise<DuckDBResult> {
  if (asInTable)
    return db.stream(
      `select ${[...fields, 'rowid::double'].join(', ')} from "rows" where abs(ms) <= ${latestTime} order by ms, rowid`,
    )
  await db.run('create or replace temp table "order" (ms double)')
  const appender = await db.connection.createAppender('order')
  const step = 2048
  for (let from = 0; from < times.length; from += step) {
    const n = Math.min(step, times.length - from)
    const chunk = DuckDBDataChunk.create([DOUBLE], n)
    chunk.setColumnValues(
      0,
      Array.from(times.subarray(from, from + n), (t) => (Number.isNaN(t) ? null : t)),
    )
    appender.appendDataChunk(chunk)
    if (from % (step * 32) === 0)
      await job.checkpoint({ phase: 'Sorting', done: from, total: times.length, unit: 'rows' })
  }
  appender.closeSync()
  return db.stream(
    `select ${[...fields, '"rows".rowid::double'].join(', ')} from "rows" positional join "order" where "order".ms is not null order by "order".ms, "rows".rowid`,
  )
}

async function* chunksOf(db: Database, result: DuckDBResult): AsyncGenerator<DuckDBDataChunk> {
  // Sorting happens before the first chunk and may take long; the others are there at once.
  let chunk = await db.wait(result.fetchChunk())
  while (chunk && chunk.rowCount > 0) {
    yield chunk
    chunk = await result.fetchChunk()
  }
}

/**
 * A column's memory itself, valid until the next chunk. The columns hold no nulls (coalesced in SQL); the public vectors
 * would cost a call per value, which took longer than parsing the file.
 */
function doubles(chunk: DuckDBDataChunk, column: number): Float64Array {
  const raw = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount * 8)
  return new Float64Array(raw.buffer, raw.byteOffset, chunk.rowCount)
}

function bytes(chunk: DuckDBDataChunk, column: number): Uint8Array {
  return duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount)
}
