import type { Alarm, AlarmCounts, AlarmState } from '../../../src-main/shared/watch/alarms.ts'
import type { Api } from '../../api.ts'
import type { View } from '../chart/view.svelte.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
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

const shelvedMs = 24 * 3_600_000

const fits: Record<AlarmFilter, (alarm: Alarm) => boolean> = {
  open: ({ state }) => state === 'new' || state === 'seen',
  confirmed: ({ state }) => state === 'confirmed',
  false: ({ state }) => state === 'false' || state === 'not interesting',
  all: () => true,
}

/** The project's alarms, and what the person says of them. */
export class Alarms {
  list = $state.raw<Alarm[]>([])
  counts = $state.raw<AlarmCounts[]>([])
  filter = $state<AlarmFilter>('open')
  /** Only those of a monitor, or of the run in force of a dataset (monitor null); null = of all. */
  from = $state.raw<{ dataset: number; monitor: number | null; name: string } | null>(null)
  selectedId = $state<number | null>(null)
  readonly shown: Alarm[] = $derived(
    this.list.filter(
      (alarm) =>
        fits[this.filter](alarm) &&
        (this.from === null || (alarm.dataset === this.from.dataset && alarm.monitor === this.from.monitor)),
    ),
  )
  readonly selected: Alarm | null = $derived(this.list.find(({ id }) => id === this.selectedId) ?? null)
  /** All that there are: of very many only the newest are listed. */
  readonly total: number = $derived(this.counts.reduce((n, one) => n + one.all, 0))
  readonly fresh: number = $derived(this.counts.reduce((n, one) => n + one.new, 0))
  #around: Around

  constructor(around: Around) {
    this.#around = around
    around.api.on('alarms.changed', () => void this.refresh())
  }

  async refresh() {
    const { api, notices } = this.#around
    const read = await notices.attempt(() => Promise.all([api.call('alarms.list', {}), api.call('alarms.counts', {})]))
    if (read) [this.list, this.counts] = read
  }

  forget() {
    this.list = []
    this.counts = []
    this.selectedId = null
    this.from = null
  }

  nameOf = (dataset: number) => this.#around.datasets.list.find(({ id }) => id === dataset)?.name ?? ''
  zoneOf = (dataset: number) => this.#around.datasets.list.find(({ id }) => id === dataset)?.zone ?? 'UTC'

  /** Selects an alarm and shows it in the chart, in its dataset. A new one is seen then. */
  show(alarm: Alarm, isReadOnly: boolean) {
    const { datasets, view } = this.#around
    this.selectedId = alarm.id
    if (datasets.selectedId === alarm.dataset) view.goTo(alarm)
    else {
      datasets.select(alarm.dataset)
      // The dataset sets the view to its whole as it comes.
      setTimeout(() => view.goTo(alarm), 300)
    }
    if (alarm.state === 'new' && !isReadOnly) void this.#send(alarm.id, 'seen')
  }

  step(by: 1 | -1, isReadOnly: boolean) {
    const { shown } = this
    if (shown.length === 0) return this.#around.announcer.say('No alarm is here')
    const at = shown.findIndex(({ id }) => id === this.selectedId)
    this.show(shown[at < 0 ? 0 : (at + by + shown.length) % shown.length], isReadOnly)
  }

  /** An answer for the selected alarm; the next one comes at once. */
  async answer(state: AlarmState) {
    const { selected } = this
    if (!selected) return
    const at = this.shown.findIndex(({ id }) => id === selected.id)
    if (!(await this.#send(selected.id, state))) return
    this.#around.announcer.say(`Alarm ${selected.id}: ${state}`)
    if (fits[this.filter]({ ...selected, state })) return
    const next = this.shown[Math.min(Math.max(0, at), this.shown.length - 1)]
    if (next) this.show(next, false)
  }

  async #send(alarm: number, state: AlarmState): Promise<boolean> {
    const until = state === 'shelved' ? { until: Date.now() + shelvedMs } : {}
    const answered = await this.#around.notices.attempt(() =>
      this.#around.api.call('alarms.answer', { alarms: [alarm], state, ...until }),
    )
    await this.refresh()
    // The first one that is normal makes a class of its own.
    if (state === 'false') await this.#around.labels.classes.refresh()
    return answered !== undefined
  }
}
