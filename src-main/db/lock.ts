import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Held by the one app that may write to a project. */
export interface ProjectLock {
  release(): void
}

/**
 * Takes the lock of a project, or answers null where another app has it.
 * The lock is the operating system's lock on a second SQLite file, so it ends with its process, however that ends:
 * there is no stale lock to clear after a crash.
 */
export function takeLock(project: string): ProjectLock | null {
  const path = `${project}-lock`
  for (let attempt = 0; attempt < 5; attempt++) {
    const lock = new Database(path, { timeout: 0 })
    try {
      lock.pragma('journal_mode = MEMORY')
      lock.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      lock.close()
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
      throw error
    }
    // Its last holder deletes the file: one deleted between opening and locking protects nothing.
    if (stillThere(path)) return { release: () => release(lock, path) }
    lock.close()
  }
  return null
}

/** A second opening of the same path must find it locked; if it does not, ours is another, deleted file. */
function stillThere(path: string): boolean {
  const other = new Database(path, { timeout: 0 })
  try {
    other.exec('BEGIN EXCLUSIVE')
    other.exec('ROLLBACK')
    return false
  } catch {
    return true
  } finally {
    other.close()
  }
}

function release(lock: Database.Database, path: string): void {
  // Deleted while still held where the system allows it (not on Windows), so that nobody can take it in between.
  const remove = () => rmSync(path, { force: true })
  try {
    remove()
    lock.close()
  } catch {
    lock.close()
    try {
      remove()
    } catch {
      // Somebody else has taken it meanwhile: theirs to delete.
    }
  }
}
