import type { TimeRange } from '../../shared/data/series.ts'
import { lowerBound } from '../../shared/search.ts'

/** Collects runs of flagged rows batch by batch, so that a file of any length needs memory for its intervals alone. */
export class IntervalCollector {
  #open: TimeRange | null = null
  #ranges: TimeRange[] = []

  /** times — [n] epoch ms, never descending; flags — [n], not 0 = labelled. */
  add(times: Float64Array, flags: Uint8Array): void {
    for (let i = 0; i < times.length; i++) {
      if (flags[i]) {
        if (this.#open) this.#open.end = times[i]
        else this.#open = { start: times[i], end: times[i] }
      } else if (this.#open) this.#close(this.#open)
    }
  }

  /** All intervals: closed, from the first flagged time to the last. */
  finish(): TimeRange[] {
    if (this.#open) this.#close(this.#open)
    return this.#ranges
  }

  #close(range: TimeRange): void {
    this.#ranges.push(range)
    this.#open = null
  }
}

/** The inverse of collecting: [n], 1 where a point lies in an interval (start ≤ time ≤ end). times — [n] epoch ms, never descending. */
export function flagsFrom(ranges: readonly TimeRange[], times: Float64Array): Uint8Array {
  const flags = new Uint8Array(times.length)
  for (const { start, end } of ranges)
    for (let i = lowerBound(times, start); i < times.length && times[i] <= end; i++) flags[i] = 1
  return flags
}
