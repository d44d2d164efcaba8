import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { writeBundle } from '../../src-main/formats/bundle/write-bundle.ts'
import type { BenchRow } from './row.ts'

const command = resolve(import.meta.dirname, '../../bin/anomaly-studio.js')
const series = 400
/** So many that the start of a process, a second of its time, counts little. */
const rowsEach = 20_000
const channels = ['flow', 'pressure']
const start = 1.7e12
const valueAt = (s: number, i: number, c: number) => Math.sin((i + 7 * s) / (8 + c)) + 0.1 * Math.sin(i * 1.7 + s)

/** Rows of 400 series, interleaved, of those that one of so many workers has. */
function rowsOf(worker: number, workers: number): string {
  const lines = [['pump', 'time', ...channels].join(',')]
  for (let i = 0; i < rowsEach; i++)
    for (let s = worker; s < series; s += workers)
      lines.push(`${s},${start + i * 1000},${channels.map((_, c) => valueAt(s, i, c).toFixed(5)).join(',')}`)
  return `${lines.join('\n')}\n`
}

/** What a process and those that it starts write down as they end: the processor time that they took, in ms. */
const notes = `process.on('exit', () => { const { user, system } = process.cpuUsage(); process.getBuiltinModule('fs').appendFileSync(process.env.BENCH_NOTES, (user + system) / 1000 + '\\n') })`

/**
 * Rows per second of `score`, as 1, 2 and 4 processes that share 400 series; the load of the machine stands beside them. On a machine with
 * other work the time of the clock says little, so the processor time of each is taken too: with two processors of its own, two workers
 * end with the slower one, and four after half of what all took.
 */
export async function workerRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-bench-'))
  try {
    const times = Float64Array.from({ length: 1000 }, (_, i) => start + i * 1000)
    const values = channels.map((_, c) => Float64Array.from(times, (_, i) => valueAt(0, i, c)))
    const data = { times, channels: channels.map((name) => ({ name, unit: null })), values }
    const model = await trainDetector(detectorById('pca'), data, {}, quietJob())
    const bundle = join(folder, 'model')
    await writeBundle(bundle, {
      model,
      channels: data.channels,
      name: 'Pumps',
      stepMs: 1000,
      gapSteps: 5,
      app: '0.0.0',
      threshold: null,
      training: { dataset: 'pump', ranges: [], rows: 1000, seed: 1, engine: 'none', heldOut: null },
      measures: [],
    })
    const rows: BenchRow[] = []
    let one: number | null = null
    let oneTime: number | null = null
    for (const workers of [1, 2, 4]) {
      const files = Array.from({ length: workers }, (_, w) => join(folder, `${workers} ${w}.csv`))
      for (const [w, file] of files.entries()) writeFileSync(file, rowsOf(w, workers))
      const load = loadavg()[0]
      const began = performance.now()
      const spent = await Promise.all(files.map((file) => scored(bundle, file)))
      const rate = (series * rowsEach * 1000) / (performance.now() - began)
      rows.push({
        group: 'workers',
        name: `score, ${workers} ${workers === 1 ? 'process' : 'processes'}, ${series} series, ${availableParallelism()} processors, load ${load.toFixed(1)} before`,
        unit: 'rows/s',
        ours: rate,
        peer: one,
        theirs: 'one process',
        ratio: one === null ? null : rate / one,
      })
      one ??= rate
      const time = Math.max(...spent, spent.reduce((a, b) => a + b) / Math.min(2, workers))
      rows.push({
        group: 'workers',
        name: `the same by processor time, on two processors`,
        unit: 'rows/s',
        ours: (series * rowsEach * 1000) / time,
        peer: oneTime === null ? null : (series * rowsEach * 1000) / oneTime,
        theirs: 'one process',
        ratio: oneTime === null ? null : oneTime / time,
      })
      oneTime ??= Math.max(...spent)
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Scores a file of rows. Answers the processor time that it took, in ms. */
export function scored(bundle: string, file: string, key = 'pump'): Promise<number> {
  const noted = `${file}.spent`
  const rows = openSync(file, 'r')
  return new Promise<number>((done, failed) => {
    const child = spawn(process.execPath, [command, 'score', '--model', bundle, ...(key ? ['--key', key] : [])], {
      stdio: [rows, 'ignore', 'inherit'],
      env: {
        ...process.env,
        BENCH_NOTES: noted,
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(notes)}`,
      },
    })
    child.on('exit', (code) => {
      if (code !== 0) return failed(new Error(`score ended with code ${code}.`))
      const all = readFileSync(noted, 'utf8').trim().split('\n').map(Number)
      done(all.reduce((a, b) => a + b))
    })
  }).finally(() => closeSync(rows))
}
