import type { CallInput } from '../../../src-main/shared/contract.ts'
import type { LabelClass } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
import { type Look, patterns } from '../../charts/paint-bands.ts'
import type { Notices } from '../window/notices.svelte.ts'

const colours = ['#d1495b', '#2e86ab', '#e08e0b', '#5b8c5a', '#7b5ea7', '#a0522d', '#008b8b', '#c2185b', '#5f6b7a']

/** The project's label classes, and the one that the next label gets. */
export class Classes {
  list = $state.raw<LabelClass[]>([])
  currentId = $state<number | null>(null)
  readonly current: LabelClass | null = $derived(this.list.find((c) => c.id === this.currentId) ?? this.list[0] ?? null)
  #api: Api
  #notices: Notices

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  async refresh() {
    this.list = (await this.#notices.attempt(() => this.#api.call('labels.classes', {}))) ?? this.list
  }

  byId = (id: number) => this.list.find((c) => c.id === id) ?? null

  byKey = (key: string) => this.list.find((c) => c.key === key) ?? null

  /** How a class is painted: its colour, a pattern by its place in the list, its name. */
  lookOf(index: number): Look {
    const found = this.list[index]
    return { colour: found.colour, pattern: patterns[index % patterns.length], fill: 0.16, text: found.name }
  }

  async add(name: string) {
    const used = new Set(this.list.map((c) => c.key))
    const key = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].find((k) => !used.has(k)) ?? null
    const colour =
      colours.find((c) => !this.list.some((known) => known.colour === c)) ?? colours[this.list.length % colours.length]
    const made = await this.#notices.attempt(() => this.#api.call('labels.createClass', { name, key, colour }))
    await this.refresh()
    if (made) this.currentId = made.id
    return made
  }

  /** On the screen at once: the next label is drawn by the new rules. */
  async change(input: CallInput<'labels.changeClass'>) {
    const { class: id, ...change } = input
    this.list = this.list.map((c) => (c.id === id ? { ...c, ...change } : c))
    await this.#notices.attempt(() => this.#api.call('labels.changeClass', input))
    await this.refresh()
  }

  async remove(id: number) {
    await this.#notices.attempt(() => this.#api.call('labels.removeClass', { class: id }))
    await this.refresh()
  }

  async ensure(): Promise<LabelClass | null> {
    return this.current ?? (await this.add('Anomaly')) ?? null
  }
}
