import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import type { Dataset } from '../../src-main/shared/project.ts'

/** A folder that is gone when the test is. */
export function testFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-db-'))
  return { folder, path: join(folder, 'test.anomaly'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A new project in a folder of its own. */
export function testProject() {
  const { folder, path, remove } = testFolder()
  const opened: Project[] = []
  const open = (file = path) => {
    const db = openProject(file, { role: 'app' })
    opened.push(db)
    return db
  }
  const db = openProject(path, { role: 'app', create: true })
  opened.push(db)
  /** What a kill leaves at this moment, opened: the file and its WAL as they lie on the disk, never closed. */
  const afterKill = (db: Project) => {
    const left = join(folder, `left-${opened.length}.anomaly`)
    copyFileSync(db.name, left)
    if (existsSync(`${db.name}-wal`)) copyFileSync(`${db.name}-wal`, `${left}-wal`)
    closeProject(db)
    const reopened = openProject(left, { role: 'app' })
    opened.push(reopened)
    return reopened
  }
  return {
    db,
    folder,
    path,
    open,
    afterKill,
    remove() {
      opened.forEach(closeProject)
      remove()
    },
  }
}

/** A dataset from columns, written in batches of an awkward size. */
export function addDataset(
  db: Project,
  times: Float64Array,
  columns: Float64Array[],
  { name = 'pump', batch = 1013 } = {},
): Dataset {
  const id = createDataset(db, { name, sourceFile: `${name}.csv`, zone: 'UTC', recipe: null }, 'tester')
  const writer = createDatasetWriter(
    db,
    id,
    columns.map((_, c) => ({ name: `channel ${c}`, unit: c === 0 ? '°C' : null })),
  )
  for (let from = 0; from < times.length; from += batch)
    writer.write(
      times.subarray(from, from + batch),
      columns.map((column) => column.subarray(from, from + batch)),
    )
  writer.finish()
  finishDataset(db, id, null)
  return getDataset(db, id)
}

/** n times from 2024-01-01, one per second. */
export const seconds = (n: number) => Float64Array.from({ length: n }, (_, i) => Date.UTC(2024, 0, 1) + i * 1000)
