import { StudioError } from '../../shared/errors.ts'
import { chunkSum } from './chunk-sum.ts'
import { chunkBuckets, chunkRows, valueColumns } from './pyramid.ts'
import type { Chunk } from './pyramid-builder.ts'
import type { Project } from '../project.ts'
import { sql, write } from '../file/statement.ts'

/** The chunks of one level from position to position, in order. */
export function* readChunks(
  db: Project,
  series: number,
  level: number,
  from: number,
  to: number,
): IterableIterator<{ position: number; data: Float64Array }> {
  // One by one rather than by iterate(): an iterator left open would hold a snapshot and keep the WAL from shrinking.
  for (let position = from; position <= to; position++) {
    const data = readChunk(db, series, level, position)
    if (data) yield { position, data }
  }
}

/** null where there is none. Throws corrupt where it is not what was written. */
export function readChunk(db: Project, series: number, level: number, position: number): Float64Array | null {
  const row = sql<{ data: Buffer; sum: number }>(
    db,
    'SELECT data, sum FROM chunk WHERE series = ? AND level = ? AND position = ?',
  ).get(series, level, position)
  if (!row) return null
  const most = level === 0 ? chunkRows : chunkBuckets * valueColumns
  const { byteLength } = row.data
  const whole = byteLength > 0 && byteLength % 8 === 0 && byteLength <= 8 * most
  if (!whole || chunkSum(series, level, position, row.data) !== row.sum) throw damagedChunk(db, series, level, position)
  return floats(row.data)
}

function damagedChunk(db: Project, series: number, level: number, position: number): StudioError {
  const channel = sql<{ name: string; dataset: string }>(
    db,
    'SELECT channel.name, dataset.name AS dataset FROM channel JOIN dataset ON dataset.id = channel.dataset WHERE series = ?',
  ).get(series)
  const what = channel ? `Channel "${channel.name}" of "${channel.dataset}"` : 'A series of times or scores'
  const first = position * chunkRows + 1
  const where =
    level === 0
      ? ` from row ${first.toLocaleString('en')} to ${(first + chunkRows - 1).toLocaleString('en')}`
      : ' in its overview'
  return new StudioError(
    'corrupt',
    `${what} is damaged in the project file${where}: it is not what was written there. Import or score it again, or open a copy of the project.`,
  )
}

/** Float64 view of a blob; copied only where it does not lie on a multiple of eight. */
export function floats(blob: Buffer): Float64Array {
  if (blob.byteOffset % 8 === 0)
    return new Float64Array(blob.buffer as ArrayBuffer, blob.byteOffset, blob.byteLength / 8)
  return new Float64Array(Uint8Array.from(blob).buffer)
}

export const bytes = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** Writes what has piled up in one short transaction. */
function writeChunks(db: Project, pile: { series: number; chunk: Chunk }[]): void {
  const insert = sql(db, 'INSERT INTO chunk (series, level, position, sum, data) VALUES (?, ?, ?, ?, ?)')
  write(db, () => {
    for (const { series, chunk } of pile) {
      const data = bytes(chunk.data)
      const sum = chunkSum(series, chunk.level, chunk.position, data)
      insert.run(series, chunk.level, chunk.position, sum, data)
    }
  })
}

/** Collects chunks and writes them a megabyte at a time: a few milliseconds with the write lock, then others have their turn. */
export function chunkPile(db: Project, limitBytes = 1 << 20) {
  let pile: { series: number; chunk: Chunk }[] = []
  let size = 0
  const flush = () => {
    if (pile.length) writeChunks(db, pile)
    pile = []
    size = 0
  }
  return {
    put(series: number, chunk: Chunk) {
      pile.push({ series, chunk })
      size += chunk.data.byteLength
      if (size >= limitBytes) flush()
    },
    flush,
  }
}

/** A new, empty series of a dataset. */
export function createSeries(db: Project, dataset: number): number {
  return Number(sql(db, 'INSERT INTO series (dataset) VALUES (?)').run(dataset).lastInsertRowid)
}

/** Gives series up: they are gone from the dataset at once, their chunks with the next `clearRubbish`. */
export function dropSeries(db: Project, series: readonly number[]): void {
  const drop = sql(db, 'UPDATE series SET dataset = NULL WHERE id = ?')
  write(db, () => series.forEach((id) => drop.run(id)))
}

/** Deletes a few chunks of given-up series in one short transaction. False when there is nothing left. */
export function clearSome(db: Project, chunks = 32): boolean {
  return write(db, () => {
    const rubbish = sql<{ id: number }>(db, 'SELECT id FROM series WHERE dataset IS NULL LIMIT 1').get()
    if (!rubbish) return false
    const { changes } = sql(
      db,
      'DELETE FROM chunk WHERE rowid IN (SELECT rowid FROM chunk WHERE series = ? ORDER BY level, position LIMIT ?)',
    ).run(rubbish.id, chunks)
    if (changes < chunks) sql(db, 'DELETE FROM series WHERE id = ?').run(rubbish.id)
    return true
  })
}

/** Gives a few freed pages back, so that the file shrinks with what it holds. False when there are none left. */
function shrinkSome(db: Project, pages = 64): boolean {
  db.pragma(`incremental_vacuum(${pages})`)
  return Number(db.pragma('freelist_count', { simple: true })) > 0
}

/**
 * Clears given-up series away and shrinks the file, letting others work in between. Never rejects: where the project is
 * closed or the file is busy it stops, and the next removal or opening goes on.
 */
export async function clearRubbish(db: Project): Promise<void> {
  try {
    while (db.open && (clearSome(db) || shrinkSome(db))) await new Promise((resolve) => setImmediate(resolve))
  } catch {
    // Nothing depends on it.
  }
}
