import type { RowRange } from '../../shared/data/series.ts'
import type { Job } from '../job.ts'
import { massSquared } from './mass.ts'

/** A window shorter than this has no shape; one longer than `longest` is asked for by its middle. */
const shortest = 16
const longest = 2000

/** Where a labelled stretch looks most like the window. distance — as nearestWindows gives it: 0 = the same shape, 1 = unrelated. */
export interface LabelMatch {
  /** Index into the labels. */
  label: number
  first: number
  distance: number
}

/**
 * The rows that are compared: the window with a quarter of it on each side, because how a thing begins and ends is much of its
 * shape; at least 16 rows, and at most 2,000 about a row inside it. rows — of the series.
 */
export function comparedRows({ first, last }: RowRange, about: number, rows: number): RowRange {
  const wanted = Math.round((last - first + 1) * 1.5)
  const length = Math.min(rows, Math.max(shortest, Math.min(longest, wanted)))
  const middle = wanted > longest ? about : (first + last + 1) / 2
  const start = Math.max(0, Math.min(rows - length, Math.round(middle - length / 2)))
  return { first: start, last: start + length - 1 }
}

/**
 * For every label the stretch of the window's length that looks most like it, nearest first; by z-normalised Euclidean distance,
 * the root mean square over the channels. A stretch counts for a label if it shares at least half of the shorter of the two;
 * stretches over the window itself or over gaps count for none.
 * channel — values of channel c, [time], NaN = missing; asked for one after the other. times — [time], epoch ms; window — rows.
 * compared — how many channels were: those without a missing value in the window.
 */
export async function nearestLabels(
  channels: number,
  channel: (c: number) => Float64Array,
  times: Float64Array,
  window: RowRange,
  labels: readonly RowRange[],
  job: Job,
): Promise<{ matches: LabelMatch[]; compared: number }> {
  const length = window.last - window.first + 1
  const squares = new Float64Array(Math.max(0, times.length - length + 1))
  let compared = 0
  for (let c = 0; c < channels; c++) {
    await job.checkpoint({ phase: 'Comparing shapes', done: c, total: channels, unit: 'channels' })
    const values = channel(c)
    const query = values.slice(window.first, window.last + 1)
    if (query.some(Number.isNaN)) continue
    compared++
    const own = massSquared(values, query)
    for (let i = 0; i < squares.length; i++) squares[i] += own[i]
  }
  const longestMs = (times[window.last] - times[window.first]) * 1.5
  const usable = (start: number) =>
    Math.abs(start - window.first) >= length && times[start + length - 1] - times[start] <= longestMs
  const matches = (compared === 0 ? [] : labels).flatMap((label, l): LabelMatch[] => {
    const common = Math.ceil(Math.min(length, label.last - label.first + 1) / 2)
    let best = -1
    for (
      let start = Math.max(0, label.first + common - length);
      start <= Math.min(squares.length - 1, label.last - common + 1);
      start++
    )
      if (squares[start] >= 0 && usable(start) && (best < 0 || squares[start] < squares[best])) best = start
    return best < 0 ? [] : [{ label: l, first: best, distance: Math.sqrt(squares[best] / (2 * length * compared)) }]
  })
  return { matches: matches.sort((a, b) => a.distance - b.distance || a.label - b.label), compared }
}
