import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ask, quietApp } from '../../src-main/cli/quiet-app.ts'
import { imported, trained } from '../steps/quiet-work.ts'
import type { BenchRow } from './row.ts'

const command = resolve(import.meta.dirname, '../../bin/anomaly-studio.js')
const datasets = 400
const minutes = 5
const rowsPerFile = 10
const channels = ['flow', 'pressure', 'temperature']
const start = Date.parse('2026-03-01T00:00:00Z')
const stepMs = 6000

const rowsOf = (machine: number, from: number, count: number) =>
  Array.from({ length: count }, (_, k) => {
    const i = from + k
    const values = channels.map((_, c) => (Math.sin((i + 7 * machine) / (8 + c)) + 0.1 * Math.sin(i * 1.7)).toFixed(4))
    return `${new Date(start + i * stepMs).toISOString()},${values.join(',')}`
  })
const csv = (machine: number, from: number, count: number) =>
  `${[['time', ...channels].join(','), ...rowsOf(machine, from, count)].join('\n')}\n`

/** A project of so many machines with a trained run each, and a watched folder each. */
async function plant(folder: string, history: number): Promise<string> {
  const project = join(folder, 'plant.anomaly')
  const app = await quietApp()
  try {
    await ask(app, 'project.create', { file: app.admitOutput(project).token, name: 'plant' })
    for (let machine = 0; machine < datasets; machine++) {
      const first = join(folder, `machine-${machine}.csv`)
      writeFileSync(first, csv(machine, 0, history))
      const dataset = await imported(app, first, `machine ${machine}`)
      const threshold = { rule: 'mean-sigma', params: { k: 8 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
      const run = await trained(app, dataset, 'mahalanobis', { threshold })
      const path = join(folder, 'in', String(machine))
      mkdirSync(path, { recursive: true })
      await ask(app, 'watch.put', { dataset, run, file: app.admit(path).token, pattern: '*.csv' })
    }
  } finally {
    await app.close()
  }
  return project
}

/** Bytes that a process holds, then those that it started, then those that these started … */
function heldBy(pid: number, deep: number[] = [], depth = 0): number[] {
  try {
    const own = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
    deep[depth] = (deep[depth] ?? 0) + own
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    for (const child of children) heldBy(Number(child), deep, depth + 1)
  } catch {
    // It has ended since.
  }
  return deep
}

/**
 * 400 machines under watch, each of which gets a file of ten rows a minute for five minutes, by the clock: how many files wait at most, how long
 * one waits, and what the watch (the app without a window) and its engine hold (Linux). A file counts as read when the watch says so.
 */
export async function watchRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-bench-'))
  process.env.ANOMALY_STUDIO_DATA = join(folder, 'data')
  process.env.ANOMALY_STUDIO_PROJECTS = folder
  const history = 300
  try {
    const project = await plant(folder, history)
    const load = loadavg()[0]
    const child = spawn(process.execPath, [command, 'watch', project, '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const written: number[] = []
    const waits: number[] = []
    let [read, most, text] = [0, 0, '']
    const held = [0, 0]
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const lines = text.split('\n')
      text = lines.pop()!
      for (const line of lines) {
        const { rows } = JSON.parse(line) as { rows: number }
        for (const until = read + rows / rowsPerFile; read < until; read++)
          waits.push(performance.now() - written[read])
      }
    })
    const files = minutes * datasets
    const began = performance.now()
    while (written.length < files || read < files) {
      const due = Math.min(files, Math.floor(((performance.now() - began) / 60_000) * datasets))
      for (let n = written.length; n < due; n++) {
        const [machine, turn] = [n % datasets, Math.floor(n / datasets)]
        const path = join(folder, 'in', String(machine), `${turn}.csv`)
        writeFileSync(`${path}.part`, csv(machine, history + turn * rowsPerFile, rowsPerFile))
        renameSync(`${path}.part`, path)
        written.push(performance.now())
      }
      most = Math.max(most, written.length - read)
      heldBy(child.pid!).forEach((bytes, depth) => (held[depth] = Math.max(held[depth], bytes)))
      if (performance.now() - began > 3 * minutes * 60_000 || child.exitCode !== null)
        throw new Error(`Only ${read} of ${files} files were read.`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    waits.sort((a, b) => a - b)
    const row = (name: string, unit: string, ours: number): BenchRow => ({
      group: 'watch',
      name: `${datasets} machines, a file a minute each, ${minutes} minutes, load ${load.toFixed(1)} before: ${name}`,
      unit,
      ours,
      peer: null,
      theirs: '–',
      ratio: null,
    })
    return [
      row('files that wait, at most', 'files', most),
      row('from file to read and scored, median', 's', waits[waits.length >> 1] / 1000),
      row('from file to read and scored, 99 of 100', 's', waits[Math.floor(waits.length * 0.99)] / 1000),
      row('the app holds, at most', 'MB', held[0] / 1e6),
      row('its engine holds, at most', 'MB', held[1] / 1e6),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
