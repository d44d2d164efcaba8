import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { identityOf, type FileIdentity } from './identity.ts'
import { unlessHeldSync } from '../../files/held.ts'

/** Held by the one app that may write to a project. */
export interface ProjectLock {
  /** The file that the last app had open under this name, where it did not come to closing it. */
  lastOpened: FileIdentity | null
  release(): void
}

/**
 * Takes the lock of a project, or answers null where another app has it.
 * The lock is the operating system's lock on a second SQLite file, so it ends with its process, however that ends:
 * there is no stale lock to clear after a crash. What lies under its name and is no such file is nobody's lock and is replaced.
 */
export function takeLock(project: string): ProjectLock | null {
  const path = `${project}-lock`
  for (let attempt = 0; attempt < 5; attempt++) {
    const lock = new Database(path, { timeout: 0 })
    let lastOpened: FileIdentity | null
    try {
      lock.pragma('journal_mode = MEMORY')
      lock.exec('BEGIN EXCLUSIVE')
      lastOpened = exchangeHolder(lock, identityOf(project))
    } catch (error) {
      const code = error instanceof Database.SqliteError ? error.code : ''
      lock.close()
      if (code.startsWith('SQLITE_BUSY')) return null
      const nobodys = code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_ERROR'
      if (!nobodys) throw error
      unlessHeldSync(() => rmSync(path, { force: true }))
      continue
    }
    // Its last holder deletes the file: one deleted between opening and locking protects nothing.
    if (stillThere(path)) return { lastOpened, release: () => release(lock, path) }
    lock.close()
  }
  return null
}

/** Writes down who holds it now and answers who did. On a full disk that is not to be had, and the lock holds all the same. */
function exchangeHolder(lock: Database.Database, identity: FileIdentity | null): FileIdentity | null {
  let before: FileIdentity | null = null
  try {
    before = readHolder(lock)
    writeHolder(lock, identity)
    lock.exec('COMMIT')
  } catch (error) {
    if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_FULL'))) throw error
    if (lock.inTransaction) lock.exec('ROLLBACK')
  }
  lock.exec('BEGIN EXCLUSIVE')
  return before
}

function readHolder(lock: Database.Database): FileIdentity | null {
  lock.exec('CREATE TABLE IF NOT EXISTS holder (device INTEGER, inode INTEGER)')
  const row = lock.prepare<[], { device: unknown; inode: unknown }>('SELECT device, inode FROM holder').get()
  return row && typeof row.device === 'number' && typeof row.inode === 'number'
    ? { device: row.device, inode: row.inode }
    : null
}

function writeHolder(lock: Database.Database, identity: FileIdentity | null): void {
  lock.exec('DELETE FROM holder')
  if (identity) lock.prepare('INSERT INTO holder VALUES (?, ?)').run(identity.device, identity.inode)
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
