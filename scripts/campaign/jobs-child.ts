import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createApp } from '../../src-main/app/create-app.ts'
import { forkEngine } from '../../src-main/serve/fork-engine.ts'
import type { CallInput, CallName, CallResult } from '../../src-main/shared/contract.ts'
import type { Label } from '../../src-main/shared/project.ts'
import { deadly, killWithin, type KillPoint } from './kill-within.ts'

export const works = ['import', 'append', 'train', 'undo', 'restore', 'migrate', 'export', 'report', 'copy'] as const

export interface Order {
  folder: string
  project: string
  work: (typeof works)[number]
  /** Who is killed, and where; null — from outside. */
  who: 'app' | 'engine'
  point: KillPoint | null
  library: string | null
  seed: number
}

/** What the child tells of, one line each, as soon as it was acknowledged. */
export interface Told {
  /** Labels after an acknowledged edit. */
  labels?: string
  /** A job that has begun, and one that has ended. */
  began?: string
  ended?: string
  /** A file that is there now. */
  wrote?: string
  /** Nothing has killed it. */
  done?: true
}

/** What labels are, in a few letters. */
export const digestOf = (labels: readonly Label[]): string =>
  createHash('sha1')
    .update(JSON.stringify([...labels].sort((a, b) => a.id - b.id)))
    .digest('hex')

// At once, or a kill from within would take what was acknowledged with it.
const tell = (told: Told) => writeSync(1, `${JSON.stringify(told)}\n`)

async function work(order: Order): Promise<void> {
  const random = seededRandom(order.seed)
  let killed = false
  const app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(order.folder, 'data'),
    projectsFolder: order.folder,
    author: 'ada',
    startEngine: () => {
      // The first engine only: the next one has to do what it could not.
      const env = order.who === 'engine' && order.point && !killed ? deadly(order.point, order.library) : {}
      Object.assign(process.env, env)
      const engine = forkEngine(join(import.meta.dirname, '../../src-main/engine/process.ts'))
      for (const name of Object.keys(env)) delete process.env[name]
      killed = true
      let left = order.who === 'app' && order.point?.at === 'message' ? order.point.n : Infinity
      engine.onMessage(() => {
        if (--left === 0) process.kill(process.pid, 'SIGKILL')
      })
      return engine
    },
  })
  async function call<N extends CallName>(name: N, args: CallInput<N>): Promise<CallResult<N>> {
    const answer = await app.call(name, args)
    if (!answer.ok) throw Object.assign(new Error(answer.error.message), answer.error)
    return answer.value as CallResult<N>
  }
  async function tellLabels(): Promise<void> {
    const labels: Label[] = []
    for (const { id } of await call('labels.sets', { dataset }))
      labels.push(...(await call('labels.list', { set: id })))
    tell({ labels: digestOf(labels) })
  }
  /** A job to its end. Answers whether it was done. */
  async function job(id: number): Promise<boolean> {
    const title = (await call('jobs.list', {})).find((one) => one.id === id)!.title
    tell({ began: title })
    for (;;) {
      const state = (await call('jobs.list', {})).find((one) => one.id === id)!
      if (state.ended === null) await new Promise((resolve) => setTimeout(resolve, 5))
      else {
        tell({ ended: title })
        return state.status === 'done'
      }
    }
  }
  const admit = (name: string) => app.admit(join(order.folder, name)).token
  const output = (name: string) => app.admitOutput(join(order.folder, name), true).token

  const dieAt = order.who === 'app' ? order.point : null
  // Bringing an old file up to date is the first thing that an opening does.
  if (dieAt && order.work === 'migrate') killWithin(dieAt)
  await call('project.open', { file: app.admit(order.project).token })
  const [{ id: dataset, start }] = await call('datasets.list', {})
  const [{ id: set }] = await call('labels.sets', { dataset })
  const edit = async () => {
    const from = start + random.below(1000) * 1000
    const labels = Array.from({ length: 1 + random.below(30) }, () => ({
      set,
      class: 1,
      start: from,
      end: from + 5000,
    }))
    await call('labels.create', { labels })
    await tellLabels()
  }
  for (let i = 0; i < 3; i++) await edit()
  if (dieAt && order.work !== 'migrate') killWithin(dieAt)

  const imported = async (name: string) => {
    const { recipe } = await call('import.preview', { file: admit('table.csv'), changed: null })
    return job((await call('import.start', { file: admit('table.csv'), name, recipe })).job)
  }
  const training = (detector: string): CallInput<'train.start'> => ({
    dataset,
    detector,
    params: {},
    channels: [],
    ranges: [],
    labelSet: null,
    excludeLabels: false,
    seed: 1,
    threshold: null,
  })
  const trained = async () => {
    const runs = await call('runs.list', { dataset })
    const ready = runs.find(({ status }) => status === 'ready')
    if (ready) return ready.id
    const { job: id, run } = await call('train.start', training('z-score'))
    return (await job(id)) ? run : null
  }
  const doing: Record<Order['work'], (round: number) => Promise<boolean>> = {
    import: (round) => imported(`import ${round}`),
    async append(round) {
      if (!(await imported(`more ${round}`))) return false
      const other = (await call('datasets.list', {})).find(({ name }) => name === `more ${round}`)!
      return job((await call('datasets.join', { dataset, other: other.id, how: 'append' })).job)
    },
    async train() {
      const { job: id } = await call('train.start', training('pca'))
      return job(id)
    },
    async undo(round) {
      if (round % 3 === 2) await edit()
      await call(round % 2 === 0 ? 'labels.undo' : 'labels.redo', { dataset })
      await tellLabels()
      return true
    },
    async restore() {
      const moments = await call('labels.journal', { dataset, limit: 20 })
      await call('labels.restore', { dataset, entry: moments[random.below(moments.length)].id })
      await tellLabels()
      return true
    },
    async migrate() {
      await edit()
      return true
    },
    async export(round) {
      const run = await trained()
      if (run === null) return false
      const name = `scores ${round}.csv`
      const order = { run, labelSet: null, what: 'scores', format: 'csv', file: output(name) } as const
      if ((await call('report.export', order)) === null) return false
      tell({ wrote: name })
      return true
    },
    async report(round) {
      const run = await trained()
      if (run === null) return false
      const name = `report ${round}.html`
      const done = await job((await call('report.start', { run, labelSet: set, file: output(name) })).job)
      if (done) tell({ wrote: name })
      return done
    },
    async copy(round) {
      const name = `copy ${round}.anomaly`
      await call('project.saveCopy', { file: output(name) })
      tell({ wrote: name })
      await edit()
      return true
    },
  }
  // An engine that died is one job; the next has to go well.
  let lost = 0
  for (let round = 0; round < (order.who === 'engine' ? 3 : 8); round++) {
    const done = await doing[order.work](round).catch((error: { code?: string }) => {
      if (error.code !== 'engine-crashed') throw error
      return false
    })
    if (!done && ++lost > 1) throw new Error(`${order.work} did not recover after the engine had died.`)
  }
  await app.close()
  tell({ done: true })
}

if (process.argv[1] === import.meta.filename) await work(JSON.parse(process.argv[2]) as Order)
