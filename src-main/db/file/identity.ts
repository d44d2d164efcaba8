import { existsSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { StudioError } from '../../shared/errors.ts'
import type { Project } from '../project.ts'
import { replaceFileSync, unlessHeldSync } from '../../files/held.ts'

/** Which file a path leads to, whatever it is called: a sync tool that renames another over it makes it another one. */
export interface FileIdentity {
  device: number
  inode: number
}

/** null where there is no file. */
export function identityOf(path: string): FileIdentity | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found ? { device: found.dev, inode: found.ino } : null
}

export const sameFile = (a: FileIdentity, b: FileIdentity) => a.device === b.device && a.inode === b.inode

const opened = new WeakMap<Project, { path: string; identity: FileIdentity }>()

/** Remembers which file was opened. */
export function rememberFile(db: Project, path: string): void {
  const identity = identityOf(path)
  if (identity) opened.set(db, { path, identity })
}

/**
 * Throws where the file that is open is no longer the one under its name: what is written then goes to a file that nobody will find.
 * Looked at before anything is acknowledged. What was opened is still whole in the app and can be saved as a copy.
 */
export function refuseElsewhere(db: Project): void {
  const known = opened.get(db)
  if (!known) return
  const now = identityOf(known.path)
  if (now && sameFile(now, known.identity)) return
  throw new StudioError(
    'not-found',
    `"${basename(known.path)}" was ${now ? 'replaced by another file' : 'deleted or moved'} while it was open, so this was not saved there. What is on the screen is still in the app: ${now ? '' : 'connect its drive again, or '}choose "Save a copy of the project…" among the commands (Ctrl+K) before you close it.`,
    known.path,
  )
}

/**
 * Sets a write-ahead log aside that lies beside a project and is not its own: SQLite would write its pages into a file that they do not
 * belong to. walMode — whether the file itself says that it has one; lastOpened — the file that was open under this name last, where it is known.
 * Answers the new name; null where there was nothing to do.
 */
export function setForeignLogAside(path: string, walMode: boolean, lastOpened: FileIdentity | null): string | null {
  const log = `${path}-wal`
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return null
  const now = identityOf(path)
  const another = lastOpened !== null && now !== null && !sameFile(now, lastOpened)
  if (walMode && !another) return null
  let aside = `${log}.not-of-this-project`
  for (let n = 2; existsSync(aside); n++) aside = `${log}.not-of-this-project-${n}`
  replaceFileSync(log, aside)
  unlessHeldSync(() => rmSync(`${path}-shm`, { force: true }))
  return basename(aside)
}
