import type { FileRef } from '../../../src-main/shared/contract.ts'
import type { EventMapping, EventTable } from '../../../src-main/shared/labels/event-mapping.ts'
import { type Api, isCancelled, problemOf } from '../../api.ts'
import { mostListed } from '../../../src-main/shared/labels/label-limits.ts'
import { count, counted } from '../../../src-main/shared/counted.ts'
import type { Labels } from './labels.svelte.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** Importing a file of labels: of a table of events the person first sees, and may change, what its columns are taken for. */
export class LabelImport {
  file = $state.raw<FileRef | null>(null)
  /** Set while the columns are looked at. */
  table = $state.raw<EventTable | null>(null)
  problem = $state<string | null>(null)
  #api: Api
  #notices: Notices
  #labels: Labels
  #looks = new LatestOnly<EventMapping>((mapping) => this.#look(mapping))

  constructor(api: Api, notices: Notices, labels: Labels) {
    this.#api = api
    this.#notices = notices
    this.#labels = labels
  }

  async open(file: FileRef) {
    await this.#notices.attempt(async () => {
      const set = await this.#labels.sets.ensure()
      if (set === null) return
      const { table } = await this.#api.call('labels.look', { file: file.token, set, mapping: null })
      if (!table || table.sure) return this.#import(file, null)
      this.file = file
      this.table = table
      this.problem = null
    })
  }

  close() {
    this.#looks.drop()
    this.file = null
    this.table = null
  }

  change(part: Partial<EventMapping>) {
    if (!this.table) return
    const mapping = { ...this.table.mapping, ...part }
    this.table = { ...this.table, mapping }
    this.#looks.ask(mapping)
  }

  async start() {
    const { file, table } = this
    this.close()
    if (file && table) await this.#notices.attempt(() => this.#import(file, table.mapping))
  }

  async #look(mapping: EventMapping) {
    const { file } = this
    const set = this.#labels.sets.id
    if (!file || set === null) return
    try {
      const { table } = await this.#api.call('labels.look', { file: file.token, set, mapping })
      if (this.file !== file || !this.table || !table) return
      this.table = { ...this.table, read: table.read }
      this.problem = null
    } catch (error) {
      if (this.file === file) this.problem = problemOf(error).message
    }
  }

  async #import(file: FileRef, mapping: EventMapping | null) {
    const set = await this.#labels.sets.ensure()
    if (set === null) return
    const none = `No label was imported from "${file.name}".`
    try {
      const { created, classes, problems } = await this.#api.call('labels.import', { file: file.token, set, mapping })
      // One notice for all of it: what was taken and what was not belong together.
      const taken = created === 0 ? none : `Imported ${counted(created, 'label')} from "${file.name}".`
      const unseen = created > mostListed ? [`Of a label set the first ${count(mostListed)} are shown.`] : []
      this.#notices.say(
        [taken, ...madeClasses(classes), ...unseen, ...problems].join(' '),
        problems.length > 0 ? 'error' : 'note',
      )
    } catch (error) {
      if (isCancelled(error)) return
      const { message, detail } = problemOf(error)
      this.#notices.say(`${none} ${message}`, 'error', detail)
    }
    await this.#labels.classes.refresh()
    await this.#labels.refresh()
  }
}

/** New classes are told: a name that is spelled otherwise makes one too. */
function madeClasses(names: string[]): string[] {
  if (names.length === 0) return []
  if (names.length === 1) return [`The class "${names[0]}" is new.`]
  const shown = names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(', ')
  return [`The classes ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ''} are new.`]
}
