import { counted } from '../../../src-main/shared/counted.ts'
import type { LabelChange, LabelDraft } from '../../../src-main/shared/contract.ts'
import type { JournalEntry, Label } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import type { Api } from '../../api.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import { Classes } from './classes.svelte.ts'
import { LabelIds } from './label-ids.ts'
import { changedIn, sortedWith, withoutIds } from './label-list.ts'
import { LabelSelection } from './label-selection.svelte.ts'
import { LabelSets } from './label-sets.svelte.ts'
import { readLabels } from './read-labels.ts'

/** What is on the screen already is read again once nothing has happened for so long. */
const quietMs = 800

/**
 * The labels of the set that is worked on. Edits are shown at once and sent behind; where the app refuses one, the list
 * is read anew and the reason shown.
 */
export class Labels {
  /** Sorted by start. A label that is not saved yet has a negative id. */
  list = $state.raw<Label[]>([])
  /** How many were read so far, while there are more to come. */
  reading = $state<number | null>(null)
  readonly classes: Classes
  readonly sets: LabelSets
  readonly selection: LabelSelection
  readonly ids = new LabelIds()
  /** In which times are told. */
  zone = 'UTC'
  #api: Api
  #notices: Notices
  #announcer: Announcer
  #pending = 0
  /** The first reading of the dataset that is looked at: a label that is made before has to wait for its set. */
  #read: Promise<void> = Promise.resolve()
  /** Edits that the app has not answered yet. */
  #edits = new Set<Promise<unknown>>()
  /** An edge is being dragged: what is read meanwhile would throw it back. */
  #held = false
  #reading: ReturnType<typeof setTimeout> | undefined
  #readings = 0
  #newest: Promise<void> = Promise.resolve()

  constructor(api: Api, notices: Notices, announcer: Announcer) {
    this.#api = api
    this.#notices = notices
    this.#announcer = announcer
    this.classes = new Classes(api, notices)
    this.selection = new LabelSelection(this, announcer)
    this.sets = new LabelSets(api, notices, (set) => {
      if (set === 'other') this.selection.only(null)
      return this.refresh()
    })
    api.on('labels.changed', ({ dataset }) => {
      // Our own edits are already on the screen: read again only once things are quiet.
      if (dataset === this.sets.dataset) this.#readSoon(this.#pending > 0 ? quietMs : 60)
    })
  }

  async look(dataset: number | null) {
    this.sets.look(dataset)
    this.list = []
    this.reading = null
    this.selection.only(null)
    this.#announcer.say('')
    if (dataset === null) return
    this.#read = this.readAll()
    await this.#read
  }

  /** Sets and labels anew, after something else than an edit of labels changed them. */
  async readAll() {
    await this.classes.refresh()
    await this.sets.readAndShow()
  }

  /** Read again from the beginning where it is asked for while it is read. */
  refresh(): Promise<void> {
    return (this.#newest = this.#readList(++this.#readings))
  }

  async #readList(reading: number): Promise<void> {
    const set = this.sets.id
    this.reading = null
    if (set === null) return void (this.list = [])
    const current = () => reading === this.#readings && set === this.sets.id
    const more = (so: number) => {
      if (current()) this.reading = so
      return current()
    }
    const list = await this.#notices.attempt(() => readLabels(this.#api, set, more))
    if (reading !== this.#readings) return this.#newest
    this.reading = null
    if (!list || set !== this.sets.id) return
    if (this.#pending > 0 || this.#held) return this.#readSoon(300)
    this.list = list
    this.selection.keepWithin(list)
  }

  async create(range: TimeRange, channels: number[] = []) {
    const temporary = this.ids.temporary()
    const known = this.classes.current
    const draft = { start: Math.min(range.start, range.end), end: Math.max(range.start, range.end), channels }
    const set = this.sets.id
    // While its class or set is still being read, it is shown and selected once it is saved.
    const shown = known !== null && set !== null
    if (shown) this.#showCreated({ ...draft, id: temporary, set, class: known.id })
    const saving = this.#edit(async () => {
      await this.#read
      const cls = await this.classes.ensure()
      const into = await this.sets.ensure()
      if (!cls || into === null) return null
      const [made] = await this.#api.call('labels.create', { labels: [{ ...draft, set: into, class: cls.id }] })
      this.#nowSaved(temporary, made, shown)
      this.ids.became(temporary, made.id)
      if (!shown && made.set === this.sets.id) this.selection.only(made.id)
      this.selection.became(temporary, made.id)
      return made.id
    }).then((id) => id ?? null)
    this.ids.wait(temporary, saving)
    await saving
  }

