import { StudioError } from '../../shared/errors.ts'
import { readChunk, readChunks } from './chunks.ts'
import type { Project } from '../project.ts'
import { branching, bucketRows, chunkBuckets, chunkRows, levelsFor, timeColumns } from './pyramid.ts'
import { sql } from '../file/statement.ts'
import { firstWhere } from '../../shared/search.ts'

export { addChannel, createDatasetWriter, createSeriesWriter } from './series-writer.ts'

/** The time axis of a dataset. times — its series; rows — how many there are. */
export interface TimeAxis {
  times: number
  rows: number
  stepMs: number
}

/** Throws not-found for a dataset that is not there, or has no rows yet. */
export function timeAxis(db: Project, dataset: number): TimeAxis {
  const row = sql<{ times: number | null; row_count: number; step_ms: number }>(
    db,
    'SELECT times, row_count, step_ms FROM dataset WHERE id = ?',
  ).get(dataset)
  if (!row) throw new StudioError('not-found', 'That dataset is not in the project any more.')
  if (row.times === null || row.row_count === 0) throw new StudioError('not-found', 'That dataset has no rows yet.')
  return { times: row.times, rows: row.row_count, stepMs: row.step_ms }
}

/** Times of rows first…last (both included), epoch milliseconds; without a range, of all. */
export function readTimes(db: Project, dataset: number, first?: number, last?: number): Float64Array {
  const axis = timeAxis(db, dataset)
  return readRows(db, axis.times, first ?? 0, last ?? axis.rows - 1, axis.rows)
}

/** Values of rows first…last (both included), NaN = missing; without a range, of all. */
export function readValues(db: Project, series: number, first?: number, last?: number): Float64Array {
  const row = sql<{ rows: number }>(
    db,
    'SELECT row_count AS rows FROM series JOIN dataset ON dataset.id = series.dataset WHERE series.id = ?',
  ).get(series)
  if (!row) throw new StudioError('not-found', 'That series is not in the project any more.')
  return readRows(db, series, first ?? 0, last ?? row.rows - 1, row.rows)
}

/** Fills [row] with the values of as many rows of a series, NaN = missing: one piece of memory serves for channel after channel. */
export function readAll(db: Project, series: number, into: Float64Array): Float64Array {
  return readRows(db, series, 0, into.length - 1, into.length, into)
}

function readRows(
  db: Project,
  series: number,
  first: number,
  last: number,
  rows: number,
  into?: Float64Array,
): Float64Array {
  const from = Math.max(0, first)
  const to = Math.min(rows - 1, last)
  const out = into ?? new Float64Array(Math.max(0, to - from + 1))
  let read = 0
  for (const { position, data } of readChunks(
    db,
    series,
    0,
    Math.floor(from / chunkRows),
    Math.floor(to / chunkRows),
  )) {
    const base = position * chunkRows
    const piece = data.subarray(Math.max(0, from - base), Math.min(data.length, to - base + 1))
    out.set(piece, base + Math.max(0, from - base) - from)
    read += piece.length
    letGo(data)
  }
  if (read !== out.length)
    throw new StudioError(
      'corrupt',
      `A series of the project holds ${read.toLocaleString('en')} of ${out.length.toLocaleString('en')} values.`,
    )
  return out
}

/** Frees a chunk that nobody else holds at once: of a long series, what waits to be collected is as much as the series itself. */
function letGo({ buffer, byteLength }: Float64Array): void {
  // A small blob may lie in memory that others share.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/** First row at or after a time; the number of rows if there is none. Reads one chunk per level of the pyramid. */
export function rowAtOrAfter(db: Project, axis: TimeAxis, time: number): number {
  const top = levelsFor(axis.rows)
  // Buckets from…to of a level are to be searched for the first that ends at or after the time.
  let from = 0
  let to = Infinity
  for (let level = top; level >= 1; level--) {
    const position = Math.floor(from / chunkBuckets)
    const base = position * chunkBuckets
    const data = chunk(db, axis, level, position)
    const n = data.length / timeColumns
    const ends = data.subarray(n)
    const found = base + firstWhere(Math.min(to - base, n), (i) => !(ends[i] < time), from - base)
    if (level === top && found === n) return axis.rows
    // Children never lie in two chunks: the sizes of both are powers of two.
    const children = level === 1 ? bucketRows : branching
    from = found * children
    to = from + children
  }
  const position = Math.floor(from / chunkRows)
  const base = position * chunkRows
  const rows = chunk(db, axis, 0, position)
  return base + firstWhere(Math.min(to - base, rows.length), (i) => !(rows[i] < time), from - base)
}

function chunk(db: Project, axis: TimeAxis, level: number, position: number): Float64Array {
  const data = readChunk(db, axis.times, level, position)
  if (!data) throw new StudioError('corrupt', 'A piece of the time axis is missing in the project file.')
  return data
}

/** Row nearest to a time. Of equally near ones the earlier; of rows with the same time the first. */
export function rowAt(db: Project, dataset: number, time: number): number {
  const axis = timeAxis(db, dataset)
  const after = rowAtOrAfter(db, axis, time)
  if (after === 0) return 0
  const [before] = readRows(db, axis.times, after - 1, after - 1, axis.rows)
  const next = after < axis.rows ? readRows(db, axis.times, after, after, axis.rows)[0] : Infinity
  if (next - time < time - before) return after
  return rowAtOrAfter(db, axis, before)
}

/** Rows inside the closed interval start…end; null if there is none. */
export function rowsBetween(
  db: Project,
  dataset: number,
  start: number,
  end: number,
): { first: number; last: number } | null {
  const axis = timeAxis(db, dataset)
  const first = rowAtOrAfter(db, axis, start)
  const last = rowAtOrAfter(db, axis, nextUp(end)) - 1
  return first <= last ? { first, last } : null
}

/** The next larger double: "after end" as "at or after the next number". */
export function nextUp(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value === 0 ? 0 : value)
  const bits = view.getBigInt64(0)
  if (value === 0) return Number.MIN_VALUE
  view.setBigInt64(0, value > 0 ? bits + 1n : bits - 1n)
  return view.getFloat64(0)
}
