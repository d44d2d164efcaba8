import { untrack } from 'svelte'
import type { Lane } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, problemOf } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'
import type { Notices } from '../window/notices.svelte.ts'

export interface Wanted {
  dataset: number
  series: number[]
  start: number
  end: number
  width: number
  /** All that there is to see. Read once the view has come to rest, so that there is something to show wherever it goes. */
  all?: TimeRange
}

export interface Drawn {
  range: TimeRange
  /** The dataset that the lanes belong to. */
  dataset: number
  lanes: ReadonlyMap<number, Lane>
}

const nothing: Drawn = { range: { start: 0, end: 1 }, dataset: 0, lanes: new Map() }
/** How many readings are kept for when the view comes back, or goes on before the next one is there. */
const keptReadings = 6
const restMs = 140

/**
 * The lanes' data. Read for a stretch twice as long as what is seen, so that panning has something to show;
 * one reading at a time, and of the wishes that come meanwhile only the last.
 */
export class Lanes {
  /** The newest reading: axes follow it. */
  drawn = $state.raw<Drawn>(nothing)
  /** The reading to draw from: the finest that holds what is seen. */
  shown = $state.raw<Drawn>(nothing)
  problem = $state<string | null>(null)
  #api: Api
  #notices: Notices
  /** What is seen now. */
  #seen: Wanted | null = null
  #readings = new LatestOnly<Reading>((reading) => this.#read(reading))
  #kept: Drawn[] = []
  #whole: Drawn = nothing
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  /** Tells what is seen now. Reads at once where the newest reading no longer serves, else when the view has come to rest. */
  see(wanted: Wanted) {
    clearTimeout(this.#timer)
    this.#seen = wanted
    // Whoever sees in an effect does not see again because something was read: it would be read again and again.
    untrack(() => {
      this.#choose()
      if (this.#serves(wanted)) this.#timer = setTimeout(() => void this.#readings.ask(around(wanted)), restMs)
      else void this.#readings.ask(around(wanted))
    })
  }

  clear() {
    clearTimeout(this.#timer)
    this.#readings.drop()
    this.#seen = null
    this.#kept = []
    this.#whole = this.drawn = this.shown = nothing
  }

  #serves({ dataset, series, start, end }: Wanted): boolean {
    const { range } = this.drawn
    if (!holds(this.drawn, dataset, series)) return false
    const zoom = lasting(range) / (end - start) / 2
    const margin = (end - start) * 0.1
    return zoom > 0.7 && zoom < 1.5 && start - margin >= range.start && end + margin <= range.end
  }

  /** The finest of the readings that hold all that is seen; where none does, that of everything. */
  #choose() {
    if (!this.#seen) return
    const { dataset, series, start, end } = this.#seen
    let best: Drawn | null = null
    for (const reading of this.#kept)
      if (
        holds(reading, dataset, series) &&
        covers(reading.range, { start, end }) &&
        (!best || lasting(reading.range) < lasting(best.range))
      )
        best = reading
    this.shown = best ?? (holds(this.#whole, dataset, series) ? this.#whole : this.drawn)
  }

  get loading() {
    return this.#readings.busy
  }

  async #read({ dataset, series, range, width }: Reading): Promise<void> {
    try {
      const lanes = series.length === 0 ? [] : await this.#api.call('view.read', { dataset, series, ...range, width })
      this.#keep({ range, dataset, lanes: new Map(lanes.map((lane) => [lane.series, lane])) })
      this.problem = null
    } catch (error) {
      const { code, message } = problemOf(error)
      // Rows that were joined or replaced meanwhile have other series: the list that says so is on its way, and asks anew.
      if (code === 'not-found') return this.#readings.drop()
      this.problem = message
      this.#notices.fail(error)
      return this.#readings.drop()
    }
    const whole = this.#readings.next === null ? this.#wholeIfMissing() : null
    if (whole) void this.#readings.ask(whole)
  }

  #keep(reading: Drawn) {
    const all = this.#seen?.all
    const isWhole = all !== undefined && covers(reading.range, all)
    if (isWhole) this.#whole = reading
    // What was read to have something of everything is not what the axes should follow.
    if (isWhole && this.#seen && !covers(around(this.#seen).range, all)) return this.#choose()
    this.#kept = [reading, ...this.#kept].slice(0, keptReadings)
    this.drawn = reading
    this.#choose()
  }

  #wholeIfMissing(): Reading | null {
    const seen = this.#seen
    if (!seen?.all || seen.series.length === 0 || holds(this.#whole, seen.dataset, seen.series)) return null
    return { ...around(seen), range: seen.all }
  }
}

interface Reading {
  dataset: number
  series: number[]
  range: TimeRange
  width: number
}

const lasting = ({ start, end }: TimeRange) => end - start
const covers = (outer: TimeRange, inner: TimeRange) => outer.start <= inner.start && outer.end >= inner.end
const holds = (reading: Drawn, dataset: number, series: readonly number[]) =>
  reading.dataset === dataset && series.every((id) => reading.lanes.has(id))

function around({ dataset, series, start, end, width }: Wanted): Reading {
  const half = (end - start) / 2
  return {
    dataset,
    series: series.slice(0, 200),
    range: { start: start - half, end: end + half },
    width: Math.max(1, Math.min(10_000, Math.round(width))),
  }
}
