import Database from 'better-sqlite3'
import type { Project } from '../../src-main/db/project.ts'

/** A connection whose writes can be made to fail as on a full disk, from the n-th on or only that one. */
export interface FailingWrites {
  /** Writes seen so far. */
  count: number
  /** The first write to fail, counted from the first of the connection; Infinity = none. */
  from: number
  /** The last one to fail. */
  to: number
}

/**
 * Wraps what prepares statements, on this one connection. To be called right after opening: statements that were prepared
 * before are out of reach.
 */
export function failingWrites(db: Project): FailingWrites {
  const writes: FailingWrites = { count: 0, from: Infinity, to: Infinity }
  const prepare = db.prepare.bind(db) as (text: string) => Database.Statement
  db.prepare = ((text: string) => {
    const statement = prepare(text)
    const run = statement.run.bind(statement)
    statement.run = (...args: unknown[]) => {
      writes.count++
      if (writes.count >= writes.from && writes.count <= writes.to)
        throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
      return run(...args)
    }
    return statement
  }) as typeof db.prepare
  return writes
}
