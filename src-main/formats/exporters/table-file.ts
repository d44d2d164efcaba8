import { DuckDBDataChunk, DOUBLE, VARCHAR } from '@duckdb/node-api'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { identifier, quote, withDatabase } from '../importers/database/duckdb.ts'
import type { Job } from '../../analysis/job.ts'
import { checkOutput, writeOutput, type Output } from '../../files/output.ts'

/**
 * A column of a table to be written. value — of one row; null = empty.
 * time: epoch milliseconds, in CSV as ISO 8601 in UTC, in Parquet as a timestamp of microseconds in UTC;
 * number: a double; whole: an integer; text.
 */
export interface TableColumn {
  name: string
  kind: 'time' | 'number' | 'whole' | 'text'
  value(row: number): number | string | null
}

export interface Table {
  rows: number
  columns: TableColumn[]
}

/** DuckDB's own size of a chunk. */
const chunkRows = 2048

/** Writes a table with a header. Throws where the place cannot be written. */
export async function writeTable(
  output: Output,
  format: 'csv' | 'parquet',
  { rows, columns }: Table,
  job: Job,
): Promise<void> {
  checkOutput(output)
  await withDatabase([], job, async (db) => {
    const ids = columns.map((_, c) => `c${c}`)
    await db.run(
      `create table "out" (${columns.map(({ kind }, c) => `c${c} ${kind === 'text' ? 'varchar' : 'double'}`).join(', ')})`,
    )
    const appender = await db.connection.createAppender('out')
    const types = columns.map(({ kind }) => (kind === 'text' ? VARCHAR : DOUBLE))
    for (let from = 0; from < rows; from += chunkRows) {
      const n = Math.min(chunkRows, rows - from)
      const chunk = DuckDBDataChunk.create(types, n)
      columns.forEach(({ value }, c) =>
        chunk.setColumnValues(
          c,
          Array.from({ length: n }, (_, i) => orNull(value(from + i))),
        ),
      )
      appender.appendDataChunk(chunk)
      await job.checkpoint({ phase: 'Collecting', done: from, total: rows, unit: 'rows' })
    }
    appender.closeSync()
    const made = join(db.folder, `out.${format}`)
    const fields = columns.map(({ name, kind }, c) => `${fieldSql(ids[c], kind, format)} as ${identifier(name)}`)
    const options = format === 'csv' ? 'format csv, header' : 'format parquet, compression zstd'
    await db.run(
      `copy (select ${fields.join(', ')} from "out" order by rowid) to ${quote(made)} (${options})`,
      (share) => ({ phase: 'Writing', done: Math.round(share * rows), total: rows, unit: 'rows' }),
    )
    await writeOutput(output, async (file) => {
      for await (const piece of createReadStream(made, { highWaterMark: 1 << 20 }))
        await file.writeFile(piece as Buffer)
    })
  })
}

const orNull = (value: number | string | null) => (value === '' || Number.isNaN(value) ? null : value)

function fieldSql(id: string, kind: TableColumn['kind'], format: 'csv' | 'parquet'): string {
  const time = `make_timestamp(round(${id} * 1000)::bigint)`
  if (kind === 'time')
    return format === 'csv' ? `strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ')` : `${time} at time zone 'UTC'`
  return kind === 'whole' ? `${id}::bigint` : id
}
