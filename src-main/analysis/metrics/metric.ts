import type { LoweredBy } from '../../shared/runs/run-table.ts'
import type { RowRange } from '../../shared/data/series.ts'
import type { EventSums } from './event-sums.ts'

/**
 * What a metric may look at: assessed points only, in time order, so that nothing here is NaN.
 * scores — [n], higher = stranger. labels — [n], 1 inside a labelled window. flags — [n], 1 inside a detection.
 * windows, detections — as rows of these arrays, in order, none overlapping. times — [n], epoch ms.
 * stepMs — usual step. vusWindow — the L of VUS in points.
 */
export interface MetricInput {
  scores: Float64Array
  labels: Uint8Array
  flags: Uint8Array
  windows: RowRange[]
  detections: RowRange[]
  times: Float64Array
  stepMs: number
  vusWindow: number
}

/**
 * A run as it is to be measured, before what was not assessed is left out. scores — [n], NaN = not assessed; labels, flags — [n], 1 inside a labelled window, inside a detection; times — [n], epoch ms.
 * threshold — what made the flags. oracle — true if it was chosen on these labels. detections — in rows, where merging
 * made them differ from the runs of `flags`. vusWindow — `vusWindow(channel)` of ../preprocessing/period.ts.
 * intervals — false leaves the bootstrap out.
 */
export interface MeasureInput {
  scores: Float64Array
  labels: Uint8Array
  flags: Uint8Array
  times: Float64Array
  threshold: number
  oracle?: boolean
  detections?: RowRange[]
  vusWindow?: number
  intervals?: boolean
}

/** One way to judge. A family of them is one file, listed in index.ts. */
export interface Metric {
  /** The published name: "AUC-PR". */
  id: string
  name: string
  summary: string
  reference: string
  /** score: judges the ranking and needs no threshold. prediction: judges the detections. */
  kind: 'score' | 'prediction'
  /** What it is counted in; none for a share or an area. */
  unit?: string
  /** Shown beside the value wherever it appears. */
  badge?: string
  /** Which end is good; null where neither is. */
  better: 'higher' | 'lower' | null
  /** False where it can be known without labels. */
  needsLabels?: false
  /** The id of another metric that is shown inside its cell and has no column of its own. */
  companion?: string
  loweredBy?: LoweredBy
  /** Its place among the columns that a table of runs begins with; none where someone has to choose it. */
  usual?: number
  /** True where it chooses a threshold on the labels it is judged on. */
  oracle?: true
  /** null where it is not defined: no positives, nothing detected, … */
  compute(input: MetricInput): number | null
  /** The same from sums over blocks of the series, where it is made of such: then events can be drawn anew for an interval. */
  fromSums?: (sums: EventSums) => number | null
}

/** Runs of 1 as closed row ranges. */
export function rangesOf(flags: ArrayLike<number>): RowRange[] {
  const ranges: RowRange[] = []
  for (let row = 0; row < flags.length; row++) {
    if (flags[row] !== 1) continue
    const last = ranges.at(-1)
    if (last && last.last === row - 1) last.last = row
    else ranges.push({ first: row, last: row })
  }
  return ranges
}

/** a / b, null where b is 0. */
export const ratio = (a: number, b: number) => (b === 0 ? null : a / b)

/** Keeps what a family of metrics shares for the same input. keep — for whoever has computed it already. */
export function once<T>(
  compute: (input: MetricInput) => T,
): ((input: MetricInput) => T) & { keep(input: MetricInput, value: T): void } {
  const kept = new WeakMap<MetricInput, { value: T }>()
  const get = (input: MetricInput) => {
    let found = kept.get(input)
    if (!found) kept.set(input, (found = { value: compute(input) }))
    return found.value
  }
  return Object.assign(get, { keep: (input: MetricInput, value: T) => void kept.set(input, { value }) })
}
