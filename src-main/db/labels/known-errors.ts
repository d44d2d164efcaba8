import type { ErrorKind } from '../../shared/labels/event-errors.ts'
import type { TimeRange } from '../../shared/data/series.ts'
import type { Project } from '../project.ts'
import { sql, write } from '../file/statement.ts'

/** An error that somebody has seen and wants left out of the list. It belongs to a run and to the label set the run was compared with. */
export interface KnownError extends TimeRange {
  id: number
  kind: ErrorKind
  author: string
  at: number
}

export function listKnownErrors(db: Project, run: number, labelSet: number): KnownError[] {
  return sql<KnownError>(
    db,
    'SELECT id, kind, start, end, author, at FROM known_error WHERE run = ? AND label_set = ? ORDER BY start, id',
  ).all(run, labelSet)
}

export function addKnownErrors(
  db: Project,
  run: number,
  labelSet: number,
  errors: readonly (TimeRange & { kind: ErrorKind })[],
  author: string,
): void {
  write(db, () => {
    const insert = sql(
      db,
      'INSERT INTO known_error (run, label_set, kind, start, end, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    for (const { kind, start, end } of errors) insert.run(run, labelSet, kind, start, end, author, Date.now())
  })
}

export function removeKnownErrors(db: Project, ids: readonly number[]): void {
  write(db, () => ids.forEach((id) => sql(db, 'DELETE FROM known_error WHERE id = ?').run(id)))
}
