import type { JobState } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
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
  #onEnd: (job: JobState) => void

  constructor(api: Api, notices: Notices, onEnd: (job: JobState) => void) {
    this.#api = api
    this.#notices = notices
    this.#onEnd = onEnd
    api.on('jobs.changed', (list) => this.#show(list))
  }

  async refresh() {
    this.list = (await this.#notices.attempt(() => this.#api.call('jobs.list', {}))) ?? this.list
  }

  cancel = (job: number) => this.#notices.attempt(() => this.#api.call('jobs.cancel', { job }))

  clear = () => this.#notices.attempt(() => this.#api.call('jobs.clear', {}))

  log = (job: number) => this.#notices.attempt(() => this.#api.call('jobs.log', { job }))

  #show(list: JobState[]) {
    const before = new Map(this.list.map((job) => [job.id, job.status]))
    this.list = list
    for (const job of list) {
      const was = before.get(job.id)
      if ((was === 'running' || was === 'waiting' || was === undefined) && job.ended !== null && job.status !== was)
        this.#onEnd(job)
    }
  }
}
