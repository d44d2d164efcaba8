import type { LabelChange, LabelDraft } from '../../../src-main/shared/contract.ts'
import type { LabelFormatInfo } from '../../../src-main/shared/label-format-info.ts'
import type { JournalEntry, Label, LabelSet } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/series.ts'
import type { Api } from '../../api.ts'
import { dateTime, lasting } from '../../charts/format.ts'
import type { Classes } from './classes.svelte.ts'
import { changedIn, sortedWith, touching, withoutIds } from './label-list.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** What is on the screen already is read again once nothing has happened for so long. */
const quietMs = 800

/**
 * The labels of one label set of the dataset that is looked at. Edits are shown at once and sent behind;
 * where the app refuses one, the list is read anew and the reason shown.
 */
export class Labels {
  readonly classes: Classes
  sets = $state.raw<LabelSet[]>([])
  setId = $state<number | null>(null)
  /** Sorted by start. A label that is not saved yet has a negative id. */
  list = $state.raw<Label[]>([])
  selectedId = $state<number | null>(null)
  /** That labels can be exported in; empty until they are asked for. */
  formats = $state.raw<LabelFormatInfo[]>([])
  /** Labels that were chosen together, by brushing over them or one by one; empty while there is only the selected one. */
  picked = $state.raw<ReadonlySet<number>>(new Set())
  /** Said to screen readers and shown below the list. */
  said = $state('')
  readonly selected: Label | null = $derived(this.list.find((l) => l.id === this.selectedId) ?? null)
  /** What an edit of labels applies to: those that were chosen together, or the selected one. */
  readonly chosen: Label[] = $derived(
    this.picked.size > 0 ? this.list.filter((l) => this.picked.has(l.id)) : this.selected ? [this.selected] : [],
  )
  /** In which times are told. */
  zone = 'UTC'
  #dataset: number | null = null
  #api: Api
  #notices: Notices
  #pending = 0
  /** The first reading of the dataset that is looked at: a label that is made before has to wait for its set. */
  #read: Promise<void> = Promise.resolve()
  #nextTemporary = -1
  #saved = new Map<number, Promise<number | null>>()
  /** The ids that labels had before they were saved. */
  #firstIds = new Map<number, number>()
  #savedIds = new Map<number, number>()
  /** Edits that the app has not answered yet. */
  #edits = new Set<Promise<unknown>>()
  /** An edge is being dragged: what is read meanwhile would throw it back. */
  #held = false
  /** Stays the same while a label is selected, also when it is saved meanwhile: what is being typed about it must not be lost. */
  readonly selectedKey: number | null = $derived(
    this.selectedId === null ? null : (this.#firstIds.get(this.selectedId) ?? this.selectedId),
  )
  #reading: ReturnType<typeof setTimeout> | undefined

  constructor(api: Api, notices: Notices, classes: Classes) {
    this.#api = api
    this.#notices = notices
    this.classes = classes
    api.on('labels.changed', ({ dataset }) => {
      // Our own edits are already on the screen: read again only once things are quiet.
      if (dataset === this.#dataset) this.#readSoon(this.#pending > 0 ? quietMs : 60)
    })
  }

  async look(dataset: number | null) {
    this.#dataset = dataset
    this.list = []
    this.sets = []
    this.setId = null
    this.selectedId = null
    this.picked = new Set()
    this.said = ''
    if (dataset === null) return
    this.#read = this.readAll()
    await this.#read
  }

  async chooseSet(id: number) {
    this.setId = id
    this.selectedId = null
    this.picked = new Set()
    await this.refresh()
  }

  /** Sets and labels anew, after something else than an edit of labels changed them. */
  async readAll() {
    await this.classes.refresh()
    await this.#readSets()
  }

  async showSet(id: number) {
    await this.#readSets()
    await this.chooseSet(id)
  }

  async renameSet(id: number, name: string, purpose: string) {
    await this.#notices.attempt(() => this.#api.call('sets.rename', { set: id, name, purpose }))
    await this.#readSets()
  }

  async removeSet(id: number) {
    await this.#notices.attempt(() => this.#api.call('labels.removeSet', { set: id }))
    await this.#readSets()
  }

  /** A copy of the set that is worked on, under a name that is free. */
  async copySet() {
    const of = this.sets.find((s) => s.id === this.setId)
    if (!of) return
    const taken = new Set(this.sets.map((s) => s.name.toLowerCase()))
    let name = `${of.name} copy`
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${of.name} copy ${n}`
    await this.addSet(name, of.id)
  }

  async addSet(name: string, copyOf: number | null, purpose = '') {
    if (this.#dataset === null) return
    const made = await this.#notices.attempt(() =>
      this.#api.call('labels.createSet', { dataset: this.#dataset!, name, copyOf, purpose }),
    )
    await this.#readSets()
    if (made) await this.chooseSet(made.id)
  }

  async refresh() {
    const set = this.setId
    if (set === null) return void (this.list = [])
    const list = await this.#notices.attempt(() => this.#api.call('labels.list', { set }))
    if (!list || set !== this.setId) return
    if (this.#pending > 0 || this.#held) return this.#readSoon(300)
    this.list = list
    if (this.selectedId !== null && !list.some((l) => l.id === this.selectedId)) this.selectedId = null
  }

  select(id: number | null) {
    this.selectedId = id
    this.picked = new Set()
    const label = this.selected
    if (!label) return
    const status = label.status === 'accepted' ? '' : `, ${label.status}`
    this.said = `Selected ${this.#nameOf(label)}, ${this.list.indexOf(label) + 1} of ${this.list.length}${status}, ${this.#whereOf(label)}`
  }

  #nameOf = (label: Pick<Label, 'class'>) => this.classes.byId(label.class)?.name ?? 'a label'
  #whereOf = (range: TimeRange) => `${lasting(range)} from ${dateTime(range.start, this.zone)}`

  /** Chooses a label besides those that are chosen, or no longer. */
  toggle(id: number) {
    const picked = new Set(this.chosen.map((l) => l.id))
    if (!picked.delete(id)) picked.add(id)
    this.picked = picked
    this.selectedId = picked.has(id) ? id : ([...picked].at(-1) ?? null)
    this.#sayChosen()
  }

  /** Chooses all labels that touch a stretch. */
  chooseWithin(range: TimeRange) {
    this.choose(touching(this.list, range))
  }

  choose(several: readonly Label[]) {
    this.picked = new Set(several.map((l) => l.id))
    this.selectedId = several[0]?.id ?? null
    this.#sayChosen()
  }

  #sayChosen() {
    const n = this.picked.size
    this.said =
      n === 0
        ? 'No label is chosen'
        : n === 1
          ? '1 label is chosen'
          : `${n} labels are chosen: what is changed is changed in all of them`
  }

  /** Selects the label before or after the selected one, or nearest to a time; answers it. */
  step(by: 1 | -1, from: number): Label | null {
    const at = this.selected
      ? this.list.indexOf(this.selected) + by
      : by > 0
        ? this.list.findIndex((l) => l.start >= from)
        : this.list.findLastIndex((l) => l.end <= from)
    const label = this.list[at] ?? null
    if (label) this.select(label.id)
    else
      this.said =
        this.list.length === 0
          ? 'There are no labels yet'
          : `There are no more labels ${by > 0 ? 'after' : 'before'} this`
    return label
  }

  async create(range: TimeRange, channels: number[] = []) {
    const temporary = this.#nextTemporary--
    const known = this.classes.current
    const draft = { start: Math.min(range.start, range.end), end: Math.max(range.start, range.end), channels }
    if (known && this.setId !== null) this.#showCreated({ ...draft, id: temporary, set: this.setId, class: known.id })
    const saving = this.#edit(async () => {
      await this.#read
      const cls = await this.classes.ensure()
      if (this.setId === null) await this.#makeSet()
      if (!cls || this.setId === null) return null
      const [made] = await this.#api.call('labels.create', { labels: [{ ...draft, set: this.setId, class: cls.id }] })
      this.#nowSaved(temporary, made, known !== null)
      this.#firstIds.set(made.id, temporary)
      this.#savedIds.set(temporary, made.id)
      if (this.selectedId === temporary || !known) this.selectedId = made.id
      if (this.picked.has(temporary))
        this.picked = new Set([...this.picked].map((id) => (id === temporary ? made.id : id)))
      return made.id
    }).then((id) => id ?? null)
    this.#saved.set(temporary, saving)
    await saving
  }

