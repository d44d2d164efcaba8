import { lowerBound, upperBound } from '../../shared/search.ts'

/** The rows of a dataset, for files that have a line for each. Read only when asked for. */
export interface DatasetRows {
  count: number
  /** [count] epoch ms, ascending. */
  times(): Float64Array
  /** Rows first…last (both included) of a channel, NaN = missing. */
  values(channel: string, first: number, last: number): Float64Array
}

/** Rows that lie in memory. times — [n] epoch ms, ascending; channels — by name, [n] each. */
export function rowsInMemory(times: Float64Array, channels: ReadonlyMap<string, Float64Array>): DatasetRows {
  return {
    count: times.length,
    times: () => times,
    values: (channel, first, last) =>
      channels.get(channel)?.subarray(first, last + 1) ?? new Float64Array(last - first + 1).fill(NaN),
  }
}

/** Those of the context, or as many as an even step puts between start and end, without values. */
export function rowsOf({
  rows,
  start,
  end,
  stepMs,
}: {
  rows?: DatasetRows
  start: number
  end: number
  stepMs: number
}): DatasetRows {
  if (rows) return rows
  const count = stepMs > 0 ? Math.round((end - start) / stepMs) + 1 : 1
  return {
    count,
    times: () => Float64Array.from({ length: count }, (_, i) => start + i * stepMs),
    values: (_channel, first, last) => new Float64Array(last - first + 1).fill(NaN),
  }
}

/** Index of the first time that is at least `time`; the length if there is none. times — ascending. */
export const rowAtOrAfter = (times: Float64Array, time: number): number => lowerBound(times, time)

/** Index of the last time that is at most `time`; -1 if there is none. times — ascending. */
export const rowAtOrBefore = (times: Float64Array, time: number): number => upperBound(times, time) - 1
