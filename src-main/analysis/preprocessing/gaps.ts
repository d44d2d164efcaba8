import type { RowRange, Segment, Series } from '../../shared/data/series.ts'
import { gapSteps, usualStepOf } from '../../shared/data/usual-step.ts'

/** Enough steps for a usual one that no real recording can shift; keeps 10,000,000 points under 0.1 s. */
const SAMPLED_STEPS = 200_000

/**
 * The usual step between neighbouring points that differ in time. times — [time], epoch ms, never descending.
 * NaN where there are fewer than two different times. Long series are sampled evenly.
 */
export function usualStep(times: Float64Array): number {
  const every = Math.max(1, Math.floor(times.length / SAMPLED_STEPS))
  const steps = new Float64Array(Math.ceil(times.length / every))
  let count = 0
  for (let i = 1; i < times.length; i += every) {
    const step = times[i] - times[i - 1]
    if (step > 0) steps[count++] = step
  }
  return usualStepOf(steps.subarray(0, count).sort())
}

export interface CutOptions {
  /** A step longer than this many usual steps is a gap. Default 5. */
  maxGapSteps?: number
  /** [time], 1 inside an accepted label: cut along with the values. */
  labels?: Uint8Array
}

/**
 * Cuts a series into gap-free segments: at steps longer than 5 usual ones, and wherever a channel is NaN
 * (that row belongs to no segment). Nothing is bridged or filled. The segments are views of the series' arrays.
 */
export function cutSegments(series: Series, options: CutOptions = {}): Segment[] {
  const { times, values } = series
  const whole = { start: 0, times, values, labels: options.labels }
  const isMissing = (row: number) => values.some((channel) => !Number.isFinite(channel[row]))
  return cutRows(times, isMissing, options.maxGapSteps).map(({ first, last }) => slice(whole, first, last + 1))
}

/** The same cut as rows alone, for series that are not in memory as a whole. isMissing — whether a channel has no value on a row. */
export function cutRows(times: Float64Array, isMissing: (row: number) => boolean, maxGapSteps = gapSteps): RowRange[] {
  const longest = maxGapSteps * usualStep(times)
  const stretches: RowRange[] = []
  let start = 0
  const close = (end: number) => {
    if (end > start) stretches.push({ first: start, last: end - 1 })
  }
  for (let row = 0; row < times.length; row++) {
    if (isMissing(row)) {
      close(row)
      start = row + 1
    } else if (row > start && times[row] - times[row - 1] > longest) {
      close(row)
      start = row
    }
  }
  close(times.length)
  return stretches
}

/** Points first ≤ i < end of a segment, as views. */
export function slice(segment: Segment, first: number, end: number): Segment {
  return {
    start: segment.start + first,
    times: segment.times.subarray(first, end),
    values: segment.values.map((channel) => channel.subarray(first, end)),
    ...(segment.labels && { labels: segment.labels.subarray(first, end) }),
  }
}