  /** It may have been changed since it was shown, or removed, or another dataset is looked at. */
  #nowSaved(temporary: number, made: Label, shown: boolean) {
    const local = this.list.find((l) => l.id === temporary)
    if (local)
      this.list = sortedWith(withoutIds(this.list, new Set([temporary, made.id])), [
        { ...local, id: made.id, author: made.author },
      ])
    else if (!shown && made.set === this.setId)
      this.list = sortedWith(withoutIds(this.list, new Set([made.id])), [made])
  }

  #showCreated(label: Pick<Label, 'id' | 'set' | 'class' | 'start' | 'end' | 'channels'>) {
    this.list = sortedWith(this.list, [
      { ...label, certainty: 1, status: 'accepted', note: '', author: '', origin: 'hand' },
    ])
    this.selectedId = label.id
    this.picked = new Set()
    this.said = `Marked ${this.#nameOf(label)}, ${this.#whereOf(label)}`
  }

  /** While an edge is dragged: on the screen only. */
  preview(change: LabelChange) {
    this.#held = true
    this.list = changedIn(this.list, [this.#known(change)])
  }

  /** What was shown is saved or given up. */
  letGo() {
    this.#held = false
  }

  /** A label that was saved since somebody took hold of it has another id now. */
  #known = (change: LabelChange): LabelChange => ({ ...change, id: this.#savedIds.get(change.id) ?? change.id })

  /** Answers whether it could be done. */
  async change(changes: LabelChange[]): Promise<boolean> {
    this.list = changedIn(this.list, changes.map(this.#known))
    const done = await this.#edit(async () => {
      const known = await Promise.all(
        changes.map(async (change) => ({ ...change, id: await this.#savedId(change.id) })),
      )
      const changed = await this.#api.call('labels.change', { changes: known })
      // Where more was changed meanwhile, what is on the screen is newer.
      if (this.#pending === 1) this.list = sortedWith(withoutIds(this.list, new Set(changed.map((l) => l.id))), changed)
      return true
    })
    return done === true
  }

  async remove(ids: number[]) {
    if (ids.length === 0) return
    this.list = withoutIds(this.list, new Set(ids))
    this.selectedId = null
    this.picked = new Set()
    this.said = ids.length === 1 ? 'Removed a label' : `Removed ${ids.length} labels`
    await this.#edit(async () =>
      this.#api.call('labels.remove', { labels: await Promise.all(ids.map((id) => this.#savedId(id))) }),
    )
  }

  /** Removes labels and creates others in one edit. The first of the new ones is selected. */
  async replace(ids: number[], drafts: LabelDraft[], what: string) {
    await this.#edit(async () => {
      const remove = await Promise.all(ids.map((id) => this.#savedId(id)))
      const made = await this.#api.call('labels.replace', { remove, create: drafts, what })
      this.list = sortedWith(withoutIds(this.list, new Set([...ids, ...remove])), made)
      this.select(made[0]?.id ?? null)
      this.said = `${what}. ${this.said}`
    })
  }

  /** Answers what was taken back. */
  undo = () => this.#journal('labels.undo', 'Undone', 'There is nothing to undo.')
  /** Answers what was done again. */
  redo = () => this.#journal('labels.redo', 'Redone', 'There is nothing to redo.')

  /** The set that a file's labels come into; null where no dataset is looked at. */
  async ensureSet(): Promise<number | null> {
    if (this.setId === null) await this.#makeSet()
    return this.setId
  }

  async loadFormats() {
    if (this.formats.length > 0) return
    const formats = await this.#notices.attempt(() => this.#api.call('labels.formats', {}))
    if (formats) this.formats = formats
  }

  async exportFile(token: string, format: string) {
    if (this.setId === null) return
    const answer = await this.#notices.attempt(() =>
      this.#api.call('labels.export', { set: this.setId!, format, file: token }),
    )
    if (!answer) return
    // A loss stays on the screen until it is put away.
    if (answer.leftOut.length === 0) this.#notices.say('Labels exported, with all that they say.')
    else
      this.#notices.say(
        ['Labels exported. The format does not hold all of them:', ...answer.leftOut].join(' '),
        'error',
      )
  }

  async #journal(name: 'labels.undo' | 'labels.redo', done: string, nothing: string): Promise<JournalEntry | null> {
    const dataset = this.#dataset
    if (dataset === null) return null
    // What was done before has to be written down before it can be taken back.
    await Promise.allSettled(this.#edits)
    this.#pending++
    const entry: JournalEntry | null | undefined = await this.#notices
      .attempt(() => this.#api.call(name, { dataset }))
      .finally(() => this.#pending--)
    if (entry === undefined) return null
    if (entry) this.#turned(entry)
    const elsewhere = this.sets.find(
      (set) => set.id === (entry?.after[0] ?? entry?.before[0])?.set && set.id !== this.setId,
    )
    this.said = entry ? `${done}: ${entry.what}${elsewhere ? `, in the label set “${elsewhere.name}”` : ''}` : nothing
    await this.classes.refresh()
    await this.#readSets('soon')
    return entry
  }

  /** On the screen at once: what is chosen next must not hold a label that is gone. */
  #turned({ undone, before, after }: JournalEntry) {
    const come = (undone ? before : after).filter((l) => l.set === this.setId)
    this.list = sortedWith(withoutIds(this.list, new Set([...before, ...after].map((l) => l.id))), come)
  }

  async #savedId(id: number): Promise<number> {
    return id > 0 ? id : ((await this.#saved.get(id)) ?? id)
  }

  async #edit<T>(work: () => Promise<T>): Promise<T | undefined> {
    const editing = this.#tried(work)
    this.#edits.add(editing)
    void editing.finally(() => this.#edits.delete(editing))
    return editing
  }

  async #tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.#pending++
    try {
      return await work()
    } catch (error) {
      this.#notices.fail(error)
      this.said = 'Nothing was changed'
      this.#readSoon(0)
      return undefined
    } finally {
      this.#pending--
    }
  }

  async #makeSet() {
    if (this.#dataset === null) return
    const set = await this.#api.call('labels.createSet', { dataset: this.#dataset, name: 'Labels' })
    this.sets = [...this.sets, set]
    this.setId = set.id
  }

  /** And the labels of the one that is worked on: at once, or soon where they are on the screen already. */
  async #readSets(when: 'now' | 'soon' = 'now') {
    const dataset = this.#dataset
    if (dataset === null) return
    const sets = (await this.#notices.attempt(() => this.#api.call('labels.sets', { dataset }))) ?? []
    if (dataset !== this.#dataset) return
    this.sets = sets
    const there = sets.some((s) => s.id === this.setId)
    if (!there) this.setId = sets[0]?.id ?? null
    if (there && when === 'soon') this.#readSoon(quietMs)
    else await this.refresh()
  }

  #readSoon(ms: number) {
    clearTimeout(this.#reading)
    this.#reading = setTimeout(() => void (this.setId === null ? this.#readSets() : this.refresh()), ms)
  }
}
