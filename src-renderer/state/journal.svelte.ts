import type { JournalEntry } from '../../src-main/shared/project.ts'
import type { Api } from '../api.ts'
import type { Labels } from './labels.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** Who did what to the labels, newest first. Read only while somebody looks at it. */
export class Journal {
  list = $state.raw<JournalEntry[]>([])
  #api: Api
  #notices: Notices
  #labels: Labels

  constructor(api: Api, notices: Notices, labels: Labels) {
    this.#api = api
    this.#notices = notices
    this.#labels = labels
  }

  async read(dataset: number) {
    this.list = (await this.#notices.attempt(() => this.#api.call('labels.journal', { dataset, limit: 500 }))) ?? []
  }

  /** Brings back the labels as they were right after an entry. */
  async restore(dataset: number, entry: JournalEntry) {
    const made = await this.#notices.attempt(() => this.#api.call('labels.restore', { dataset, entry: entry.id }))
    if (made === undefined) return
    this.#labels.said = made ? made.what : 'The labels are as they were then.'
    await this.#labels.readAll()
    await this.read(dataset)
  }
}
