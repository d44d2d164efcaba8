import { chunkReader } from './chunk-cache.ts'
import type { Project } from '../project.ts'
import { valueColumns } from './pyramid.ts'
import { gather, type ViewPlan } from './view-plan.ts'

/**
 * One lane from the plan of the view: per group (the items of one pixel) its first, lowest, highest and last sample in
 * the order of time, NaN for a group with missing values only and for gaps. heads — [group], the index of its first sample.
 */
export function decimated(
  db: Project,
  series: number,
  plan: ViewPlan,
): { times: Float64Array; values: Float64Array; heads: Int32Array } {
  const { first, low, high, last, lowTime, highTime } = itemsOf(db, series, plan)
  const { start, end, groups, gapBefore, wide } = plan
  const out = laneWriter(groups.length * 6)
  const heads = new Int32Array(groups.length - 1)
  for (let g = 0; g + 1 < groups.length; g++) {
    const from = groups[g]
    const to = groups[g + 1]
    let lowest = -1
    let highest = -1
    let min = Infinity
    let max = -Infinity
    for (let i = from; i < to; i++) {
      // NaN is neither below nor above anything.
      if (low[i] < min) min = low[(lowest = i)]
      if (high[i] > max) max = high[(highest = i)]
    }
    if (!Number.isNaN(gapBefore[g])) out.gap(gapBefore[g])
    heads[g] = out.count()
    if (lowest < 0) lowest = highest
    if (highest < 0) highest = lowest
    if (lowest < 0) {
      out.gap(start[from])
      continue
    }
    if (wide[g] === 1)
      out.breakAt(
        gapWithin(
          start[from],
          Math.min(lowTime[lowest], highTime[highest]),
          Math.max(lowTime[lowest], highTime[highest]),
          end[from],
          plan,
        ),
      )
    out.point(start[from], first[from])
    const lowFirst = lowTime[lowest] <= highTime[highest]
    if (lowFirst) out.point(lowTime[lowest], low[lowest])
    out.point(highTime[highest], high[highest])
    if (!lowFirst) out.point(lowTime[lowest], low[lowest])
    out.point(end[to - 1], last[to - 1])
  }
  return { ...out.done(), heads }
}

/**
 * The middle of the one gap in a bucket that is wider than a pixel, from the four times that are known of it; NaN where
 * its samples are merely sparse. The rest of such a bucket is within a pixel, so the gap lies in the longest step.
 */
function gapWithin(a: number, b: number, c: number, d: number, { pixel, gap }: ViewPlan): number {
  const longest = Math.max(b - a, c - b, d - c)
  if (longest <= gap || d - a - longest > pixel) return NaN
  return longest === b - a ? (a + b) / 2 : longest === c - b ? (b + c) / 2 : (c + d) / 2
}

/** The plan's buckets of one series, [item] each. Where all items are rows, they are the rows themselves. */
function itemsOf(db: Project, series: number, { pieces, start }: ViewPlan) {
  const read = chunkReader(db, series)
  if (pieces.every((piece) => piece.level === 0)) {
    const [rows] = gather(read, pieces, start.length, 1, 1, room(1, start.length))
    return { first: rows, low: rows, high: rows, last: rows, lowTime: start, highTime: start }
  }
  // A row knows its value; its time is in the plan.
  const [first, low, high, last, lowTime, highTime] = gather(
    read,
    pieces,
    start.length,
    valueColumns,
    4,
    room(valueColumns, start.length),
  )
  let item = 0
  for (const { level, from, to } of pieces) {
    const end = item + to - from + 1
    if (level === 0) for (const times of [lowTime, highTime]) times.set(start.subarray(item, end), item)
    item = end
  }
  return { first, low, high, last, lowTime, highTime }
}

/** The same memory for every lane: a view of eight would otherwise leave megabytes behind, and a frame would wait for their collection. */
let kept: Float64Array<ArrayBuffer>[] = []

function room(columns: number, items: number): Float64Array<ArrayBuffer>[] {
  if (items > keptItems) return Array.from({ length: columns }, () => new Float64Array(items))
  kept = [...kept, ...Array.from({ length: Math.max(0, columns - kept.length) }, () => new Float64Array(keptItems))]
  return kept.slice(0, columns)
}

const keptItems = 64 * 1024

function laneWriter(capacity: number) {
  const times = new Float64Array(capacity)
  const values = new Float64Array(capacity)
  let n = 0
  let pending = NaN
  return {
    /** The line breaks here, once there is a sample on either side. */
    breakAt(time: number) {
      pending = time
    },
    /** Two samples may have the same time; only the very same sample is left out. */
    point(time: number, value: number) {
      if (Number.isNaN(value) || (n > 0 && times[n - 1] === time && values[n - 1] === value)) return
      if (time > pending) {
        if (n > 0 && times[n - 1] < pending) this.gap(pending)
        pending = NaN
      }
      times[n] = time
      values[n++] = value
    },
    gap(time: number) {
      if (n > 0 && Number.isNaN(values[n - 1])) return
      times[n] = time
      values[n++] = NaN
    },
    count: () => n,
    done: () => ({ times: times.slice(0, n), values: values.slice(0, n) }),
  }
}
