import {
  type ErrorKind,
  type ErrorList,
  type ErrorLook,
  errorKinds,
  type ListedError,
  usualLateShare,
} from '../../../src-main/shared/labels/event-errors.ts'
import { type Api, problemOf } from '../../api.ts'
import { lasting } from '../../charts/format.ts'
import { type ErrorFix, fixOf } from './error-fixes.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'
import type { Runs } from '../runs/runs.svelte.ts'
import type { View } from '../chart/view.svelte.ts'

export type ErrorFilter = 'all' | ErrorKind | 'known'
export const errorFilters: readonly ErrorFilter[] = ['all', 'missed', 'false alarm', 'late', 'known']
export const errorNames: Record<ErrorKind, string> = { 'false alarm': 'False alarm', missed: 'Missed', late: 'Late' }

const keyOf = ({ kind, start, end }: Pick<ListedError, 'kind' | 'start' | 'end'>) => `${kind} ${start} ${end}`

/** What of the page the errors are about. */
interface Around {
  announcer: Announcer
  api: Api
  datasets: Datasets
  labels: Labels
  notices: Notices
  runs: Runs
  view: View
}

/** Around an error as much again is drawn on each side, and at least so many samples. */
const leastAir = 10
const thumbnailWidth = 160
const looksKept = 400

