import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StudioError, badInput } from '../../shared/errors.ts'
import { checkFile, whyUnwritable } from './file-check.ts'
import { rememberFile, setForeignLogAside } from './identity.ts'
import type { Project } from '../project.ts'
import { takeLock, type ProjectLock } from './lock.ts'
import { checkSchema } from './schema-check.ts'
import { currentVersion, migrate, refuseNewer, versionOf } from './migrate.ts'
import { removeLeft, removeLeftSync, replaceFile } from '../../files/held.ts'

export { refuseElsewhere } from './identity.ts'
export type { Project } from '../project.ts'
export { sweepInterrupted } from './sweep.ts'

export interface OpenOptions {
  /** Make a new file; one that exists and is not empty is refused. */
  create?: boolean
  readOnly?: boolean
  /** Why it is to be read only, in a sentence. */
  why?: string
  /**
   * app — the one writer of what people type: holds the lock, brings old files up to date, syncs every commit to disk.
   * engine — a second connection for bulk results, opened while the app has the project open.
   */
  role: 'app' | 'engine'
}

/** Chunks are 32 KiB blobs: larger pages than SQLite's 4 KiB make them two pages instead of nine. */
const pageSize = 16_384
/** Files up to this size are checked page by page when opened (about 0.1 s). */
const checkedBytes = 32 * 2 ** 20

/** SQLite's own number for a drive that does not answer. */
const ioError = 10

const sessions = new WeakMap<Project, { role: OpenOptions['role']; lock: ProjectLock | null; reason: string | null }>()

/**
 * Opens a project file, or makes one.
 * A file that cannot be written, or that another app has open, opens read-only: see `readOnlyReason`.
 * Throws not-found, bad-input (not a project), corrupt, newer-version or read-only, each with a sentence.
 */
export function openProject(path: string, options: OpenOptions): Project {
  if (options.create) return makeProject(path, options)
  const header = checkFile(path)
  refuseNewer(header.version, path)
  const real = realpathSync(path)
  const unwritable = whyUnwritable(real)
  const asked = options.readOnly ? (options.why ?? 'It was opened for reading only.') : null
  const lock = options.role === 'app' && !unwritable && !asked ? takeLock(real) : null
  const locked = options.role === 'app' && !unwritable && !asked && !lock
  const reason = unwritable ?? asked ?? (locked ? openElsewhere : null)
  try {
    const aside = lock ? setForeignLogAside(real, header.wal, lock.lastOpened) : null
    const db = ready(connect(real, reason !== null), real, options.role, lock, reason, header.bytes)
    if (aside)
      notes.set(
        db,
        `Beside "${basename(path)}" lay a log of changes that belongs to another file. It was not applied and is kept as "${aside}".`,
      )
    return db
  } catch (error) {
    lock?.release()
    // Opening for writing already writes. What is there can be read all the same.
    if (reason === null && options.role === 'app' && isFull(error))
      return openProject(path, { role: 'app', readOnly: true, why: diskFull })
    throw explained(error, path)
  }
}

const openElsewhere =
  'The project is open in another window, or somebody else has it open, so it can only be read here. Close it there and open it here again to change it.'

/** Why a project on a full disk is read only. */
export const diskFull = 'The disk is full, so changes cannot be saved. Free some space and open the project again.'

const isFull = (error: unknown) => error instanceof Database.SqliteError && error.code.startsWith('SQLITE_FULL')

function makeProject(path: string, options: OpenOptions): Project {
  if (existsSync(path) && statSync(path).size > 0)
    throw badInput(`There is already a file named "${basename(path)}" in that folder.`, path)
  if (!existsSync(dirname(path)))
    throw new StudioError('not-found', `"${basename(path)}" cannot be made: its folder is not there.`, path)
  if (whyUnwritable(path))
    throw new StudioError('read-only', `"${basename(path)}" cannot be made: that folder is read-only.`, path)
  const db = new Database(path)
  let lock: ProjectLock | null = null
  try {
    lock = takeLock(realpathSync(path))
    // Before the first table, or they have no effect.
    db.pragma(`page_size = ${pageSize}`)
    db.pragma('auto_vacuum = INCREMENTAL')
    return ready(db, realpathSync(path), options.role, lock, null, 0)
  } catch (error) {
    db.close()
    lock?.release()
    // What was begun would block the next try. It was made here: nothing of anybody's is in it.
    for (const left of ['', '-wal', '-shm', '-journal']) removeLeftSync(`${path}${left}`)
    throw explained(error, path)
  }
}

