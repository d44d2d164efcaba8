import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { startEngine } from '../../src-main/cli/detect/engine.ts'
import { writeBundle } from '../../src-main/formats/bundle/write-bundle.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import type { BenchRow } from './row.ts'
import { scored } from './workers.ts'

const rows = 800_000
const start = 1.7e12

function series(length: number): Series {
  const times = Float64Array.from({ length }, (_, i) => start + i * 1000)
  const values = Array.from({ length: 8 }, (_, c) =>
    Float64Array.from(times, (_, i) => Number((Math.sin(i / (8 + c)) + 0.1 * Math.sin(i * 1.7 + c)).toFixed(5))),
  )
  return { times, channels: values.map((_, c) => ({ name: `c${c}`, unit: null })), values }
}

/**
 * Rows per second of processor time of `score`, with its start and the reading and writing of text, against the app's own scoring of the
 * same series in memory: one series through a convolutional autoencoder.
 */
export async function streamRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-bench-'))
  try {
    const detector = detectorById('conv-autoencoder')
    await startEngine(detector, 'auto')
    const model = await trainDetector(detector, series(4000), { params: { epochs: 1 } }, quietJob())
    const whole = series(rows)
    const bundle = join(folder, 'model')
    await writeBundle(bundle, {
      model,
      channels: whole.channels,
      name: 'One series',
      stepMs: 1000,
      gapSteps: 5,
      app: '0.0.0',
      threshold: null,
      training: { dataset: 'one', ranges: [], rows: 4000, seed: 1, engine: 'native', heldOut: null },
      measures: [],
    })
    const load = loadavg()[0]
    const began = process.cpuUsage()
    await scoreSeries(model, whole, {}, quietJob())
    const { user, system } = process.cpuUsage(began)
    const app = (rows * 1e6) / (user + system)
    const stream = (rows * 1000) / (await scored(bundle, textOf(whole), join(folder, 'spent.txt'), ''))
    return [
      {
        group: 'stream',
        name: `score, one series of ${rows.toLocaleString('en')} rows × 8, convolutional autoencoder, load ${load.toFixed(1)} before`,
        unit: 'rows/s',
        ours: stream,
        peer: app,
        theirs: 'the app, both by processor time',
        ratio: stream / app,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function textOf({ times, channels, values }: Series): string {
  const parts = [`time,${channels.map(({ name }) => name).join(',')}\n`]
  for (let i = 0; i < times.length; i++)
    parts.push(`${new Date(times[i]).toISOString()},${values.map((channel) => channel[i]).join(',')}\n`)
  return parts.join('')
}
