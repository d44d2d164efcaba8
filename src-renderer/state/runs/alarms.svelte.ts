import { count } from '../../../src-main/shared/counted.ts'
import { alarmStates, type Alarm, type AlarmCounts, type AlarmState } from '../../../src-main/shared/watch/alarms.ts'
import type { Api } from '../../api.ts'
import type { View } from '../chart/view.svelte.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Announcer } from '../window/announcer.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** What of the page is looked at and told. */
interface Around {
  api: Api
  notices: Notices
  announcer: Announcer
  datasets: Datasets
  labels: Labels
  view: View
}

export const alarmFilters = ['open', 'confirmed', 'false', 'all'] as const
export type AlarmFilter = (typeof alarmFilters)[number]

/** Alarms that one call answers. */
const mostAtOnce = 100_000
const shelvedMs = 24 * 3_600_000

const statesOf: Record<AlarmFilter, AlarmState[]> = {
  open: ['new', 'seen'],
  confirmed: ['confirmed'],
  false: ['false', 'not interesting'],
  all: [...alarmStates],
}

/** Whose alarms: of a monitor, or of the run in force of a dataset (monitor null). */
export interface AlarmsFrom {
  dataset: number
  monitor: number | null
  name: string
}

/** The project's alarms, and what the person says of them. */
export class Alarms {
  /** The newest of those that are asked for, and how many there are of these. */
  shown = $state.raw<Alarm[]>([])
  total = $state(0)
  counts = $state.raw<AlarmCounts[]>([])
  /** The one that is looked at, also where an answer has taken it out of the list. */
  selected = $state.raw<Alarm | null>(null)
  #filter = $state<AlarmFilter>('open')
  #from = $state.raw<AlarmsFrom | null>(null)
  readonly all: number = $derived(this.counts.reduce((n, one) => n + one.all, 0))
  readonly floods: number = $derived(this.counts.reduce((n, one) => n + one.floods, 0))
  readonly fresh: number = $derived(this.counts.reduce((n, one) => n + one.new, 0))
  #around: Around

  constructor(around: Around) {
    this.#around = around
    around.api.on('alarms.changed', () => void this.refresh())
  }

  get filter() {
    return this.#filter
  }
  set filter(filter: AlarmFilter) {
    this.#filter = filter
    void this.refresh()
  }
  /** null = of all. */
  get from() {
    return this.#from
  }
  set from(from: AlarmsFrom | null) {
    this.#from = from
    void this.refresh()
  }

  readonly #reading = new LatestOnly(async () => {
    const { api, notices } = this.#around
    const query = this.#query()
    const read = await notices.attempt(() =>
      Promise.all([api.call('alarms.list', query), api.call('alarms.total', query), api.call('alarms.counts', {})]),
    )
    if (!read) return
    ;[this.shown, this.total, this.counts] = read
    this.selected = this.shown.find(({ id }) => id === this.selected?.id) ?? this.selected
  })
  refresh = () => this.#reading.ask(true)

  #query() {
    const from = this.#from
    return {
      states: statesOf[this.#filter],
      ...(from && { dataset: from.dataset, monitor: from.monitor }),
    }
  }

  forget() {
    this.shown = []
    this.total = 0
    this.counts = []
    this.selected = null
    this.#from = null
  }

  nameOf = (dataset: number) => this.#around.datasets.list.find(({ id }) => id === dataset)?.name ?? ''
  zoneOf = (dataset: number) => this.#around.datasets.list.find(({ id }) => id === dataset)?.zone ?? 'UTC'

  /** Selects an alarm and shows it in the chart, in its dataset. A new one is seen then. */
  show(alarm: Alarm, isReadOnly: boolean) {
    const { datasets, view } = this.#around
    this.selected = alarm
    if (datasets.selectedId === alarm.dataset) view.goTo(alarm)
    else {
      datasets.select(alarm.dataset)
      // The dataset sets the view to its whole as it comes.
      setTimeout(() => view.goTo(alarm), 300)
    }
    if (alarm.state === 'new' && !isReadOnly) void this.#send([alarm.id], 'seen')
  }

  step(by: 1 | -1, isReadOnly: boolean) {
    const { shown } = this
    if (shown.length === 0) return this.#around.announcer.say('No alarm is here')
    const at = shown.findIndex(({ id }) => id === this.selected?.id)
    this.show(shown[at < 0 ? 0 : (at + by + shown.length) % shown.length], isReadOnly)
  }

  /** An answer for the selected alarm; the next one comes at once. */
  async answer(state: AlarmState) {
    const { selected } = this
    if (!selected) return
    const at = this.shown.findIndex(({ id }) => id === selected.id)
    if (!(await this.#send([selected.id], state))) return
    this.#around.announcer.say(`Alarm ${selected.id}: ${state}`)
    if (statesOf[this.filter].includes(state)) return
    const next = this.shown[Math.min(Math.max(0, at), this.shown.length - 1)]
    if (next) this.show(next, false)
  }

  /** One answer for all that are asked for, listed or not: of a flood nobody looks at each. */
  async answerAll(state: AlarmState) {
    const { api, notices, announcer } = this.#around
    const all = await notices.attempt(() => api.call('alarms.list', { ...this.#query(), limit: mostAtOnce }))
    if (
      all &&
      (await this.#send(
        all.map(({ id }) => id),
        state,
      ))
    )
      announcer.say(`${count(all.length)} alarms: ${state}`)
  }

  async #send(alarms: number[], state: AlarmState): Promise<boolean> {
    const until = state === 'shelved' ? { until: Date.now() + shelvedMs } : {}
    const answered = await this.#around.notices.attempt(() =>
      this.#around.api.call('alarms.answer', { alarms, state, ...until }),
    )
    this.selected = answered?.find(({ id }) => id === this.selected?.id) ?? this.selected
    await this.refresh()
    // The first one that is normal makes a class of its own.
    if (state === 'false') await this.#around.labels.classes.refresh()
    return answered !== undefined
  }
}
