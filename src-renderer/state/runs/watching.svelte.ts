import type { Alarm } from '../../../src-main/shared/watch/alarms.ts'
import type { ChampionState, HowTrained, InForce } from '../../../src-main/shared/watch/challenge.ts'
import type { CandidateSource } from '../../../src-main/shared/labels/candidates.ts'
import type { CallInput } from '../../../src-main/shared/contract.ts'
import type { MonitorState, MonitorTrial } from '../../../src-main/shared/watch/monitors.ts'
import type { Source } from '../../../src-main/shared/watch/watch.ts'
import { type Api, problemOf } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Files } from '../data/files.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** What of the page is looked at and told. */
interface Around {
  api: Api
  notices: Notices
  files: Files
  datasets: Datasets
}

export const watchParts = ['monitors', 'sources', 'runs'] as const
export type WatchPart = (typeof watchParts)[number]
export type MonitorWish = CallInput<'monitors.save'>

/** What is watched: sources, monitors, and the runs in force with the challengers that wait. */
export class Watching {
  sources = $state.raw<Source[]>([])
  board = $state.raw<MonitorState[]>([])
  champions = $state.raw<ChampionState[]>([])
  history = $state.raw<InForce[]>([])
  /** The window itself looks at the sources. */
  running = $state(false)
  /** The system tells of alarms of this project. */
  notify = $state(true)
  part = $state<WatchPart>('monitors')
  /** A rule or search that somebody is about to save as a monitor, with nothing known where it is to be chosen yet. */
  draft = $state.raw<{ source: CandidateSource | null } | null>(null)
  trial = $state.raw<MonitorTrial | null>(null)
  /** Why the last source or monitor was not taken, in a sentence. */
  problem = $state<string | null>(null)
  busy = $state(false)
  #around: Around

  constructor(around: Around) {
    this.#around = around
    around.api.on('alarms.changed', () => void this.refresh())
  }

  async refresh() {
    const { api, notices } = this.#around
    const read = await notices.attempt(() =>
      Promise.all([
        api.call('watch.sources', {}),
        api.call('monitors.board', {}),
        api.call('champion.states', {}),
        api.call('champion.history', {}),
        api.call('watch.running', {}),
        api.call('alarms.notify', {}),
      ]),
    )
    if (read) [this.sources, this.board, this.champions, this.history, this.running, this.notify] = read
  }

  forget() {
    this.sources = []
    this.board = []
    this.champions = []
    this.history = []
    this.running = false
    this.draft = null
    this.trial = null
    this.problem = null
  }

  nameOf = (dataset: number) => this.#around.datasets.list.find(({ id }) => id === dataset)?.name ?? ''
  /** The name of what raised an alarm; of a monitor that was removed none is known. */
  monitorOf = ({ monitor }: Pick<Alarm, 'monitor'>) =>
    this.board.find((one) => one.monitor === monitor && monitor !== null)?.name ?? 'a monitor that was removed'
  /** The challenger that waits as that run; undefined where it is none. */
  challengerOf = (run: number) =>
    this.champions.flatMap(({ waiting }) => waiting).find((challenger) => challenger.run === run)
  zoneOf = (dataset: number) => this.#around.datasets.list.find(({ id }) => id === dataset)?.zone ?? 'UTC'

  async toggleWatch() {
    const { api } = this.#around
    await this.#change(() => (this.running ? api.call('watch.stop', {}) : api.call('watch.start', {})))
  }

  setNotify = (on: boolean) => this.#change(() => this.#around.api.call('alarms.notify', { on }))

  /** Asks for a folder or a file, and watches it for a dataset. run — in force from then on; null = monitors alone look at what comes. */
  async addSource(kind: 'folder' | 'file', dataset: number, run: number | null) {
    this.problem = null
    const chosen = await this.#around.files.pick(kind === 'folder' ? 'watch-folder' : 'watch-file')
    if (!chosen) return
    await this.#attempt(() =>
      this.#around.api.call('watch.put', { dataset, run, file: chosen.token, pattern: kind === 'folder' ? '*' : '' }),
    )
  }
  pauseSource = (source: number, paused: boolean) =>
    this.#change(() => this.#around.api.call('watch.pause', { source, paused }))
  removeSource = (source: number) => this.#change(() => this.#around.api.call('watch.remove', { source }))

  async try(wish: Omit<MonitorWish, 'name' | 'severity'>) {
    this.trial = null
    await this.#attempt(async () => {
      this.trial = await this.#around.api.call('monitors.try', wish)
    })
  }
  async save(wish: MonitorWish) {
    if (!(await this.#attempt(() => this.#around.api.call('monitors.save', wish)))) return
    this.draft = null
    this.trial = null
  }
  pauseMonitor = (monitor: number, paused: boolean) =>
    this.#change(() => this.#around.api.call('monitors.pause', { monitor, paused }))
  removeMonitor = (monitor: number) => this.#change(() => this.#around.api.call('monitors.remove', { monitor }))

  /** Trains a challenger of the run in force: a job like any other training. */
  retrain = (run: number, how: HowTrained) =>
    this.#change(() => this.#around.api.call('champion.retrain', { run, how }))
  promote = (run: number) => this.#change(() => this.#around.api.call('champion.promote', { run }))
  keep = (run: number) => this.#change(() => this.#around.api.call('champion.keep', { run }))
  goBack = (dataset: number) => this.#change(() => this.#around.api.call('champion.back', { dataset }))
  retrainAfter = (dataset: number, answers: number | null) =>
    this.#change(() => this.#around.api.call('champion.after', { dataset, answers }))

  async #change(call: () => Promise<unknown>) {
    await this.#around.notices.attempt(call)
    await this.refresh()
  }

  /** What is wrong stays beside the form. */
  async #attempt(call: () => Promise<unknown>): Promise<boolean> {
    this.busy = true
    this.problem = null
    try {
      await call()
      await this.refresh()
      return true
    } catch (error) {
      this.problem = problemOf(error).message
      return false
    } finally {
      this.busy = false
    }
  }
}
