import type { Api } from '../api.ts'

/** The exact row under the cursor. One question at a time; the newest place wins. */
export class Cursor {
  row = $state<number | null>(null)
  time = $state<number | null>(null)
  values = $state.raw<ReadonlyMap<number, number | null>>(new Map())
  #api: Api
  #next: { dataset: number; series: number[]; time: number } | null = null
  #busy = false

  constructor(api: Api) {
    this.#api = api
  }

  at(dataset: number, series: number[], time: number) {
    this.#next = { dataset, series: series.slice(0, 200), time }
    if (!this.#busy) void this.#ask()
  }

  leave() {
    this.#next = null
    this.row = null
    this.time = null
    this.values = new Map()
  }

  async #ask() {
    this.#busy = true
    while (this.#next) {
      const asked = this.#next
      this.#next = null
      try {
        const { row, time, values } = await this.#api.call('view.at', asked)
        this.row = row
        this.time = time
        this.values = new Map(asked.series.map((id, i) => [id, values[i]]))
      } catch {
        // A cursor that cannot be answered shows nothing; the lanes' own reading reports what is wrong.
        this.leave()
      }
    }
    this.#busy = false
  }
}
