import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { readLanes } from '../../src-main/db/series/view.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Dataset } from '../../src-main/shared/project.ts'
import { findPeer, runPeer } from './peer.ts'
import { timeRow, type BenchRow } from './row.ts'

const rows = 10_000_000
const channels = 8
const width = 1500
const repeats = 15
/** Up to this many rows nothing has to be reduced. */
const reduced = 4 * width
/** Rows in view: the whole, what a pixel sums up by the pyramid, what it sums up row by row, and what is shown as it is. */
const zooms = [rows, 1_000_000, 100_000, 47_000, 5_000]

/** Median time to answer a view of ten million rows and eight channels, each time at another place, from a file just opened. */
export async function viewRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-bench-'))
  try {
    const path = join(folder, 'view.anomaly')
    makeProject(path)
    const db = openProject(path, { role: 'app' })
    const [ours, slowest] = measure(db)
    closeProject(db)
    const peer = findPeer()
    const theirs =
      peer.python === null
        ? null
        : runPeer<{ seconds: number[]; versions: string }>(peer.python, 'view_peer.py', [
            JSON.stringify({ rows, channels, width, repeats, zooms }),
          ])
    const name = theirs
      ? `first, min, max and last per pixel of arrays that are in memory already, ${theirs.versions}`
      : (peer as { why: string }).why
    return [
      ...zooms.map((n, i) =>
        timeRow(
          'view',
          `${n.toLocaleString('en')} of ${rows.toLocaleString('en')} rows × ${channels} lanes at ${width} px`,
          ours[i],
          n > reduced ? (theirs?.seconds[i] ?? null) : null,
          n > reduced ? name : 'no counterpart: every row is shown as it is',
        ),
      ),
      timeRow(
        'view',
        `slowest of ${slowest.views} views of random place and zoom`,
        slowest.seconds,
        null,
        'no counterpart: it is a bound',
      ),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeProject(path: string): void {
  const db = openProject(path, { role: 'app', create: true })
  const id = createDataset(db, { name: 'view', sourceFile: 'simulated', zone: 'UTC', recipe: null })
  const writer = createDatasetWriter(
    db,
    id,
    Array.from({ length: channels }, (_, c) => ({ name: `channel ${c}`, unit: null })),
  )
  const random = seededRandom(1)
  const batch = 100_000
  for (let from = 0; from < rows; from += batch)
    writer.write(
      Float64Array.from({ length: batch }, (_, i) => (from + i) * 1000),
      Array.from({ length: channels }, (_, c) =>
        Float64Array.from({ length: batch }, (_, i) => Math.sin((from + i) / 5000 + c) + 0.1 * random.next()),
      ),
    )
  writer.finish()
  finishDataset(db, id, null)
  closeProject(db)
}

function measure(db: Project): [medians: number[], slowest: { seconds: number; views: number }] {
  const dataset = getDataset(db, 1)
  const random = seededRandom(2)
  const medians = zooms.map((n) => median(Array.from({ length: repeats }, () => timed(db, dataset, n, random.next()))))
  const views = 200
  const all = Array.from({ length: views }, () =>
    timed(db, dataset, Math.round(10 * (rows / 10) ** random.next()), random.next()),
  )
  return [medians, { seconds: Math.max(...all), views }]
}

function timed(db: Project, dataset: Dataset, n: number, at: number): number {
  const start = dataset.start + at * (rows - n) * dataset.stepMs
  const begun = performance.now()
  readLanes(db, {
    dataset: dataset.id,
    series: dataset.channels.map((channel) => channel.series),
    start,
    end: start + (n - 1) * dataset.stepMs,
    width,
  })
  return (performance.now() - begun) / 1000
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]
