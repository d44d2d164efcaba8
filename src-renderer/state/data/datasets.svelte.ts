import type { CallInput } from '../../../src-main/shared/contract.ts'
import type { JoinKind, JoinPlan } from '../../../src-main/shared/importing/joining.ts'
import type { Channel, Dataset } from '../../../src-main/shared/project.ts'
import { shortNames } from '../../charts/short-names.ts'
import { shownZone } from '../../charts/zone.ts'
import type { Api } from '../../api.ts'
import type { Notices } from '../window/notices.svelte.ts'

export interface Progress {
  datasets: number
  /** Datasets that the person says are labelled to the end. */
  labelled: number
  labels: number
  /** Proposals that wait for an answer. */
  open: number
}

const progressOf = (list: readonly Dataset[]): Progress => ({
  datasets: list.length,
  labelled: list.filter((d) => d.labelled).length,
  labels: list.reduce((sum, d) => sum + d.labelCount - d.proposalCount, 0),
  open: list.reduce((sum, d) => sum + d.proposalCount, 0),
})

/** The project's datasets, the one that is looked at, and which of its channels are hidden. */
export class Datasets {
  /** Their zone is the one that times are shown in. */
  list = $state.raw<Dataset[]>([])
  /** False until the list was read once for the open project. */
  known = $state(false)
  selectedId = $state<number | null>(null)
  /** What appending another dataset's rows would do, while the person is asked. */
  plan = $state.raw<JoinPlan | null>(null)
  #hidden = $state.raw<ReadonlySet<number>>(new Set())
  readonly selected: Dataset | null = $derived(this.list.find((d) => d.id === this.selectedId) ?? null)
  readonly progress: Progress = $derived(progressOf(this.list))
  readonly shown: Channel[] = $derived((this.selected?.channels ?? []).filter((c) => !this.#hidden.has(c.id)))
  readonly #short = $derived(shortNames((this.selected?.channels ?? []).map((c) => c.name)))
  #api: Api
  #notices: Notices

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
    api.on('datasets.changed', () => void this.refresh())
  }

  async refresh() {
    const list = await this.#notices.attempt(() => this.#api.call('datasets.list', {}))
    if (!list) return
    this.list = list.map((d) => ({ ...d, zone: shownZone(d) }))
    this.known = true
    if (!list.some((d) => d.id === this.selectedId))
      this.selectedId = list.find((d) => d.status === 'ready')?.id ?? null
  }

  clear() {
    this.list = []
    this.known = false
    this.selectedId = null
    this.plan = null
    this.#hidden = new Set()
  }

  /** Shows a dataset with what appending another's rows to it would do. */
  async planAppend(dataset: number, other: number) {
    this.plan =
      (await this.#notices.attempt(() => this.#api.call('datasets.planJoin', { dataset, other, how: 'append' }))) ??
      null
    if (this.plan) this.select(dataset)
  }

  join = (dataset: number, other: number, how: JoinKind) =>
    this.#notices.attempt(() => this.#api.call('datasets.join', { dataset, other, how }))

  select(id: number) {
    this.selectedId = id
  }

  step(by: number) {
    const ready = this.list.filter((d) => d.status === 'ready')
    const at = ready.findIndex((d) => d.id === this.selectedId)
    const next = ready[Math.min(ready.length - 1, Math.max(0, at + by))]
    if (next) this.select(next.id)
  }

  /** The next dataset, in the order of the list and on from its end to its beginning, that is not labelled to the end. */
  nextToLabel() {
    const ready = this.list.filter((d) => d.status === 'ready')
    const at = ready.findIndex((d) => d.id === this.selectedId)
    const next = [...ready.slice(at + 1), ...ready.slice(0, at + 1)].find((d) => !d.labelled)
    if (!next)
      this.#notices.say(ready.length === 0 ? 'There is no dataset to label.' : 'All datasets are labelled to the end.')
    else if (next.id === this.selectedId) this.#notices.say('This is the last dataset that is not labelled to the end.')
    else this.select(next.id)
  }

  /** Says of a dataset that it is labelled to the end, or is not after all. */
  setLabelled(dataset: number, labelled: boolean) {
    this.list = this.list.map((d) => (d.id === dataset ? { ...d, labelled } : d))
    return this.change({ dataset, labelled })
  }

  /** A channel's name without the beginning that all names share. */
  shortName = (name: string) => this.#short.get(name) ?? name

  isShown = (channel: number) => !this.#hidden.has(channel)

  toggle(channel: number) {
    const hidden = new Set(this.#hidden)
    if (!hidden.delete(channel)) hidden.add(channel)
    this.#hidden = hidden
  }

  showOnly(channel: number) {
    this.#hidden = new Set((this.selected?.channels ?? []).map((c) => c.id).filter((id) => id !== channel))
  }

  showAll() {
    this.#hidden = new Set()
  }

  /** Hides the channels of these names, and shows all others. */
  hideOnly(names: readonly string[]) {
    this.#hidden = new Set((this.selected?.channels ?? []).filter((c) => names.includes(c.name)).map((c) => c.id))
  }

  change = (input: CallInput<'datasets.change'>) =>
    this.#notices.attempt(() => this.#api.call('datasets.change', input))

  changeChannel = (input: CallInput<'datasets.changeChannel'>) =>
    this.#notices.attempt(() => this.#api.call('datasets.changeChannel', input))

  remove = (dataset: number) => this.#notices.attempt(() => this.#api.call('datasets.remove', { dataset }))
}
