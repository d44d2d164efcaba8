/** One measured quantity of a dataset. */
export interface ChannelInfo {
  name: string
  /** As printed in the file's header, e.g. "°C"; null where none is known. */
  unit: string | null
}

/**
 * A whole time series in memory.
 * times — [time], epoch milliseconds, never descending (equal times may repeat).
 * values — [channel][time], NaN = missing.
 */
export interface Series {
  times: Float64Array
  channels: ChannelInfo[]
  values: Float64Array[]
}

/**
 * A gap-free stretch of a series: what detectors see.
 * start — row of the first point in the series it was cut from.
 * times — [time], epoch milliseconds; values — [channel][time], finite.
 * labels — [time], 1 inside an accepted label, when labels were given.
 */
export interface Segment {
  start: number
  times: Float64Array
  values: Float64Array[]
  labels?: Uint8Array
}

/** A closed interval of time: a point belongs to it if start ≤ time ≤ end. Epoch milliseconds. */
export interface TimeRange {
  start: number
  end: number
}

/** A closed interval of rows: first ≤ row ≤ last. */
export interface RowRange {
  first: number
  last: number
}
