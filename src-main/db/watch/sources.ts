import { z } from 'zod'
import { StudioError } from '../../shared/errors.ts'
import { watchSettings, type Source } from '../../shared/watch/watch.ts'
import type { Project } from '../project.ts'
import { newId, sql, write } from '../file/statement.ts'
import { storedOrNull } from '../file/stored.ts'

interface SourceRow extends Omit<Source, 'columns' | 'settings' | 'waiting' | 'paused'> {
  paused: number
  columns: string
  settings: string
}

/** What was read of a file: by this it is known again under any name. */
export interface SourceFile {
  id: number
  name: string
  size: number
  mtime: number
  /** Read to here. */
  bytes: number
  /** Sums of the first and of the last part of what was read. */
  head: string
  tail: string
  /** Time and values of a last line without an end, as JSON; null where every line had one. */
  openRow: string | null
  rows: number
  trouble: string | null
}

const names = { what: 'names of columns', schema: z.record(z.string(), z.string()) }
const settings = { what: 'settings of the watch', schema: watchSettings }

const select = `SELECT id, dataset, run, path, pattern, columns, settings, since, rows, repeated, late, looked, trouble, paused,
  (SELECT count(*) FROM source_file WHERE source_file.source = source.id) AS files FROM source`

function sourceOf(db: Project, row: SourceRow): Source {
  return {
    ...row,
    paused: row.paused === 1,
    columns: storedOrNull(row.columns, names) ?? {},
    settings: storedOrNull(row.settings, settings) ?? watchSettings.parse({}),
    waiting: sql<{ name: string; trouble: string }>(
      db,
      'SELECT name, trouble FROM source_file WHERE source = ? AND trouble IS NOT NULL ORDER BY name LIMIT 10',
    ).all(row.id),
  }
}

export const listSources = (db: Project): Source[] =>
  sql<SourceRow>(db, `${select} ORDER BY id`)
    .all()
    .map((row) => sourceOf(db, row))

/** Throws not-found. */
export function getSource(db: Project, id: number): Source {
  const row = sql<SourceRow>(db, `${select} WHERE id = ?`).get(id)
  if (!row) throw new StudioError('not-found', 'That source is not watched any more.')
  return sourceOf(db, row)
}

/** A source of a dataset; the same path again changes what is given. since — the dataset's last time. */
export function putSource(
  db: Project,
  source: Pick<Source, 'dataset' | 'run' | 'path' | 'pattern' | 'columns' | 'settings' | 'since'>,
): number {
  return write(db, () => {
    const { dataset, run, path, pattern, since } = source
    const there = sql<{ id: number }>(db, 'SELECT id FROM source WHERE dataset = ? AND path = ? AND pattern = ?').get(
      dataset,
      path,
      pattern,
    )
    if (there) {
      const columns = JSON.stringify({ ...getSource(db, there.id).columns, ...source.columns })
      sql(db, 'UPDATE source SET run = ?, columns = ?, settings = ? WHERE id = ?').run(
        run,
        columns,
        JSON.stringify(source.settings),
        there.id,
      )
      return there.id
    }
    return newId(
      sql(
        db,
        'INSERT INTO source (dataset, run, path, pattern, columns, settings, since, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ).run(
        dataset,
        run,
        path,
        pattern,
        JSON.stringify(source.columns),
        JSON.stringify(source.settings),
        since,
        Date.now(),
      ),
    )
  })
}

export function removeSource(db: Project, id: number): void {
  sql(db, 'DELETE FROM source WHERE id = ?').run(id)
}

/** One that is paused is not looked at; what came meanwhile is read when it goes on. */
export function pauseSource(db: Project, id: number, paused: boolean): void {
  sql(db, 'UPDATE source SET paused = ?, trouble = NULL WHERE id = ?').run(Number(paused), id)
}

export function setTrouble(db: Project, id: number, trouble: string | null): void {
  sql(db, 'UPDATE source SET trouble = ?, looked = ? WHERE id = ?').run(trouble, Date.now(), id)
}

export function countRows(db: Project, id: number, read: { rows: number; repeated: number; late: number }): void {
  sql(db, 'UPDATE source SET rows = rows + ?, repeated = repeated + ?, late = late + ? WHERE id = ?').run(
    read.rows,
    read.repeated,
    read.late,
    id,
  )
}

const file = 'SELECT id, name, size, mtime, bytes, head, tail, open_row AS openRow, rows, trouble FROM source_file'

/** What was read under a name, oldest first. */
export const filesNamed = (db: Project, source: number, name: string): SourceFile[] =>
  sql<SourceFile>(db, `${file} WHERE source = ? AND name = ? ORDER BY id`).all(source, name)

/** What was read of files that begin so. */
export const filesWithHead = (db: Project, source: number, head: string): SourceFile[] =>
  sql<SourceFile>(db, `${file} WHERE source = ? AND head = ? AND bytes > 0`).all(source, head)

/** How many bytes were read of files of which fewer than `most` were. */
export const shortLengths = (db: Project, source: number, most: number): number[] =>
  sql<{ bytes: number }>(db, 'SELECT DISTINCT bytes FROM source_file WHERE source = ? AND bytes > 0 AND bytes < ?')
    .all(source, most)
    .map(({ bytes }) => bytes)

/** Lines without an end of which a row was read, by the file that they are the last of. */
export const openRows = (db: Project, source: number): { id: number; openRow: string }[] =>
  sql<{ id: number; openRow: string }>(
    db,
    'SELECT id, open_row AS openRow FROM source_file WHERE source = ? AND open_row IS NOT NULL',
  ).all(source)

/** Its row has gone. */
export function closeRow(db: Project, file: number): void {
  sql(db, 'UPDATE source_file SET open_row = NULL WHERE id = ?').run(file)
}

/** A file that waited and was taken away waits no more. */
export function forgetWaiting(db: Project, source: number, name: string): void {
  write(db, () => {
    const waits = 'source = ? AND name = ? AND trouble IS NOT NULL'
    sql(db, `DELETE FROM source_file WHERE ${waits} AND bytes = 0`).run(source, name)
    sql(db, `UPDATE source_file SET trouble = NULL WHERE ${waits}`).run(source, name)
  })
}

/** Writes down what was read of a file; one that is known is changed. */
export function putFile(db: Project, source: number, read: Omit<SourceFile, 'id'> & { id: number | null }): number {
  const { id, name, size, mtime, bytes, head, tail, openRow, rows, trouble } = read
  if (id !== null) {
    sql(
      db,
      `UPDATE source_file SET name = ?, size = ?, mtime = ?, bytes = ?, head = ?, tail = ?, open_row = ?, rows = ?, trouble = ?, at = ?
       WHERE id = ?`,
    ).run(name, size, mtime, bytes, head, tail, openRow, rows, trouble, Date.now(), id)
    return id
  }
  return newId(
    sql(
      db,
      `INSERT INTO source_file (source, name, size, mtime, bytes, head, tail, open_row, rows, trouble, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(source, name, size, mtime, bytes, head, tail, openRow, rows, trouble, Date.now()),
  )
}