const connect = (path: string, readOnly: boolean): Project =>
  new Database(path, { readonly: readOnly, fileMustExist: true })

function ready(
  db: Project,
  path: string,
  role: OpenOptions['role'],
  lock: ProjectLock | null,
  reason: string | null,
  bytes: number,
): Project {
  try {
    db.pragma('busy_timeout = 5000')
    db.pragma('foreign_keys = ON')
    db.pragma('cache_size = -32000')
    // Nothing that a file brings along may run functions of ours (SQLite forbids changing its own tables anyway: defensive mode).
    db.pragma('trusted_schema = OFF')
    refuseNewer(versionOf(db), path)
    checkSchema(db, path)
    if (bytes > 0 && role === 'app') checkPages(db, path, bytes)
    if (db.readonly) {
      if (versionOf(db) < currentVersion)
        throw new StudioError(
          'read-only',
          `"${basename(path)}" is from an older version and has to be brought up to date, but it can only be read here. Copy it to a folder you can write to.`,
        )
    } else {
      if (role === 'app' && versionOf(db) < currentVersion) {
        migrate(db, path)
        checkSchema(db, path)
      }
      db.pragma('journal_mode = WAL')
      db.pragma(`synchronous = ${role === 'app' ? 'FULL' : 'NORMAL'}`)
      // The engine, which writes the bulk, also carries it from the WAL into the file. The app's commits should rarely have to, but 64 MB
      // at once would stop it for half a second.
      db.pragma(`wal_autocheckpoint = ${role === 'app' ? 1000 : 500}`)
    }
    if (versionOf(db) !== currentVersion) refuseNewer(versionOf(db), path)
    if (role === 'app' && !reason) rememberFile(db, path)
    sessions.set(db, { role, lock, reason })
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** A small file is checked whole; of a large one what is read as a whole anyway, which takes no time beside its bulk. */
function checkPages(db: Project, path: string, bytes: number): void {
  const parts =
    bytes <= checkedBytes ? ['1'] : ['dataset', 'series', 'channel', 'label_class', 'label_set', 'model', 'run']
  const found = parts.map((part) => db.pragma(`quick_check(${part})`, { simple: true })).find((said) => said !== 'ok')
  // What cannot be read is not what is damaged.
  if (Number(/error code\D*(\d+)/.exec(String(found))?.[1]) % 256 === ioError)
    throw Object.assign(new Error(String(found)), { code: 'SQLITE_IOERR' })
  if (found !== undefined)
    throw new StudioError(
      'corrupt',
      `"${basename(path)}" is damaged. If you have a copy of it, open that one.`,
      String(found),
    )
}

/** SQLite's own words for a broken file, turned into ours. */
function explained(error: unknown, path: string): unknown {
  const code = error instanceof Database.SqliteError ? error.code : ''
  const detail = error instanceof Error ? error.message : undefined
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new StudioError(
      'corrupt',
      `"${basename(path)}" is damaged. If you have a copy of it, open that one.`,
      detail,
    )
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY'))
    return new StudioError(
      'read-only',
      `"${basename(path)}" cannot be opened where it is. Copy it to a folder you can write to.`,
      detail,
    )
  if (code.startsWith('SQLITE_BUSY'))
    return new StudioError('locked', `"${basename(path)}" is in use by another program.`, detail)
  return error
}

/** Why changes cannot be saved, in a sentence; null if they can. */
export function readOnlyReason(db: Project): string | null {
  return sessions.get(db)?.reason ?? null
}

const notes = new WeakMap<Project, string>()

/** What the person should know of the opening, in a sentence; null where there is nothing. */
export const openingNote = (db: Project): string | null => notes.get(db) ?? null

/** Writes all that the open project holds into another file, in steps, also where its own file is gone. part — its name until it is whole. Throws what SQLite does. */
export async function saveCopy(db: Project, path: string, part = `${path}.part`): Promise<void> {
  try {
    await db.backup(part, { progress: () => 200 })
    await replaceFile(part, path)
  } catch (error) {
    await removeLeft(part)
    throw explained(error, path)
  }
}

/** Closes the project; the app leaves one file, without -wal and -shm beside it. */
export function closeProject(db: Project): void {
  if (!db.open) return
  const session = sessions.get(db)
  if (!db.readonly && session?.role === 'app') {
    db.pragma('busy_timeout = 200')
    try {
      // Leaving WAL mode is what lets the file be read from a write-protected stick later.
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.pragma('journal_mode = DELETE')
    } catch {
      // Another connection still has it open: the one that closes last tidies up.
    }
  }
  db.close()
  session?.lock?.release()
  sessions.delete(db)
}
