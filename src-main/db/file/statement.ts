import type { Statement } from 'better-sqlite3'
import type { Project } from '../project.ts'

type Bound = unknown[]
const prepared = new WeakMap<Project, Map<string, Statement<Bound, unknown>>>()

/** A prepared statement, prepared once per connection. R — one row as SQLite answers it. */
export function sql<R = unknown>(db: Project, text: string): Statement<Bound, R> {
  let statements = prepared.get(db)
  if (!statements) prepared.set(db, (statements = new Map()))
  let statement = statements.get(text)
  if (!statement) statements.set(text, (statement = db.prepare<Bound, unknown>(text)))
  return statement as Statement<Bound, R>
}

/** Runs `work` in one transaction that takes the write lock at once, so that it waits before it starts and not half way. */
export function write<R>(db: Project, work: () => R): R {
  return db.inTransaction ? work() : db.transaction(work).immediate()
}

/** Id of the row that the last insert made. */
export const newId = (result: { lastInsertRowid: number | bigint }): number => Number(result.lastInsertRowid)
