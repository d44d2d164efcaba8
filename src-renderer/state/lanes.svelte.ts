import type { Lane } from '../../src-main/shared/project.ts'
import type { TimeRange } from '../../src-main/shared/series.ts'
import type { Api } from '../api.ts'
import type { Notices } from './notices.svelte.ts'

export interface Wanted {
  dataset: number
  series: number[]
  start: number
  end: number
  width: number
}

export interface Drawn {
  range: TimeRange
  /** The dataset that the lanes belong to. */
  dataset: number
  lanes: ReadonlyMap<number, Lane>
}

/**
 * The lanes' data. Read for a stretch twice as long as what is seen, so that panning has something to show;
 * one reading at a time, and of the wishes that come meanwhile only the last.
 */
export class Lanes {
  drawn = $state.raw<Drawn>({ range: { start: 0, end: 1 }, dataset: 0, lanes: new Map() })
  problem = $state<string | null>(null)
  loading = $state(false)
  #api: Api
  #notices: Notices
  #next: Wanted | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(api: Api, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  /** Tells what is seen now. Reads at once where the drawn stretch no longer serves, else when the view has come to rest. */
  see(wanted: Wanted) {
    clearTimeout(this.#timer)
    if (this.#serves(wanted)) this.#timer = setTimeout(() => this.#read(wanted), 140)
    else this.#read(wanted)
  }

  clear() {
    clearTimeout(this.#timer)
    this.#next = null
    this.drawn = { range: { start: 0, end: 1 }, dataset: 0, lanes: new Map() }
  }

  #serves({ dataset, series, start, end }: Wanted): boolean {
    const { range, lanes } = this.drawn
    if (dataset !== this.drawn.dataset || series.some(id => !lanes.has(id))) return false
    const zoom = (range.end - range.start) / (end - start) / 2
    const margin = (end - start) * 0.1
    return zoom > 0.7 && zoom < 1.5 && start - margin >= range.start && end + margin <= range.end
  }

  #read(wanted: Wanted) {
    this.#next = wanted
    if (!this.loading) void this.#readAll()
  }

  async #readAll() {
    this.loading = true
    while (this.#next) {
      const { dataset, series, start, end, width } = this.#next
      this.#next = null
      const half = (end - start) / 2
      const range = { start: start - half, end: end + half }
      try {
        const lanes = series.length === 0 ? [] : await this.#api.call('view.read', { dataset, series: series.slice(0, 200), ...range, width: Math.max(1, Math.min(10_000, Math.round(width))) })
        this.drawn = { range, dataset, lanes: new Map(lanes.map(lane => [lane.series, lane])) }
        this.problem = null
      } catch (error) {
        this.problem = error instanceof Error ? error.message : String(error)
        this.#notices.fail(error)
        break
      }
    }
    this.loading = false
  }
}
