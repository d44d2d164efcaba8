import type { JobState } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** What the engine is doing, and what it did. */
export class Jobs {
  list = $state.raw<JobState[]>([])
  readonly running: JobState[] = $derived(
    this.list.filter((job) => job.status === 'running' || job.status === 'waiting'),
  )
  readonly ended: JobState[] = $derived(this.list.filter((job) => job.status !== 'running' && job.status !== 'waiting'))
  #api: Api
  #notices: Notices
  #onEnd: (job: JobState) => Promise<void>
  #lists = new LatestOnly<JobState[]>((list) => this.#show(list))

  /** onEnd — shows what a job has made; until then the job counts as running. */
  constructor(api: Api, notices: Notices, onEnd: (job: JobState) => Promise<void>) {
    this.#api = api
    this.#notices = notices
    this.#onEnd = onEnd
    api.on('jobs.changed', (list) => void this.#lists.ask(list))
  }

  async refresh() {
    this.list = (await this.#notices.attempt(() => this.#api.call('jobs.list', {}))) ?? this.list
  }

  cancel = (job: number) => this.#notices.attempt(() => this.#api.call('jobs.cancel', { job }))

  clear = () => this.#notices.attempt(() => this.#api.call('jobs.clear', {}))

  log = (job: number) => this.#notices.attempt(() => this.#api.call('jobs.log', { job }))

  async #show(list: JobState[]) {
    const before = new Map(this.list.map((job) => [job.id, job.status]))
    const ended = list.filter((job) => {
      const was = before.get(job.id)
      return (was === 'running' || was === 'waiting' || was === undefined) && job.ended !== null
    })
    await Promise.all(ended.map((job) => this.#notices.attempt(() => this.#onEnd(job))))
    this.list = list
  }
}
