import { copyFileSync, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { StudioError } from '../../shared/errors.ts'
import { applicationId } from '../../shared/project-file.ts'
import { declareChunkSum } from '../series/chunk-sum.ts'
import { migrations } from '../migrations/index.ts'
import type { Migration } from '../migrations/migration.ts'
import type { Project } from '../project.ts'
import { replaceFileSync, unlessHeldSync } from '../../files/held.ts'

/** The layout that this app reads and writes. */
export const currentVersion = migrations.length

export function versionOf(db: Project): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** Throws newer-version for a file whose layout this app does not know yet. */
export function refuseNewer(version: number, path: string, known = currentVersion): void {
  if (version > known)
    throw new StudioError(
      'newer-version',
      `"${basename(path)}" was written by a newer version of Anomaly Studio (file layout ${version}; this app knows up to ${known}). Open it with the newer app.`,
    )
}

/**
 * Brings an older file up to date, after copying it to `name.anomaly.bak-vN`. Each migration is one transaction:
 * a failure leaves the file as the last one that succeeded made it, and the copy. A new file is one transaction, for which the disk is waited once.
 */
export function migrate(db: Project, path: string, list: readonly Migration[] = migrations): void {
  const from = versionOf(db)
  refuseNewer(from, path, list.length)
  if (from === list.length) return
  if (from > 0) {
    // Everything into the one file first: what lies in a WAL would be missing from the copy.
    db.pragma('wal_checkpoint(TRUNCATE)')
    const copy = `${path}.bak-v${from}`
    if (!existsSync(copy)) {
      // Under its name only when it is whole: a full disk must not leave half a copy that looks like one.
      unlessHeldSync(() => copyFileSync(path, `${copy}.part`))
      replaceFileSync(`${copy}.part`, copy)
    }
  }
  declareChunkSum(db)
  const step = ({ up }: Migration, version: number) => {
    db.exec(up)
    db.pragma(`user_version = ${version + 1}`)
  }
  const all = () => {
    db.pragma(`application_id = ${applicationId}`)
    list.forEach(step)
  }
  if (from === 0) db.transaction(all).immediate()
  else for (let version = from; version < list.length; version++) db.transaction(step).immediate(list[version], version)
}
