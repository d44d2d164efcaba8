import type { JournalEntry } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
import type { Labels } from './labels.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** How many entries are read at once. */
const page = 500

/** Who did what to the labels, newest first. Read only while somebody looks at it. */
export class Journal {
  list = $state.raw<JournalEntry[]>([])
  /** There are older entries that were not read yet. */
  more = $state(false)
  #pages = 1
  #dataset: number | null = null
  #api: Api
  #notices: Notices
  #announcer: Announcer
  #labels: Labels

  constructor(api: Api, notices: Notices, announcer: Announcer, labels: Labels) {
    this.#api = api
    this.#notices = notices
    this.#announcer = announcer
    this.#labels = labels
  }

  /** Reads as many pages as are shown; of another dataset, the newest. */
  async read(dataset: number) {
    if (dataset !== this.#dataset) this.#pages = 1
    this.#dataset = dataset
    const list: JournalEntry[] = []
    let last: JournalEntry[] = []
    for (let n = 0; n < this.#pages; n++) {
      last =
        (await this.#notices.attempt(() =>
          this.#api.call('labels.journal', { dataset, limit: page, before: list.at(-1)?.id ?? null }),
        )) ?? []
      list.push(...last)
      if (last.length < page) break
    }
    if (dataset !== this.#dataset) return
    this.list = list
    this.more = last.length === page
  }

  async readOlder() {
    this.#pages++
    if (this.#dataset !== null) await this.read(this.#dataset)
  }

  /** Brings back the labels as they were right after an entry. */
  async restore(dataset: number, entry: JournalEntry) {
    const made = await this.#notices.attempt(() => this.#api.call('labels.restore', { dataset, entry: entry.id }))
    if (made === undefined) return
    this.#announcer.say(made ? made.what : 'The labels are as they were then.')
    await this.#labels.readAll()
    await this.read(dataset)
  }
}
