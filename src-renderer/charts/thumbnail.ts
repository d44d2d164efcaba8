import type { Lane } from '../../src-main/shared/project.ts'
import type { TimeRange } from '../../src-main/shared/data/series.ts'
import { type TimeScale, toX } from './time-scale.ts'
import { firstWhere } from '../../src-main/shared/search.ts'

/** A lane as a small line. y runs downwards; min, max — the values at the bottom and the top. */
export interface Thumbnail {
  path: string
  /** Where a value lies. */
  y: (value: number) => number
}

/** The line of a lane over a stretch of time, its axis fitted to it and to the values that must be seen; broken where a value is NaN. */
export function thumbnail(
  { times, values }: Pick<Lane, 'times' | 'values'>,
  scale: TimeScale,
  height: number,
  seen: readonly number[] = [],
): Thumbnail {
  let [low, high] = [Math.min(Infinity, ...seen), Math.max(-Infinity, ...seen)]
  for (let i = 0; i < values.length; i++) {
    if (times[i] < scale.start || times[i] > scale.end || Number.isNaN(values[i])) continue
    low = Math.min(low, values[i])
    high = Math.max(high, values[i])
  }
  const span = high - low || 1
  const y = (value: number) => 1 + (1 - (value - low) / span) * (height - 2)
  let path = ''
  let broken = true
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) broken = true
    else {
      path += `${broken ? 'M' : 'L'}${toX(scale, times[i]).toFixed(1)} ${y(values[i]).toFixed(1)}`
      broken = false
    }
  }
  return { path, y }
}

/** Intervals in the order of their starts, and how long the longest lasts: what tells where one that reaches into a stretch may begin. */
export interface Sorted {
  list: readonly TimeRange[]
  longest: number
}

export const sortedRanges = (list: readonly TimeRange[]): Sorted => ({
  list,
  longest: list.reduce((most, { start, end }) => Math.max(most, end - start), 0),
})

/** Where intervals lie on a thumbnail, none narrower than two pixels. */
export function boxesIn({ list, longest }: Sorted, scale: TimeScale): { left: number; width: number }[] {
  const out: { left: number; width: number }[] = []
  for (
    let i = firstWhere(list.length, (r) => list[r].start >= scale.start - longest);
    i < list.length && list[i].start <= scale.end;
    i++
  ) {
    if (list[i].end < scale.start) continue
    const left = Math.max(0, toX(scale, list[i].start))
    out.push({ left, width: Math.max(2, Math.min(scale.width, toX(scale, list[i].end)) - left) })
  }
  return out
}