/** Where the selected run and the label set disagree, gone through one by one. Read while somebody looks. */
export class EventErrors {
  list = $state.raw<ErrorList | null>(null)
  problem = $state<string | null>(null)
  filter = $state<ErrorFilter>('all')
  lateShare = $state(usualLateShare)
  selectedKey = $state<string | null>(null)
  /** Raised when labels change. */
  version = $state(0)
  #looks = $state.raw<ReadonlyMap<string, ErrorLook>>(new Map())
  readonly open: ListedError[] = $derived((this.list?.errors ?? []).filter((error) => error.known === null))
  readonly known: ListedError[] = $derived((this.list?.errors ?? []).filter((error) => error.known !== null))
  readonly counts: Record<ErrorFilter, number> = $derived.by(() => {
    const of = Object.fromEntries(
      errorKinds.map((kind) => [kind, this.open.filter((error) => error.kind === kind).length]),
    ) as Record<ErrorKind, number>
    return { ...of, all: this.open.length, known: this.known.length }
  })
  readonly shown: ListedError[] = $derived(
    this.filter === 'known'
      ? this.known
      : this.filter === 'all'
        ? this.open
        : this.open.filter((error) => error.kind === this.filter),
  )
  readonly at: number = $derived(this.shown.findIndex((error) => keyOf(error) === this.selectedKey))
  readonly selected: ListedError | null = $derived(this.shown[this.at] ?? null)
  readonly fix: ErrorFix | null = $derived.by(() => {
    const { labels, runs } = this.#around
    const cls = labels.classes.current
    if (!this.selected || !runs.selected || labels.sets.id === null) return null
    return fixOf(
      this.selected,
      labels.list,
      { set: labels.sets.id, class: cls?.id ?? 0, className: cls?.name ?? 'Anomaly' },
      runs.selected.name,
    )
  })
  /** Marks of this sitting that undo takes back, as long as no label was changed since, and what they are about is looked at. */
  #marked = $state.raw<{ errors: ListedError[]; known: boolean; run: number | null; labelSet: number | null } | null>(
    null,
  )
  readonly canUndo: boolean = $derived.by(() => {
    const { runs, labels } = this.#around
    return this.#marked !== null && this.#marked.run === runs.selectedId && this.#marked.labelSet === labels.sets.id
  })
  #around: Around
  #read = ''
  #questions = new LatestOnly<string>((subject) => this.#ask(subject))
  #waiting = new Map<string, ListedError>()
  #stretch = ''
  /** Whether the error that was just dealt with was on the chart. */
  #followed = false

  constructor(around: Around) {
    this.#around = around
    around.api.on('labels.changed', ({ dataset }) => {
      if (dataset !== around.datasets.selectedId) return
      this.version++
      this.#marked = null
    })
  }

  /** What the list depends on; null where there is nothing to list. */
  readonly subject: string | null = $derived.by(() => {
    const { runs, labels } = this.#around
    const run = runs.selected
    if (run?.status !== 'ready' || labels.sets.id === null) return null
    return [
      run.id,
      labels.sets.id,
      run.thresholdValue,
      run.judgedOn,
      JSON.stringify(run.threshold),
      run.detections,
      this.lateShare,
      this.version,
    ].join(' ')
  })

  /** Reads the list for what is selected now. */
  async see(subject: string | null = this.subject) {
    if (subject === null) {
      this.list = null
      this.#read = ''
      return
    }
    if (subject !== this.#read) await this.#questions.ask(subject)
  }

  /** Another project, in which the same numbers mean other runs. */
  forget() {
    this.#forget('')
    this.#read = ''
    this.#marked = null
    this.list = null
    this.problem = null
    this.filter = 'all'
    this.lateShare = usualLateShare
  }

  get busy() {
    return this.#questions.busy
  }

  async #ask(subject: string) {
    const { runs, labels, api } = this.#around
    const [run, labelSet] = [runs.selectedId, labels.sets.id]
    if (subject === this.#read || run === null || labelSet === null) return
    const stretch = `${run} ${labelSet}`
    if (stretch !== this.#stretch) this.#forget(stretch)
    try {
      const list = await api.call('event-errors.list', { run, labelSet, lateShare: this.lateShare })
      if (stretch === `${runs.selectedId} ${labels.sets.id}`) this.#take(list)
      this.problem = null
    } catch (error) {
      this.problem = problemOf(error).message
    }
    this.#read = subject
    if (this.subject !== null && this.subject !== subject) void this.#questions.ask(this.subject)
  }

  select(error: ListedError | null) {
    this.selectedKey = error && keyOf(error)
    if (error)
      this.#say(
        `Error ${this.at + 1} of ${this.shown.length}: ${errorNames[error.kind].toLowerCase()}, ${lasting(error)}`,
      )
  }

  choose(filter: ErrorFilter) {
    this.filter = filter
    if (this.at < 0) this.selectedKey = this.shown[0] ? keyOf(this.shown[0]) : null
  }

  move(by: number) {
    const to =
      this.at < 0 ? (by > 0 ? 0 : this.shown.length - 1) : Math.max(0, Math.min(this.shown.length - 1, this.at + by))
    this.select(this.shown[to] ?? null)
  }

  step(by: 1 | -1) {
    this.move(by)
    if (this.selected) this.goTo()
    else this.#say('There are no errors')
  }

  /** Shows the selected error on the chart, its label and its detection selected. */
  goTo(error = this.selected) {
    if (!error) return
    const { view, labels, runs } = this.#around
    view.goTo(error)
    labels.selection.select(error.labels[0] ?? null)
    runs.selectedDetection =
      error.detection !== null && error.detection < runs.detections.length ? error.detection : null
  }

  /** Makes the labels agree with the run, and goes on to the next error. */
  async applyFix() {
    const { labels } = this.#around
    const error = this.selected
    if (!error || !this.fix) return
    const cls = await labels.classes.ensure()
    const { remove, create, what } = this.fix
    this.#leave(error)
    await labels.replace(
      remove,
      create.map((draft) => ({ ...draft, class: draft.class || cls!.id })),
      what,
    )
    this.#continue()
  }

  /** Marks the selected error as known, so that it is left out of the list; among the known ones takes that back. */
  async toggleKnown() {
    const error = this.selected
    if (!error) return
    const known = error.known === null
    const { runs, labels } = this.#around
    const run = runs.selectedId
    const labelSet = labels.sets.id
    this.#leave(error)
    await this.#mark([error], known)
    this.#marked = { errors: [error], known, run, labelSet }
    this.#continue()
  }

  /** Takes the last mark back. */
  async undo() {
    const marked = this.#marked
    if (!marked || !this.canUndo) return
    this.#marked = null
    await this.#mark(marked.errors, !marked.known)
    this.#say(marked.known ? 'Undone: the error is no longer known' : 'Undone: the error is known again')
    this.selectedKey = keyOf(marked.errors[0])
  }

  /** The thumbnail of an error; undefined until it is there. Asks for it where it is not. */
  lookAt = (error: ListedError): ErrorLook | undefined => this.#looks.get(keyOf(error))

  wish(error: ListedError) {
    const key = keyOf(error)
    if (this.#looks.has(key) || this.#waiting.has(key)) return
    if (this.#waiting.size === 0) setTimeout(() => void this.#readLooks())
    this.#waiting.set(key, error)
  }

  /** What a thumbnail shows. */
  around({ start, end }: Pick<ListedError, 'start' | 'end'>) {
    const dataset = this.#around.datasets.selected
    const air = Math.max(end - start, leastAir * (dataset?.stepMs ?? 1000))
    return { start: start - air, end: end + air }
  }

  async #readLooks() {
    const run = this.#around.runs.selectedId
    const asked = [...this.#waiting.values()].slice(-50)
    if (run === null) return this.#waiting.clear()
    const looks = asked.map((error) => ({ ...this.around(error), first: error.first, last: error.last }))
    const found = await this.#around.notices.attempt(() =>
      this.#around.api.call('event-errors.look', { run, width: thumbnailWidth, looks }),
    )
    this.#waiting.clear()
    if (!found || run !== this.#around.runs.selectedId) return
    const all = [...this.#looks, ...found.map((look, i) => [keyOf(asked[i]), look] as const)]
    this.#looks = new Map(all.slice(-looksKept))
  }

  async #mark(errors: ListedError[], known: boolean) {
    const { runs, labels, notices, api } = this.#around
    if (runs.selectedId === null || labels.sets.id === null) return
    const ask = {
      run: runs.selectedId,
      labelSet: labels.sets.id,
      known,
      errors: errors.map(({ kind, start, end }) => ({ kind, start, end })),
    }
    const answer = await notices.attempt(async () => (await api.call('event-errors.ignore', ask), true))
    if (answer) this.#say(known ? 'Marked as known; measures count it all the same' : 'No longer known')
    this.version++
    await this.see()
  }

  /** Selects the neighbour of an error that is about to go, and takes it out of the list at once. */
  #leave(error: ListedError) {
    const next = this.shown[this.at + 1] ?? this.shown[this.at - 1] ?? null
    const { view } = this.#around
    this.#followed = !view.isAll && error.start <= view.end && error.end >= view.start
    this.selectedKey = next && keyOf(next)
    if (this.list) this.list = { ...this.list, errors: this.list.errors.filter((one) => one !== error) }
  }

  /** Whoever had the error before on the chart wants to see the next one too. */
  #continue() {
    const { labels } = this.#around
    if (this.#followed && this.selected) this.goTo()
    else labels.selection.select(null)
    if (!this.selected) this.#say('That was the last error')
  }

  #say(what: string) {
    this.#around.announcer.say(what)
  }

  #take(list: ErrorList) {
    this.list = list
    if (this.at < 0) this.selectedKey = this.shown[0] ? keyOf(this.shown[0]) : null
  }

  #forget(stretch: string) {
    this.#stretch = stretch
    this.#looks = new Map()
    this.#waiting.clear()
    this.list = null
    this.selectedKey = null
    this.#marked = null
  }
}
