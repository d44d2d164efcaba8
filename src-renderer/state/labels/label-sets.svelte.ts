import type { LabelSet } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** The label sets of the dataset that is looked at, and which of them is worked on. */
export class LabelSets {
  list = $state.raw<LabelSet[]>([])
  id = $state<number | null>(null)
  readonly current: LabelSet | null = $derived(this.list.find((set) => set.id === this.id) ?? null)
  #dataset: number | null = null
  #api: Api
  #notices: Notices
  #show: (set: 'same' | 'other') => Promise<void>

  /** show — reads the labels of the set that is worked on, after sets were changed or another one was chosen. */
  constructor(api: Api, notices: Notices, show: (set: 'same' | 'other') => Promise<void>) {
    this.#api = api
    this.#notices = notices
    this.#show = show
  }

  get dataset() {
    return this.#dataset
  }

  look(dataset: number | null) {
    this.#dataset = dataset
    this.list = []
    this.id = null
  }

  /** Answers whether the set that is worked on is still there, or null where another dataset is looked at meanwhile. */
  async read(): Promise<boolean | null> {
    const dataset = this.#dataset
    if (dataset === null) return null
    const list = (await this.#notices.attempt(() => this.#api.call('labels.sets', { dataset }))) ?? []
    if (dataset !== this.#dataset) return null
    this.list = list
    const there = list.some((set) => set.id === this.id)
    if (!there) this.id = list[0]?.id ?? null
    return there
  }

  async readAndShow() {
    if ((await this.read()) !== null) await this.#show('same')
  }

  async choose(id: number) {
    this.id = id
    await this.#show('other')
  }

  /** Shows a set that something else made. */
  async chooseNew(id: number) {
    await this.readAndShow()
    await this.choose(id)
  }

  async rename(id: number, name: string, purpose: string) {
    await this.#notices.attempt(() => this.#api.call('sets.rename', { set: id, name, purpose }))
    await this.readAndShow()
  }

  async remove(id: number) {
    await this.#notices.attempt(() => this.#api.call('labels.removeSet', { set: id }))
    await this.readAndShow()
  }

  /** A copy of the set that is worked on, under a name that is free. */
  async copy() {
    const of = this.current
    if (!of) return
    const taken = new Set(this.list.map((set) => set.name.toLowerCase()))
    let name = `${of.name} copy`
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${of.name} copy ${n}`
    await this.add(name, of.id)
  }

  async add(name: string, copyOf: number | null, purpose = '') {
    const dataset = this.#dataset
    if (dataset === null) return
    const made = await this.#notices.attempt(() =>
      this.#api.call('labels.createSet', { dataset, name, copyOf, purpose }),
    )
    if (made) await this.chooseNew(made.id)
    else await this.readAndShow()
  }

  /** The set that new labels come into, made where there is none; null where no dataset is looked at. Throws where it cannot be made. */
  async ensure(): Promise<number | null> {
    if (this.id === null && this.#dataset !== null) {
      const set = await this.#api.call('labels.createSet', { dataset: this.#dataset, name: 'Labels' })
      this.list = [...this.list, set]
      this.id = set.id
    }
    return this.id
  }
}