  /** It may have been changed since it was shown, or removed, or another dataset is looked at. */
  #nowSaved(temporary: number, made: Label, shown: boolean) {
    const local = this.list.find((l) => l.id === temporary)
    if (local)
      this.list = sortedWith(withoutIds(this.list, new Set([temporary, made.id])), [
        { ...local, id: made.id, author: made.author },
      ])
    else if (!shown && made.set === this.sets.id)
      this.list = sortedWith(withoutIds(this.list, new Set([made.id])), [made])
  }

  #showCreated(label: Pick<Label, 'id' | 'set' | 'class' | 'start' | 'end' | 'channels'>) {
    this.list = sortedWith(this.list, [
      { ...label, certainty: 1, status: 'accepted', note: '', author: '', origin: 'hand' },
    ])
    this.selection.only(label.id)
    this.#announcer.say(`Marked ${this.selection.nameOf(label)}, ${this.selection.whereOf(label)}`)
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
  #known = (change: LabelChange): LabelChange => ({ ...change, id: this.ids.current(change.id) })

  /** Answers whether it could be done. */
  async change(changes: LabelChange[]): Promise<boolean> {
    this.list = changedIn(this.list, changes.map(this.#known))
    const done = await this.#edit(async () => {
      const known = await Promise.all(
        changes.map(async (change) => ({ ...change, id: await this.ids.saved(change.id) })),
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
    this.selection.only(null)
    this.#announcer.say(ids.length === 1 ? 'Removed a label' : `Removed ${counted(ids.length, 'label')}`)
    await this.#edit(async () =>
      this.#api.call('labels.remove', { labels: await Promise.all(ids.map((id) => this.ids.saved(id))) }),
    )
  }

  /** Removes labels and creates others in one edit. The first of the new ones is selected. */
  async replace(ids: number[], drafts: LabelDraft[], what: string) {
    await this.#edit(async () => {
      const remove = await Promise.all(ids.map((id) => this.ids.saved(id)))
      const made = await this.#api.call('labels.replace', { remove, create: drafts, what })
      this.list = sortedWith(withoutIds(this.list, new Set([...ids, ...remove])), made)
      this.selection.select(made[0]?.id ?? null)
      this.#announcer.say(`${what}. ${this.#announcer.said}`)
    })
  }

  /** Answers what was taken back. */
  undo = () => this.#turn('labels.undo', 'Undone', 'There is nothing to undo.')
  /** Answers what was done again. */
  redo = () => this.#turn('labels.redo', 'Redone', 'There is nothing to redo.')

  async #turn(name: 'labels.undo' | 'labels.redo', done: string, nothing: string): Promise<JournalEntry | null> {
    const { dataset } = this.sets
    if (dataset === null) return null
    // What was done before has to be written down before it can be taken back.
    await Promise.allSettled(this.#edits)
    this.#pending++
    const entry: JournalEntry | null | undefined = await this.#notices
      .attempt(() => this.#api.call(name, { dataset }))
      .finally(() => this.#pending--)
    if (entry === undefined) return null
    const selected = entry && this.#showTurned(entry) ? `. ${this.#announcer.said}` : ''
    const elsewhere = this.sets.list.find(
      (set) => set.id === (entry?.after[0] ?? entry?.before[0])?.set && set.id !== this.sets.id,
    )
    this.#announcer.say(
      entry ? `${done}: ${entry.what}${elsewhere ? `, in the label set “${elsewhere.name}”` : ''}${selected}` : nothing,
    )
    await this.classes.refresh()
    const there = await this.sets.read()
    if (there) this.#readSoon(quietMs)
    else if (there === false) await this.refresh()
    return entry
  }

  /**
   * On the screen at once: what is chosen next must not hold a label that is gone. Where none of what came is chosen, the first
   * is selected, and true the answer: the next key is meant for it, as after a proposal that was rejected by mistake.
   */
  #showTurned({ undone, before, after }: JournalEntry): boolean {
    const come = (undone ? before : after).filter((l) => l.set === this.sets.id)
    this.list = sortedWith(withoutIds(this.list, new Set([...before, ...after].map((l) => l.id))), come)
    const { chosen } = this.selection
    if (come.length === 0 || come.some(({ id }) => chosen.some((l) => l.id === id))) return false
    this.selection.select(come.toSorted((a, b) => a.start - b.start)[0].id)
    return true
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
      this.#announcer.say('Nothing was changed')
      this.#readSoon(0)
      return undefined
    } finally {
      this.#pending--
    }
  }

  #readSoon(ms: number) {
    clearTimeout(this.#reading)
    this.#reading = setTimeout(() => void (this.sets.id === null ? this.sets.readAndShow() : this.refresh()), ms)
  }
}
