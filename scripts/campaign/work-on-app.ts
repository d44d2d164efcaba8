import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Random } from '../../src-main/analysis/math/random.ts'
import type { App } from '../../src-main/app/create-app.ts'
import type { CallInput, CallName, CallResult } from '../../src-main/shared/contract.ts'
import type { Label } from '../../src-main/shared/project.ts'
import { training } from '../steps/training.ts'

export const works = ['import', 'append', 'train', 'undo', 'restore', 'migrate', 'export', 'report', 'copy'] as const
export type Work = (typeof works)[number]

/** What a child tells of, as soon as it was acknowledged. */
export interface Told {
  /** Labels after an acknowledged edit. */
  labels?: string
  /** A job that has begun, and one that has ended. */
  began?: string
  ended?: string
  /** A file that is there now. */
  wrote?: string
  /** With which sentence something was refused. */
  refused?: string
  /** Nothing has killed it. */
  done?: true
}

/** What labels are, in a few letters. */
export const digestOf = (labels: readonly Label[]): string =>
  createHash('sha1')
    .update(JSON.stringify([...labels].sort((a, b) => a.id - b.id)))
    .digest('hex')

export interface Worker {
  call<N extends CallName>(name: N, args: CallInput<N>): Promise<CallResult<N>>
  open(): Promise<void>
  /** A few labels, told of once they were acknowledged. */
  edit(): Promise<void>
  tellLabels(): Promise<void>
  /** One round of a kind of work. Answers whether its jobs were done; rejects with the error of a call that was refused. */
  doing: Record<Work, (round: number) => Promise<boolean>>
}

/** What a person does with one project, as calls to an app. folder — where the project, the table and what is written lie. */
export function workerOn(
  app: App,
  order: { folder: string; project: string },
  random: Random,
  tell: (told: Told) => void,
): Worker {
  let [dataset, set, start] = [0, 0, 0]
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
        if (state.status === 'failed') tell({ refused: state.message ?? '' })
        return state.status === 'done'
      }
    }
  }
  const admit = (name: string) => app.admit(join(order.folder, name)).token
  const output = (name: string) => app.admitOutput(join(order.folder, name), true).token

  const open = async () => {
    await call('project.open', { file: app.admit(order.project).token })
    ;[{ id: dataset, start }] = await call('datasets.list', {})
    ;[{ id: set }] = await call('labels.sets', { dataset })
  }
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
  const imported = async (name: string) => {
    const { recipe } = await call('import.preview', { file: admit('table.csv'), changed: null })
    return job((await call('import.start', { file: admit('table.csv'), name, recipe })).job)
  }
  const trained = async () => {
    const runs = await call('runs.list', { dataset })
    const ready = runs.find(({ status }) => status === 'ready')
    if (ready) return ready.id
    const { job: id, run } = await call('train.start', training(dataset, 'z-score'))
    return (await job(id)) ? run : null
  }
  const doing: Worker['doing'] = {
    import: (round) => imported(`import ${round}`),
    async append(round) {
      if (!(await imported(`more ${round}`))) return false
      const other = (await call('datasets.list', {})).find(({ name }) => name === `more ${round}`)!
      return job((await call('datasets.join', { dataset, other: other.id, how: 'append' })).job)
    },
    async train() {
      const { job: id } = await call('train.start', training(dataset, 'pca'))
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
  return { call, open, edit, tellLabels, doing }
}
