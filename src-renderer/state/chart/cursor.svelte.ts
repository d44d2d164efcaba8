import type { Api } from '../../api.ts'
import { LatestOnly } from '../latest-only.svelte.ts'

/** The exact row under the cursor. One question at a time; the newest place wins. */
export class Cursor {
  row = $state<number | null>(null)
  time = $state<number | null>(null)
  values = $state.raw<ReadonlyMap<number, number | null>>(new Map())
  #api: Api
  #places = new LatestOnly<{ dataset: number; series: number[]; time: number }>((place) => this.#read(place))

  constructor(api: Api) {
    this.#api = api
  }

  at(dataset: number, series: number[], time: number) {
    this.#places.ask({ dataset, series: series.slice(0, 200), time })
  }

  leave() {
    this.#places.drop()
    this.row = null
    this.time = null
    this.values = new Map()
  }

  async #read(place: { dataset: number; series: number[]; time: number }) {
    try {
      const { row, time, values } = await this.#api.call('view.at', place)
      this.row = row
      this.time = time
      this.values = new Map(place.series.map((id, i) => [id, values[i]]))
    } catch {
      // A cursor that cannot be answered shows nothing; the lanes' own reading reports what is wrong.
      this.leave()
    }
  }
}
