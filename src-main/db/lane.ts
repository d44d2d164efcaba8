import type { Project } from './open.ts'
import { chunkBuckets, chunkRows, valueColumns } from './pyramid.ts'
import { chunkReader, type ViewPlan } from './view-plan.ts'

/** What one pixel column of a lane has shown so far; times NaN where there is none. */
interface Column {
  empty: boolean
  began: number
  firstTime: number
  first: number
  minTime: number
  min: number
  maxTime: number
  max: number
  lastTime: number
  last: number
}

const fresh = (): Column => ({
  empty: true, began: NaN, firstTime: NaN, first: NaN, minTime: NaN, min: NaN, maxTime: NaN, max: NaN, lastTime: NaN, last: NaN,
})

/**
 * One lane from the plan of the view: per pixel column its first, lowest, highest and last sample in the order of time,
 * NaN for a column with missing values only and for gaps.
 */
export function decimated(db: Project, series: number, plan: ViewPlan): { times: Float64Array; values: Float64Array } {
  const read = chunkReader(db, series)
  const out = laneWriter(plan.groups * 5)
  let column = fresh()
  let item = 0
  for (const { level, from, to } of plan.pieces) {
    const perChunk = level === 0 ? chunkRows : chunkBuckets
    for (let i = from; i <= to; i++, item++) {
      const isGap = !Number.isNaN(plan.gapBefore[item])
      if (item > 0 && (isGap || plan.column[item] !== plan.column[item - 1])) {
        out.column(column)
        column = fresh()
        if (isGap) out.gap(plan.gapBefore[item])
      }
      const position = Math.floor(i / perChunk)
      const data = read(level, position)
      const at = i - position * perChunk
      if (level === 0) take(column, plan.start[item], data[at], plan.start[item], data[at], plan.start[item], data[at], plan.start[item], data[at])
      else {
        const n = data.length / valueColumns
        take(column, plan.start[item], data[at], data[4 * n + at], data[n + at], data[5 * n + at], data[2 * n + at], plan.end[item], data[3 * n + at])
      }
    }
  }
  if (item > 0) out.column(column)
  return out.done()
}

function take(c: Column, firstTime: number, first: number, minTime: number, min: number, maxTime: number, max: number, lastTime: number, last: number): void {
  if (Number.isNaN(c.began)) {
    c.began = firstTime
    c.firstTime = firstTime
    c.first = first
  }
  c.lastTime = lastTime
  c.last = last
  if (Number.isNaN(min)) return
  if (c.empty || min < c.min) {
    c.min = min
    c.minTime = minTime
  }
  if (c.empty || max > c.max) {
    c.max = max
    c.maxTime = maxTime
  }
  c.empty = false
}

function laneWriter(capacity: number) {
  const times = new Float64Array(capacity)
  const values = new Float64Array(capacity)
  let n = 0
  // Two samples may have the same time; only the very same sample is left out.
  const point = (time: number, value: number) => {
    if (Number.isNaN(value) || (n > 0 && times[n - 1] === time && values[n - 1] === value)) return
    times[n] = time
    values[n++] = value
  }
  const gap = (time: number) => {
    if (n > 0 && Number.isNaN(values[n - 1])) return
    times[n] = time
    values[n++] = NaN
  }
  return {
    gap,
    column(c: Column) {
      if (c.empty) return gap(c.began)
      point(c.firstTime, c.first)
      if (c.minTime <= c.maxTime) {
        point(c.minTime, c.min)
        point(c.maxTime, c.max)
      } else {
        point(c.maxTime, c.max)
        point(c.minTime, c.min)
      }
      point(c.lastTime, c.last)
    },
    done: () => ({ times: times.slice(0, n), values: values.slice(0, n) }),
  }
}
