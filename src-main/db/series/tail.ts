import { bytes, readChunk } from './chunks.ts'
import { chunkSum } from './chunk-sum.ts'
import type { Project } from '../project.ts'
import {
  chunkBuckets,
  chunkRows,
  coarsenTimes,
  coarsenValues,
  levelsFor,
  summariseTimes,
  summariseValues,
  timeColumns,
  valueColumns,
} from './pyramid.ts'
import { sql, write } from '../file/statement.ts'

/**
 * Replaces a series from a chunk on, pyramid included, so that adding rows costs what was added and not what is there. The result is
 * what writing the whole series anew would give, chunk by chunk.
 * first — position of the first chunk that changes; times — [n] from its first row on; values — [n], null for the time axis itself.
 */
export function writeTail(
  db: Project,
  series: number,
  first: number,
  times: Float64Array,
  values: Float64Array | null,
): void {
  const columns = values ? valueColumns : timeColumns
  const coarsen = values ? coarsenValues : coarsenTimes
  write(db, () => {
    const rows = first * chunkRows + times.length
    const levels = levelsFor(rows)
    let lower: Float64Array[] = []
    for (let from = 0; from < times.length; from += chunkRows) {
      const to = Math.min(times.length, from + chunkRows)
      put(db, series, 0, first + from / chunkRows, (values ?? times).slice(from, to))
      const part = times.subarray(from, to)
      lower.push(values ? summariseValues(part, values.subarray(from, to), to - from) : summariseTimes(part, to - from))
    }
    // What the chunks of one level become in the next: a quarter of a chunk each.
    let position = first
    for (let level = 1; level <= levels; level++) {
      const own = position >> 2
      const before = position - 4 * own
      const kept = before === 0 ? [] : [keptBuckets(db, series, level, own, before, columns, coarsen)]
      const buckets = joinedColumns([...kept, ...lower], columns)
      const n = buckets.length / columns
      lower = []
      for (let from = 0; from < n; from += chunkBuckets) {
        const data = partOf(buckets, columns, from, Math.min(n, from + chunkBuckets))
        put(db, series, level, own + from / chunkBuckets, data)
        lower.push(coarsen(data))
      }
      sql(db, 'DELETE FROM chunk WHERE series = ? AND level = ? AND position > ?').run(
        series,
        level,
        own + Math.ceil(n / chunkBuckets) - 1,
      )
      position = own
    }
    sql(db, 'DELETE FROM chunk WHERE series = ? AND level = 0 AND position > ?').run(
      series,
      Math.ceil(rows / chunkRows) - 1,
    )
    sql(db, 'DELETE FROM chunk WHERE series = ? AND level > ?').run(series, levels)
  })
}

function put(db: Project, series: number, level: number, position: number, data: Float64Array): void {
  const blob = bytes(data)
  sql(db, 'INSERT OR REPLACE INTO chunk (series, level, position, sum, data) VALUES (?, ?, ?, ?, ?)').run(
    series,
    level,
    position,
    chunkSum(series, level, position, blob),
    blob,
  )
}

/** The buckets of a chunk that come of the `before` lower chunks which do not change: from itself, or from those where the level is new. */
function keptBuckets(
  db: Project,
  series: number,
  level: number,
  position: number,
  before: number,
  columns: number,
  coarsen: (buckets: Float64Array) => Float64Array,
): Float64Array {
  const there = readChunk(db, series, level, position)
  const wanted = (before * chunkBuckets) / 4
  if (there && there.length / columns >= wanted) return partOf(there, columns, 0, wanted)
  // Level 1 is always there; a higher one comes to be when the one below it outgrows a chunk.
  const lower = Array.from({ length: before }, (_, i) => readChunk(db, series, level - 1, 4 * position + i)!)
  return joinedColumns(lower.map(coarsen), columns)
}

/** Buckets from … to (exclusive) of columns that lie behind each other. */
function partOf(buckets: Float64Array, columns: number, from: number, to: number): Float64Array {
  const n = buckets.length / columns
  const part = new Float64Array(columns * (to - from))
  for (let c = 0; c < columns; c++) part.set(buckets.subarray(c * n + from, c * n + to), c * (to - from))
  return part
}

function joinedColumns(parts: readonly Float64Array[], columns: number): Float64Array {
  const n = parts.reduce((sum, part) => sum + part.length / columns, 0)
  const all = new Float64Array(columns * n)
  let at = 0
  for (const part of parts) {
    const own = part.length / columns
    for (let c = 0; c < columns; c++) all.set(part.subarray(c * own, (c + 1) * own), c * n + at)
    at += own
  }
  return all
}
