import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { migrations } from '../../src-main/db/migrations/index.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'

const channels = 8

/** A project of many rows × 8 channels with many labels, made once and kept below artifacts/. Answers its path. */
export function wideProject(rows: number, labels: number): string {
  const folder = resolve(import.meta.dirname, '../../artifacts/bench')
  const path = join(folder, `wide-${rows}-${labels}-v${migrations.length}.anomaly`)
  if (existsSync(path)) return path
  console.error(
    `Making ${rows.toLocaleString('en')} rows × ${channels} channels with ${labels.toLocaleString('en')} labels …`,
  )
  mkdirSync(folder, { recursive: true })
  const begun = join(folder, `begun-${process.pid}.anomaly`)
  try {
    fill(begun, rows, labels)
    renameSync(begun, path)
  } finally {
    rmSync(begun, { force: true })
  }
  return path
}

function fill(file: string, rows: number, labels: number): void {
  const db = openProject(file, { role: 'app', create: true })
  const id = createDataset(db, { name: 'wide', sourceFile: 'simulated', zone: 'UTC', recipe: null }, 'bench')
  const writer = createDatasetWriter(
    db,
    id,
    Array.from({ length: channels }, (_, c) => ({ name: `channel ${c + 1}`, unit: null })),
  )
  const random = seededRandom(1)
  const batch = Math.min(rows, 100_000)
  const start = Date.UTC(2024, 0, 1)
  for (let from = 0; from < rows; from += batch)
    writer.write(
      Float64Array.from({ length: batch }, (_, i) => start + (from + i) * 1000),
      Array.from({ length: channels }, (_, c) =>
        Float64Array.from({ length: batch }, (_, i) => Math.sin((from + i) / 5000 + c) + 0.1 * random.next()),
      ),
    )
  writer.finish()
  finishDataset(db, id, null)
  const [{ id: set }] = listSets(db, id)
  const every = Math.floor(rows / labels)
  createLabels(
    db,
    Array.from({ length: labels }, (_, i) => {
      const from = start + i * every * 1000
      return {
        set,
        class: 1,
        start: from,
        end: from + random.below(every) * 900,
        channels: [],
        certainty: 1,
        status: 'accepted' as const,
        note: '',
        origin: 'hand' as const,
      }
    }),
    'bench',
  )
  closeProject(db)
}
