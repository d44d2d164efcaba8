import { statesOf } from '../../../src-main/shared/importing/states.ts'
import type { Channel } from '../../../src-main/shared/project.ts'
import {
  changed,
  combined,
  has,
  inOne,
  lanesFor,
  type LaneLayout,
  type LaneSpec,
  moved,
  placed,
  type SavedLayout,
  takenOut,
} from '../../../src-main/shared/data/lane-layout.ts'
import type { Api } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

/** A lane as it is seen: its channels that are shown. */
export interface LaneRow extends Omit<LaneSpec, 'channels' | 'drawn'> {
  /** The name of its first channel: no other lane has it. */
  key: string
  channels: readonly Channel[]
  /** Where each channel has its own axis, the one whose numbers are shown. */
  front: Channel
  /** The words that the numbers of its only channel stand for; null where there are none, or several channels. */
  states: readonly string[] | null
  /** How its values are drawn: as a band only where they are states. */
  drawn: 'band' | 'line'
}

/** How the channels of each dataset are arranged in lanes, and the layouts that are kept with the project. */
export class Arrangement {
  saved = $state.raw<readonly SavedLayout[]>([])
  /** The channel whose lane's settings are open. */
  open = $state<string | null>(null)
  /** The channel whose title is being dragged, and where it would go. */
  drag = $state.raw<{ channel: string; to: { into: string } | { above: string | null } | null } | null>(null)
  /** Detections as bands over the signals. */
  shades = $state(true)
  #of = $state.raw<ReadonlyMap<number, readonly LaneSpec[]>>(new Map())
  #chosen = $state.raw<ReadonlyMap<number, string>>(new Map())
  #front = $state.raw<ReadonlySet<string>>(new Set())
  #api: Api
  #notices: Notices
  #datasets: Datasets

  constructor(api: Api, notices: Notices, datasets: Datasets) {
    this.#api = api
    this.#notices = notices
    this.#datasets = datasets
  }

  readonly lanes: readonly LaneSpec[] = $derived.by(() => {
    const { selected } = this.#datasets
    return selected
      ? lanesFor(
          this.#of.get(selected.id) ?? [],
          selected.channels.map((c) => c.name),
        )
      : []
  })

  readonly rows: readonly LaneRow[] = $derived.by(() => {
    const { selected } = this.#datasets
    const shown = new Map(this.#datasets.shown.map((c) => [c.name, c]))
    return this.lanes.flatMap((lane) => {
      const channels = lane.channels.flatMap((name) => shown.get(name) ?? [])
      if (channels.length === 0) return []
      const front = channels.find((c) => this.#front.has(c.name)) ?? channels[0]
      const states = selected && channels.length === 1 ? statesOf(selected, channels[0].name) : null
      const drawn = states ? (lane.drawn ?? 'band') : 'line'
      return [{ ...lane, key: channels[0].name, channels, front, states, drawn }]
    })
  })

  /** The name of the saved layout that was chosen for the dataset; null = none. */
  readonly chosen: string | null = $derived.by(() => {
    const name = this.#chosen.get(this.#datasets.selectedId ?? 0)
    return name !== undefined && this.saved.some((one) => one.name === name) ? name : null
  })
  /** The lanes are no longer as they are in the chosen layout. */
  readonly differs: boolean = $derived.by(() => {
    const layout = this.saved.find((one) => one.name === this.chosen)?.layout
    const { selected } = this.#datasets
    if (!layout || !selected) return false
    const names = selected.channels.map((c) => c.name)
    return (
      JSON.stringify(lanesFor(layout.lanes, names)) !== JSON.stringify(this.lanes) ||
      names.some((name) => layout.hidden.includes(name) !== this.#hidden.includes(name))
    )
  })

  rowOf = (channel: string): LaneRow | undefined =>
    this.rows.find((row) => row.channels.some((c) => c.name === channel))

  combine = (channel: string, into: string) => this.#set(combined(this.lanes, channel, into))
  takeOut = (channel: string) => this.#set(takenOut(this.lanes, channel))
  move = (channel: string, by: number) => this.#set(moved(this.lanes, channel, by, this.#isSeen))
  toTop = (channel: string) => this.#set(moved(this.lanes, channel, -Infinity, this.#isSeen))
  change = (channel: string, to: Partial<Omit<LaneSpec, 'channels'>>) => this.#set(changed(this.lanes, channel, to))
  combineAll = () => this.#set(inOne(this.lanes, this.#isSeen))
  /** Each channel in a lane of its own, in the order of the file. */
  separateAll() {
    this.#set([])
    this.#choose(null)
  }

  /** The numbers of this channel's axis are shown. */
  bringToFront(channel: string) {
    const lane = this.lanes.find((one) => has(one, channel))
    this.#front = new Set([...[...this.#front].filter((one) => !lane?.channels.includes(one)), channel])
  }

  drop() {
    const { drag } = this
    this.drag = null
    if (!drag?.to) return
    if ('into' in drag.to) this.combine(drag.channel, drag.to.into)
    else this.#set(placed(this.lanes, drag.channel, drag.to.above))
  }

  /** Another project. */
  async look() {
    this.open = null
    this.drag = null
    this.#of = new Map()
    this.#chosen = new Map()
    this.#front = new Set()
    this.saved = []
    await this.#refresh()
  }

  async #refresh() {
    this.saved = (await this.#notices.attempt(() => this.#api.call('view.layouts', {}))) ?? this.saved
  }

  use(name: string | null) {
    const layout = this.saved.find((one) => one.name === name)?.layout
    if (!layout) return this.separateAll()
    this.#set(layout.lanes)
    this.#datasets.hideOnly(layout.hidden)
    this.#choose(name)
  }

  /** Keeps the lanes as they are under a name. */
  async save(name: string) {
    const layout: LaneLayout = { lanes: [...this.lanes], hidden: [...this.#hidden] }
    const done = await this.#notices.attempt(() => this.#api.call('view.saveLayout', { name, layout }).then(() => true))
    if (!done) return
    await this.#refresh()
    this.#choose(name.trim())
  }

  async rename(name: string, to: string) {
    const done = await this.#notices.attempt(() => this.#api.call('view.renameLayout', { name, to }).then(() => true))
    if (!done) return
    await this.#refresh()
    this.#chosen = new Map([...this.#chosen].map(([id, one]) => [id, one === name ? to.trim() : one]))
  }

  /** The lanes stay as they are. */
  async remove(name: string) {
    await this.#notices.attempt(() => this.#api.call('view.removeLayout', { name }))
    await this.#refresh()
  }

  #choose(name: string | null) {
    const chosen = new Map(this.#chosen)
    const { selectedId } = this.#datasets
    if (selectedId === null) return
    if (name === null) chosen.delete(selectedId)
    else chosen.set(selectedId, name)
    this.#chosen = chosen
  }

  #set(lanes: readonly LaneSpec[]) {
    const { selectedId } = this.#datasets
    if (selectedId !== null) this.#of = new Map(this.#of).set(selectedId, lanes)
  }

  #isSeen = (channel: string) => !this.#hidden.includes(channel)

  get #hidden(): string[] {
    const shown = new Set(this.#datasets.shown)
    return (this.#datasets.selected?.channels ?? []).filter((c) => !shown.has(c)).map((c) => c.name)
  }
}
