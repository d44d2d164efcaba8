import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { previewFile, readFile } from '../../src-main/formats/importers/index.ts'
import type { RowSink } from '../../src-main/formats/importers/importer.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { compileKernels } from '../steps/kernels.ts'
import { findPeer, runPeer } from './peer.ts'
import { timeRow, type BenchRow } from './row.ts'

const rows = 2_000_000
const channels = 8
const runs = 3

/** Seconds from a CSV file to rows in memory and in a project file, against pandas only parsing the same file. The fastest of three runs each. */
export async function importRows(): Promise<BenchRow[]> {
  compileKernels()
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-bench-'))
  try {
    const path = join(folder, 'import.csv')
    writeTable(path)
    const parsed = await fastest(() => importInto(path, { begin() {}, rows() {} }))
    let files = 0
    const stored = await fastest(() => importIntoProject(path, join(folder, `${files++}.anomaly`)))
    const peer = findPeer()
    const theirs =
      peer.python === null
        ? null
        : runPeer<{ seconds: number; rows: number; version: string }>(peer.python, 'import_peer.py', [
            path,
            String(runs),
          ])
    if (theirs && theirs.rows !== rows) throw new Error(`pandas read ${theirs.rows} rows of ${rows}`)
    const name = theirs
      ? `pandas ${theirs.version} read_csv(parse_dates), which stores nothing`
      : (peer as { why: string }).why
    const size = `${rows.toLocaleString('en')} rows × ${channels} channels of CSV`
    return [
      timeRow('import', `${size}, preview and parse`, parsed, theirs?.seconds ?? null, name),
      timeRow('import', `${size}, preview, parse and store in a project`, stored, theirs?.seconds ?? null, name),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fastest(run: () => Promise<number>): Promise<number> {
  let best = Infinity
  for (let i = 0; i < runs; i++) best = Math.min(best, await run())
  return best
}

async function importInto(path: string, sink: RowSink): Promise<number> {
  const began = performance.now()
  const { recipe } = await previewFile(path, null, quietJob())
  const report = await readFile(path, recipe, sink, quietJob())
  if (report.rows !== rows) throw new Error(`${report.rows} rows of ${rows} were imported`)
  return (performance.now() - began) / 1000
}

async function importIntoProject(path: string, project: string): Promise<number> {
  const app = openProject(project, { role: 'app', create: true })
  // As in the app: the engine writes the bulk, by a connection of its own.
  const db = openProject(project, { role: 'engine' })
  try {
    const id = createDataset(db, { name: 'import', sourceFile: path, zone: 'UTC', recipe: null })
    let writer: ReturnType<typeof createDatasetWriter> | null = null
    const began = performance.now()
    await importInto(path, {
      begin: (header) => void (writer = createDatasetWriter(db, id, header.channels)),
      rows: (batch) => writer?.write(batch.times, batch.values),
    })
    writer!.finish()
    finishDataset(db, id, null)
    return (performance.now() - began) / 1000
  } finally {
    closeProject(db)
    closeProject(app)
  }
}

/** 184 MB: ISO times one second apart, and smooth values with noise, five decimals. */
function writeTable(path: string): void {
  const file = openSync(path, 'w')
  const random = seededRandom(1)
  let text = `time,${Array.from({ length: channels }, (_, c) => `channel ${c}`).join(',')}\n`
  for (let i = 0; i < rows; i++) {
    text += new Date(1.7e12 + i * 1000).toISOString().slice(0, 19).replace('T', ' ')
    for (let c = 0; c < channels; c++)
      text += `,${(20 + 10 * c + 5 * Math.sin(i / 1000 + c) + random.next()).toFixed(5)}`
    text += '\n'
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}
