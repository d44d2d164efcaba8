import type { StretchStatistics } from '../../../src-main/shared/data/explore.ts'
import type { Lane } from '../../../src-main/shared/project.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'
import { type Api, isCancelled } from '../../api.ts'
import type { Datasets } from '../data/datasets.svelte.ts'
import type { Labels } from '../labels/labels.svelte.ts'
import type { Cursor } from './cursor.svelte.ts'
import type { Lanes } from './lanes.svelte.ts'
import type { View } from './view.svelte.ts'

interface Around {
  api: Api
  cursor: Cursor
  datasets: Datasets
  labels: Labels
  lanes: Lanes
  view: View
}

/** What one channel does between two cursors. */
export interface MeasuredChannel {
  channel: number
  /** Value at the later cursor minus that at the earlier one; null where either is missing. */
  delta: number | null
  slopePerHour: number | null
  /** Of what is drawn while the hand moves; null until something is. */
  rough: { min: number; max: number; mean: number } | null
  exact: StretchStatistics | null
}

/** Two cursors on the chart, and the statistics of what lies between them. */
export class Measure {
  /** Of the two that were put there; null = not there. */
  ends = $state.raw<[number, number] | null>(null)
  /** A first cursor without its second. */
  first = $state<number | null>(null)
  busy = $state(false)
  #dataset = $state<number | null>(null)
  #at = $state.raw<[ReadonlyMap<number, number | null>, ReadonlyMap<number, number | null>] | null>(null)
  #exact = $state.raw<ReadonlyMap<number, StretchStatistics>>(new Map())
  #asked = 0
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  /** null where there are not two cursors on the dataset that is shown. */
  readonly range: TimeRange | null = $derived.by(() => {
    const { ends } = this
    if (!ends || this.#dataset !== this.#around.datasets.selectedId) return null
    return { start: Math.min(...ends), end: Math.max(...ends) }
  })

  readonly channels: MeasuredChannel[] = $derived.by(() => {
    const { range } = this
    if (!range) return []
    const { datasets, lanes } = this.#around
    const hours = (range.end - range.start) / 3_600_000
    return datasets.shown.map(({ id, series }) => {
      const [a, b] = this.#at ? this.#at.map((values) => values.get(series) ?? null) : [null, null]
      const delta = a === null || b === null ? null : b - a
      const lane = lanes.shown.lanes.get(series)
      return {
        channel: id,
        delta,
        slopePerHour: delta === null || hours === 0 ? null : delta / hours,
        rough: lane ? roughly(lane, range) : null,
        exact: this.#exact.get(id) ?? null,
      }
    })
  })

  /** While the hand moves: what is drawn is all that is known. */
  preview(a: number, b: number) {
    this.#dataset = this.#around.datasets.selectedId
    this.#asked++
    this.ends = [a, b]
    this.first = null
    this.#at = null
    this.#exact = new Map()
  }

  /** Both cursors stand: values at them, and exact statistics between. */
  async set(a: number, b: number) {
    this.preview(a, b)
    const asked = this.#asked
    const { api, datasets, labels } = this.#around
    const dataset = datasets.selected
    const { range } = this
    if (!dataset || !range) return
    const { shown } = datasets
    const series = shown.map((one) => one.series).slice(0, 200)
    this.busy = true
    try {
      const [from, to] = await Promise.all(
        [range.start, range.end].map((time) => api.call('view.at', { dataset: dataset.id, series, time })),
      )
      if (asked !== this.#asked) return
      const map = (values: (number | null)[]) => new Map(series.map((id, i) => [id, values[i]]))
      // The cursors stand on rows: what is told is what lies between these.
      this.ends = [from.time, to.time]
      this.#at = [map(from.values), map(to.values)]
      const answer = await api.call('explore.measure', {
        dataset: dataset.id,
        channels: shown.map(({ id }) => id),
        labelSet: labels.sets.id,
        start: from.time,
        end: to.time,
        exact: true,
        question: { kind: 'statistics', limit: null },
      })
      if (asked === this.#asked && answer.kind === 'statistics')
        this.#exact = new Map(answer.channels.map((one) => [one.channel, one]))
    } catch (error) {
      // Where it cannot be read, what is drawn is told as such.
      if (!isCancelled(error)) this.#exact = new Map()
    } finally {
      if (asked === this.#asked) this.busy = false
    }
  }

  /** Puts a cursor where the pointer is: the first, then the second, then both anew. */
  put() {
    const { view, cursor } = this.#around
    this.putAt(cursor.time ?? view.cursor ?? (view.start + view.end) / 2)
  }

  putAt(time: number) {
    if (this.first !== null && this.#dataset === this.#around.datasets.selectedId)
      return void this.set(this.first, time)
    this.clear()
    this.first = time
    this.#dataset = this.#around.datasets.selectedId
  }

  /** Answers whether there was anything. */
  clear(): boolean {
    const had = this.ends !== null || this.first !== null
    this.#asked++
    this.ends = null
    this.first = null
    this.busy = false
    return had
  }
}

/** Of the samples that are drawn: extremes are true, the mean is that of each pixel's. */
function roughly({ times, values }: Lane, { start, end }: TimeRange): MeasuredChannel['rough'] {
  let [min, max, sum, n] = [Infinity, -Infinity, 0, 0]
  for (let i = 0; i < times.length; i++) {
    const v = values[i]
    if (times[i] < start || times[i] > end || Number.isNaN(v)) continue
    if (v < min) min = v
    if (v > max) max = v
    sum += v
    n++
  }
  return n > 0 ? { min, max, mean: sum / n } : null
}
