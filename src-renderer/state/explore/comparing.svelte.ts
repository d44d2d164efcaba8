import type { ExploreQuestion } from '../../../src-main/shared/data/explore.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, isCancelled } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'

/** A stretch that was kept, so that others are held against it. */
export interface KeptStretch extends TimeRange {
  dataset: number
  name: string
}

/** before — the stretch of the same length before what is shown; whole — the whole dataset; a number — another dataset. */
export type Against = 'before' | 'whole' | 'kept' | number
/** whole — not laid beside each other; clock — at the same times; event — an event of the one on an event of the other. */
export type Alignment = 'whole' | 'clock' | 'event'

/** What is shown, against another stretch or a sister machine. */
export class Comparing {
  kept = $state.raw<KeptStretch | null>(null)
  against = $state<Against>('before')
  align = $state<Alignment>('clock')
  /** The times that are laid on each other; null = where the data begin. */
  eventHere = $state<number | null>(null)
  eventThere = $state<number | null>(null)
  /** Accepted labels of the other dataset. */
  events = $state.raw<readonly Label[]>([])
  /** What is drawn of the channel that is chosen. */
  drawn = $state<'shape' | 'course' | 'correlation'>('shape')
  readonly #api: Api
  readonly #datasets: Datasets

  constructor(api: Api, datasets: Datasets) {
    this.#api = api
    this.#datasets = datasets
  }

  /** Other datasets that can be held against the one that is shown. */
  readonly others = $derived.by(() => {
    const { list, selectedId } = this.#datasets
    return list.filter((one) => one.status === 'ready' && one.id !== selectedId)
  })

  /** The choice, as far as what was chosen is still there. */
  readonly chosen: Against = $derived.by(() => {
    const { against } = this
    if (typeof against === 'number') return this.others.some(({ id }) => id === against) ? against : 'before'
    return against === 'kept' && !this.#keptIsThere() ? 'before' : against
  })

  forget() {
    this.kept = null
    this.against = 'before'
    this.events = []
    this.eventHere = this.eventThere = null
  }

  keep(range: TimeRange) {
    const { selected } = this.#datasets
    if (!selected) return
    this.kept = { dataset: selected.id, name: selected.name, ...range }
    this.against = 'kept'
  }

  async choose(against: Against) {
    this.against = against
    this.events = []
    this.eventHere = this.eventThere = null
    if (typeof against !== 'number') return
    try {
      const [set] = await this.#api.call('labels.sets', { dataset: against })
      const labels = set ? await this.#api.call('labels.list', { set: set.id, limit: 200 }) : []
      if (this.against === against) this.events = labels.filter(({ status }) => status === 'accepted')
    } catch (error) {
      // Without labels the beginnings are left to align at.
      if (!isCancelled(error)) this.events = []
    }
  }

  /** null where nothing lies before what is shown. */
  question(range: TimeRange): Extract<ExploreQuestion, { kind: 'compare' }> | null {
    const { selected, list } = this.#datasets
    if (!selected) return null
    const { chosen, kept } = this
    const ask = (dataset: number, { start, end }: TimeRange, shift: number | null) =>
      ({ kind: 'compare', with: { dataset, start, end }, shift }) as const
    if (chosen === 'whole') return ask(selected.id, selected, null)
    if (chosen === 'kept') return ask(kept!.dataset, kept!, kept!.start - range.start)
    if (chosen === 'before') {
      const length = range.end - range.start
      const before = { start: Math.max(selected.start, range.start - length), end: range.start - 1 }
      return before.end < selected.start ? null : ask(selected.id, before, -length)
    }
    const other = list.find(({ id }) => id === chosen)!
    if (this.align === 'whole') return ask(other.id, other, null)
    const shift = this.align === 'clock' ? 0 : (this.eventThere ?? other.start) - (this.eventHere ?? selected.start)
    return ask(other.id, { start: range.start + shift, end: range.end + shift }, shift)
  }

  #keptIsThere(): boolean {
    return this.kept !== null && this.#datasets.list.some(({ id }) => id === this.kept?.dataset)
  }
}
