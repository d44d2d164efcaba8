import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { startEngine } from '../../src-main/cli/detect/engine.ts'
import { ask, quietApp } from '../../src-main/cli/quiet-app.ts'
import { writeBundle } from '../../src-main/formats/bundle/write-bundle.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
import { done, imported, trained } from '../steps/quiet-work.ts'
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
 * One series through a convolutional autoencoder. Rows per second of processor time of `score`, with its start and the reading and writing
 * of text, against the app's own scoring of the same series in memory; and by the clock, against the app's job that scores a dataset of a
 * project with a run.
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
    const file = join(folder, 'large.csv')
    writeFileSync(file, textOf(whole))
    const clock = performance.now()
    const spent = await scored(bundle, file, '')
    const byClock = (rows * 1000) / (performance.now() - clock)
    const stream = (rows * 1000) / spent
    const small = join(folder, 'small.csv')
    writeFileSync(small, textOf(series(4000)))
    const job = await jobRate(folder, small, file)
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
      {
        group: 'stream',
        name: 'the same by the clock',
        unit: 'rows/s',
        ours: byClock,
        peer: job,
        theirs: "the app's job, by the clock",
        ratio: byClock / job,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Rows per second by the clock at which the app scores a dataset of a project with a run that was trained on another. */
async function jobRate(folder: string, small: string, large: string): Promise<number> {
  process.env.ANOMALY_STUDIO_DATA = join(folder, 'data')
  process.env.ANOMALY_STUDIO_PROJECTS = folder
  const app = await quietApp()
  try {
    await ask(app, 'project.create', { file: app.admitOutput(join(folder, 'stream.anomaly')).token, name: 'stream' })
    const run = await trained(app, await imported(app, small, 'small'), 'conv-autoencoder', { params: { epochs: 1 } })
    const dataset = await imported(app, large, 'large')
    const began = performance.now()
    await done(app, (await ask(app, 'runs.score', { run, dataset })).job)
    return (rows * 1000) / (performance.now() - began)
  } finally {
    await app.close()
  }
}

function textOf({ times, channels, values }: Series): string {
  const parts = [`time,${channels.map(({ name }) => name).join(',')}\n`]
  for (let i = 0; i < times.length; i++)
    parts.push(`${new Date(times[i]).toISOString()},${values.map((channel) => channel[i]).join(',')}\n`)
  return parts.join('')
}
