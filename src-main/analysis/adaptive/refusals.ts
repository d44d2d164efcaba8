import type { TimeRange } from '../../shared/data/series.ts'

/** What an adaptive run does not learn from, between two updates. */
export class Refusals {
  readonly #anomalous: Uint8Array | null
  /** Rows of labelled anomalies that the model called normal, in order. */
  #swallowed: number[] = []
  /** Rows above the threshold. */
  strange = 0

  /** anomalous — [n], 1 inside a labelled anomaly; null where nothing is labelled. */
  constructor(anomalous: Uint8Array | null) {
    this.#anomalous = anomalous
  }

  /** Whether a row may be learnt from that the model calls normal, or that came so often that it would be taken for a new normal. */
  lets(row: number): boolean {
    if (this.#anomalous?.[row] !== 1) return true
    this.#swallowed.push(row)
    return false
  }

  /** strange — rows above the threshold; swallowed — labelled anomalies that a step without labels would have learnt as normal. Begins anew. */
  take(times: Float64Array): { strange: number; swallowed: TimeRange[] } {
    const swallowed: TimeRange[] = []
    let last = -2
    for (const row of this.#swallowed.sort((a, b) => a - b)) {
      if (row === last) continue
      if (row === last + 1) swallowed[swallowed.length - 1].end = times[row]
      else swallowed.push({ start: times[row], end: times[row] })
      last = row
    }
    const { strange } = this
    this.#swallowed = []
    this.strange = 0
    return { strange, swallowed }
  }
}
