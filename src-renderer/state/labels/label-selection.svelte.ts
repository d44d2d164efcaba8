import { counted } from '../../../src-main/shared/counted.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { dateTime, lasting } from '../../charts/format.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Classes } from './classes.svelte.ts'
import type { LabelIds } from './label-ids.ts'
import { touching } from './label-list.ts'

/** The labels to choose from. */
interface Around {
  readonly list: readonly Label[]
  readonly classes: Classes
  readonly ids: LabelIds
  /** In which times are told. */
  readonly zone: string
}

/** The selected label, and those that were chosen together with it. */
export class LabelSelection {
  id = $state<number | null>(null)
  /** Labels that were chosen together, by brushing over them or one by one; empty while there is only the selected one. */
  #picked = $state.raw<ReadonlySet<number>>(new Set())
  readonly label: Label | null = $derived.by(() => this.#around.list.find((l) => l.id === this.id) ?? null)
  /** What an edit of labels applies to: those that were chosen together, or the selected one. */
  readonly chosen: Label[] = $derived.by(() =>
    this.#picked.size > 0 ? this.#around.list.filter((l) => this.#picked.has(l.id)) : this.label ? [this.label] : [],
  )
  /** Stays the same while a label is selected, also when it is saved meanwhile: what is being typed about it must not be lost. */
  readonly key: number | null = $derived.by(() => (this.id === null ? null : this.#around.ids.first(this.id)))
  #around: Around
  #announcer: Announcer

  constructor(around: Around, announcer: Announcer) {
    this.#around = around
    this.#announcer = announcer
  }

  /** Selects one label and says nothing: whoever calls this says more. */
  only(id: number | null) {
    this.id = id
    this.#picked = new Set()
  }

  select(id: number | null) {
    this.only(id)
    const { label } = this
    if (!label) return
    const { list } = this.#around
    const status = label.status === 'accepted' ? '' : `, ${label.status}`
    this.#announcer.say(
      `Selected ${this.nameOf(label)}, ${list.indexOf(label) + 1} of ${list.length}${status}, ${this.whereOf(label)}`,
    )
  }

  get several() {
    return this.#picked.size > 0
  }

  isPicked = (id: number) => this.#picked.has(id)

  /** Chooses a label besides those that are chosen, or no longer. */
  toggle(id: number) {
    const picked = new Set(this.chosen.map((l) => l.id))
    if (!picked.delete(id)) picked.add(id)
    this.#picked = picked
    this.id = picked.has(id) ? id : ([...picked].at(-1) ?? null)
    this.#sayChosen()
  }

  /** Chooses all labels that touch a stretch. */
  chooseWithin(range: TimeRange) {
    this.choose(touching(this.#around.list, range))
  }

  choose(several: readonly Label[]) {
    this.#picked = new Set(several.map((l) => l.id))
    this.id = several[0]?.id ?? null
    this.#sayChosen()
  }

  /** Selects the label before or after the selected one, or nearest to a time; answers it. */
  step(by: 1 | -1, from: number): Label | null {
    const { list } = this.#around
    const at = this.label
      ? list.indexOf(this.label) + by
      : by > 0
        ? list.findIndex((l) => l.start >= from)
        : list.findLastIndex((l) => l.end <= from)
    const label = list[at] ?? null
    if (label) this.select(label.id)
    else
      this.#announcer.say(
        list.length === 0 ? 'There are no labels yet' : `There are no more labels ${by > 0 ? 'after' : 'before'} this`,
      )
    return label
  }

  /** A label was saved under another id; what was chosen stays chosen. */
  became(temporary: number, id: number) {
    if (this.id === temporary) this.id = id
    if (this.#picked.has(temporary))
      this.#picked = new Set([...this.#picked].map((one) => (one === temporary ? id : one)))
  }

  /** Lets go of a selected label that is there no longer. */
  keepWithin(list: readonly Label[]) {
    if (this.id !== null && !list.some((l) => l.id === this.id)) this.id = null
  }

  nameOf = (label: Pick<Label, 'class'>) => this.#around.classes.byId(label.class)?.name ?? 'a label'
  whereOf = (range: TimeRange) => `${lasting(range)} from ${dateTime(range.start, this.#around.zone)}`

  #sayChosen() {
    const n = this.#picked.size
    this.#announcer.say(
      n === 0
        ? 'No label is chosen'
        : n === 1
          ? '1 label is chosen'
          : `${counted(n, 'label')} are chosen: what is changed is changed in all of them`,
    )
  }
}
