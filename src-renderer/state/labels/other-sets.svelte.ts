import type { Agreement, Disagreement } from '../../../src-main/shared/labels/agreement.ts'
import type { Label, LabelSet } from '../../../src-main/shared/project.ts'
import { type Api, problemOf } from '../../api.ts'
import { counted } from '../../../src-main/shared/counted.ts'
import { draftOf } from './label-edits.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Labels } from './labels.svelte.ts'
import { readLabels } from './read-labels.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** The dataset's other label sets, shown as lanes, and how far one of them agrees with the one that is worked on. */
export class OtherSets {
  /** Labels of the other sets, sorted by start. */
  lanes = $state.raw<{ set: LabelSet; labels: Label[] }[]>([])
  otherId = $state<number | null>(null)
  agreement = $state.raw<Agreement | null>(null)
  problem = $state<string | null>(null)
  /** Index into what is left of the disagreements. */
  at = $state<number | null>(null)
  readonly other: LabelSet | null = $derived(this.lanes.find((lane) => lane.set.id === this.otherId)?.set ?? null)
  /** What is left to be settled. */
  readonly open: Disagreement[] = $derived((this.agreement?.disagreements ?? []).filter((d) => !d.kept))
  /** What somebody looked at and left as it is. */
  readonly kept: Disagreement[] = $derived((this.agreement?.disagreements ?? []).filter((d) => d.kept))
  #api: Api
  #notices: Notices
  #announcer: Announcer
  #labels: Labels
  #questions = new LatestOnly<'now'>(() => this.#read())

  constructor(api: Api, notices: Notices, announcer: Announcer, labels: Labels) {
    this.#api = api
    this.#notices = notices
    this.#announcer = announcer
    this.#labels = labels
  }

  look() {
    this.lanes = []
    this.otherId = null
    this.agreement = null
    this.at = null
  }

  /** Reads the other sets; called when sets or labels have changed. */
  refresh() {
    return this.#questions.ask('now')
  }

  async #read() {
    const { list, id } = this.#labels.sets
    const still = () => id === this.#labels.sets.id
    const lanes = await this.#notices.attempt(() =>
      Promise.all(
        list
          .filter((set) => set.id !== id)
          .map(async (set) => ({ set, labels: (await readLabels(this.#api, set.id, still)) ?? [] })),
      ),
    )
    if (!lanes || id !== this.#labels.sets.id) return
    this.lanes = lanes
    if (this.otherId !== null && !this.other) this.otherId = null
    if (this.otherId === null) this.agreement = null
    else await this.#compare()
  }

  async compareWith(set: number | null) {
    this.otherId = set
    this.agreement = null
    this.at = null
    await this.refresh()
  }

  /** What a disagreement is, with the names of the sets. */
  wordOf({ kind }: Disagreement): string {
    const nameOf = (id: number | null) => this.#labels.sets.list.find((s) => s.id === id)?.name ?? 'the other'
    if (kind === 'only first') return `only in ${nameOf(this.#labels.sets.id)}`
    if (kind === 'only second') return `only in ${nameOf(this.otherId)}`
    return { class: 'other class', edges: 'other edges', several: 'cut differently' }[kind]
  }

  step(by: 1 | -1): Disagreement | null {
    const next = this.at === null ? (by > 0 ? 0 : this.open.length - 1) : this.at + by
    if (!this.open[next]) return null
    this.at = next
    return this.open[next]
  }

  /** Puts the other set's labels in the place of one's own, where they differ. */
  async takeTheirs(disagreement: Disagreement) {
    const setId = this.#labels.sets.id
    const theirs =
      this.lanes
        .find((lane) => lane.set.id === this.otherId)
        ?.labels.filter((l) => disagreement.second.includes(l.id)) ?? []
    if (setId === null) return
    await this.#labels.replace(
      disagreement.first,
      theirs.map((l) => ({ ...draftOf(l), set: setId })),
      `Took ${this.other?.name ?? 'the other set'}'s word`,
    )
    await this.refresh()
    this.#keepPlace()
  }

  /** Leaves a disagreement as it is: it is not shown again, also in another sitting. */
  async leave({ kept: _, ...disagreement }: Disagreement) {
    const pair = this.#pair
    if (!pair) return
    this.#mark((one) => keyOf(one) === keyOf(disagreement), true)
    await this.#notices.attempt(() => this.#api.call('sets.keep', { ...pair, disagreement }))
  }

  /** Everything that was left as it is, is to be settled again. */
  async reopen() {
    const pair = this.#pair
    if (!pair) return
    this.#mark(() => true, false)
    await this.#notices.attempt(() => this.#api.call('sets.reopen', { ...pair, disagreement: null }))
  }

  get #pair() {
    const first = this.#labels.sets.id
    return first === null || this.otherId === null ? null : { first, second: this.otherId }
  }

  #mark(which: (disagreement: Disagreement) => boolean, kept: boolean) {
    if (!this.agreement) return
    this.agreement = {
      ...this.agreement,
      disagreements: this.agreement.disagreements.map((one) => (which(one) ? { ...one, kept } : one)),
    }
    this.#keepPlace()
  }

  async merge(name: string) {
    const setId = this.#labels.sets.id
    if (setId === null || this.otherId === null) return
    const second = this.otherId
    const made = await this.#notices.attempt(() => this.#api.call('sets.merge', { first: setId, second, name }))
    if (!made) return
    await this.#labels.sets.chooseNew(made.id)
    const { list } = this.#labels
    const proposals = list.filter((l) => l.status === 'proposed').length
    this.#announcer.say(
      `Made “${made.name}”: ${counted(list.length, 'label')}, of which ${counted(proposals, 'proposal')} to be settled`,
    )
  }

  #keepPlace() {
    if (this.at !== null) this.at = this.open.length === 0 ? null : Math.min(this.at, this.open.length - 1)
  }

  async #compare() {
    const first = this.#labels.sets.id
    const second = this.otherId
    if (first === null || second === null) return
    try {
      const agreement = await this.#api.call('sets.compare', { first, second })
      if (first !== this.#labels.sets.id || second !== this.otherId) return
      this.agreement = agreement
      this.problem = null
      this.#keepPlace()
    } catch (error) {
      this.problem = problemOf(error).message
    }
  }
}

const keyOf = ({ kind, first, second, start, end }: Disagreement) => JSON.stringify([kind, first, second, start, end])
