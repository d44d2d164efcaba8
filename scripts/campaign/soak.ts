import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { forkEngine } from '../../src-main/serve/fork-engine.ts'
import type { CallInput, CallName, CallResult } from '../../src-main/shared/contract.ts'

/** What a process holds after a round: bytes in memory, open files. */
interface Held {
  app: number
  engine: number
  files: number
}

export interface SoakFigures {
  rounds: number
  seconds: number
  /** Bytes per round with the half width of the 95 % interval, over the later rounds: the first ones fill caches. */
  app: { slope: number; interval: number; last: number }
  engine: { slope: number; interval: number; last: number }
  files: { first: number; last: number }
}

/** Opens, views, judges, explains, trains small, exports and closes, again and again in one process. Only where the system tells what a process holds (Linux). */
export async function soak(rounds: number, folder: string): Promise<SoakFigures> {
  const began = performance.now()
  let engine: number | null = null
  const app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, 'data'),
    projectsFolder: join(folder, 'projects'),
    author: 'ada',
    startEngine() {
      const started = forkEngine(join(import.meta.dirname, '../../src-main/engine/process.ts'))
      engine = childOf(process.pid)
      return started
    },
  })
  const held: Held[] = []
  for (let round = 0; round < rounds; round++) {
    await once(app, folder, round)
    // What waits to be collected is not held.
    collect()
    held.push({ app: bytesOf(process.pid), engine: engine === null ? 0 : bytesOf(engine), files: filesOf(process.pid) })
    if (round % 10 === 9)
      console.log(`soak: ${round + 1} rounds, app ${mib(held.at(-1)!.app)}, engine ${mib(held.at(-1)!.engine)}`)
  }
  await app.close()
  const later = held.slice(Math.floor(rounds / 3))
  return {
    rounds,
    seconds: (performance.now() - began) / 1000,
    app: { ...slopeOf(later.map((one) => one.app)), last: later.at(-1)!.app },
    engine: { ...slopeOf(later.map((one) => one.engine)), last: later.at(-1)!.engine },
    files: { first: later[0].files, last: later.at(-1)!.files },
  }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const inKib = ({ slope, interval }: { slope: number; interval: number }) =>
  `${(slope / 1024).toFixed(1)} ± ${(interval / 1024).toFixed(1)} KiB a round`

export const soakInWords = ({ rounds, seconds, app, engine, files }: SoakFigures): string =>
  `soak: ${rounds} rounds in ${seconds.toFixed(0)} s; app ${inKib(app)}, ${mib(app.last)} in the end; engine ${inKib(engine)}, ${mib(engine.last)} in the end; open files ${files.first} to ${files.last}`

const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`

async function once(app: App, folder: string, round: number): Promise<void> {
  async function call<N extends CallName>(name: N, args: CallInput<N>): Promise<CallResult<N>> {
    const answer = await app.call(name, args)
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`)
    return answer.value as CallResult<N>
  }
  async function ended(id: number): Promise<void> {
    for (;;) {
      const state = (await call('jobs.list', {})).find((one) => one.id === id)!
      if (state.status === 'failed') throw new Error(`${state.title}: ${state.message}`)
      if (state.ended !== null) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  await call('project.sample', {})
  const [dataset] = await call('datasets.list', {})
  const [{ id: set }] = await call('labels.sets', { dataset: dataset.id })
  const { start, end, channels } = dataset
  for (let zoom = 0; zoom < 5; zoom++)
    await call('view.read', {
      dataset: dataset.id,
      series: channels.map(({ series }) => series),
      start,
      end: start + (end - start) / 2 ** zoom,
      width: 1200,
    })
  const labels = await call('labels.create', { labels: [{ set, class: 1, start, end: start + 1000 * (round + 1) }] })
  const { job, run } = await call('train.start', {
    dataset: dataset.id,
    detector: 'pca',
    params: {},
    channels: [],
    ranges: [],
    labelSet: set,
    excludeLabels: true,
    seed: 1,
    threshold: null,
  })
  await ended(job)
  const { threshold } = (await call('runs.list', { dataset: dataset.id })).find((one) => one.id === run)!
  await call('runs.judge', { run, threshold, labelSet: set })
  const [detection] = await call('runs.detections', { run })
  if (detection) await call('explain.window', { run, start: detection.start, end: detection.end })
  const file = app.admitOutput(join(folder, 'scores.csv'), true).token
  await call('report.export', { run, labelSet: set, what: 'scores', format: 'csv', file })
  await call('runs.remove', { run })
  await call('labels.remove', { labels: labels.map(({ id }) => id) })
  await call('project.close', {})
  rmSync(join(folder, 'scores.csv'), { force: true })
}

/** Least squares; the interval is 1.96 standard errors of the slope. values — one per round. */
export function slopeOf(values: readonly number[]): { slope: number; interval: number } {
  const n = values.length
  const [x, y] = [(n - 1) / 2, values.reduce((a, b) => a + b, 0) / n]
  let [xx, xy] = [0, 0]
  values.forEach((value, i) => {
    xx += (i - x) ** 2
    xy += (i - x) * (value - y)
  })
  const slope = xy / xx
  const rest = values.reduce((sum, value, i) => sum + (value - y - slope * (i - x)) ** 2, 0)
  return { slope, interval: 1.96 * Math.sqrt(rest / Math.max(1, n - 2) / xx) }
}

function bytesOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

const filesOf = (pid: number) => readdirSync(`/proc/${pid}/fd`).length

/** The newest child of a process. */
const childOf = (pid: number) =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').at(-1)) || null
