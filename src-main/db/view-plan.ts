import { chunkReader, type ChunkReader } from './chunk-cache.ts'
import type { Project } from './open.ts'
import { branching, chunkBuckets, chunkRows, levelsFor, rowsPerBucket, timeColumns } from './pyramid.ts'
import type { TimeAxis } from './series.ts'

/** Buckets from…to of one level; at level 0, rows. */
export interface Piece {
  level: number
  from: number
  to: number
}

/**
 * Which buckets make up a view: the same for every lane. An item is one bucket or row of the pieces, in order.
 * start, end — [item], its first and last time.
 * groups — [group + 1], the first item of each run of items that start in one pixel, and the number of items.
 * gapBefore — [group], the middle of a gap that lies before it, else NaN.
 */
export interface ViewPlan {
  pieces: Piece[]
  start: Float64Array
  end: Float64Array
  groups: Int32Array
  gapBefore: Float64Array
}

export interface PlanQuery {
  /** Rows, both included. */
  first: number
  last: number
  /** Left edge of the view and length of a pixel, milliseconds. */
  start: number
  pixel: number
  /** Steps longer than this break the line. */
  gap: number
}

/**
 * The coarsest buckets that still lie within a pixel. Where times are irregular a bucket can be wider than that:
 * it is replaced by its children or, where those do not do either, by its rows, which then lie in one chunk.
 */
export function planView(db: Project, axis: TimeAxis, query: PlanQuery): ViewPlan {
  const read = chunkReader(db, axis.times)
  const { first, last, pixel } = query
  const perPixel = (last - first + 1) / Math.max(1, spanOf() / pixel)
  const pieces: Piece[] = []

  function spanOf(): number {
    const at = (row: number) => read(0, Math.floor(row / chunkRows))[row % chunkRows]
    return at(last) - at(first)
  }

  function use(level: number, from: number, to: number): void {
    const before = pieces.at(-1)
    if (before?.level === level && before.to === from - 1) before.to = to
    else pieces.push({ level, from, to })
  }

  function useRows(from: number, to: number): void {
    use(0, Math.max(first, from), Math.min(last, to))
  }

  const fits = (level: number, bucket: number): boolean => {
    const position = Math.floor(bucket / chunkBuckets)
    const data = read(level, position)
    const i = bucket - position * chunkBuckets
    return data[data.length / 2 + i] - data[i] <= pixel
  }

  function cover(level: number, from: number, to: number): void {
    const size = rowsPerBucket(level)
    for (let bucket = Math.max(from, Math.floor(first / size)); bucket <= Math.min(to, Math.floor(last / size)); bucket++)
      if (fits(level, bucket)) use(level, bucket, bucket)
      else split(level, bucket)
  }

  function split(level: number, bucket: number): void {
    const size = rowsPerBucket(level)
    const child = size / rowsPerBucket(level - 1)
    if (level === 1) useRows(bucket * size, (bucket + 1) * size - 1)
    else if (size > chunkRows || childrenFit(level, bucket)) cover(level - 1, bucket * child, (bucket + 1) * child - 1)
    else useRows(bucket * size, (bucket + 1) * size - 1)
  }

  function childrenFit(level: number, bucket: number): boolean {
    const size = rowsPerBucket(level - 1)
    for (let child = bucket * branching; child < (bucket + 1) * branching && child * size <= last; child++)
      if ((child + 1) * size > first && !fits(level - 1, child)) return false
    return true
  }

  const top = levelsFor(axis.rows)
  let level = 0
  while (level < top && rowsPerBucket(level + 1) <= perPixel) level++
  if (level === 0) useRows(first, last)
  else cover(level, 0, Infinity)
  return { pieces, ...itemsOf(pieces, read, query) }
}

/**
 * Copies the plan's items out of the chunks, each chunk read once.
 * columns — how many a bucket has; rowColumns — how many of the first ones a row fills, all with itself.
 */
export function gather(read: ChunkReader, pieces: readonly Piece[], items: number, columns: number, rowColumns: number): Float64Array[] {
  const out = Array.from({ length: columns }, () => new Float64Array(items))
  let item = 0
  for (const { level, from, to } of pieces) {
    const perChunk = level === 0 ? chunkRows : chunkBuckets
    for (let position = Math.floor(from / perChunk); position * perChunk <= to; position++) {
      const data = read(level, position)
      const n = level === 0 ? data.length : data.length / columns
      const first = Math.max(0, from - position * perChunk)
      const end = Math.min(n, to - position * perChunk + 1)
      for (let c = 0; c < (level === 0 ? rowColumns : columns); c++) {
        const base = level === 0 ? 0 : c * n
        out[c].set(data.subarray(base + first, base + end), item)
      }
      item += end - first
    }
  }
  return out
}

function itemsOf(pieces: Piece[], read: ChunkReader, { start: left, pixel, gap }: PlanQuery): Omit<ViewPlan, 'pieces'> {
  const n = pieces.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  const [start, end] = gather(read, pieces, n, timeColumns, timeColumns)
  const groups: number[] = []
  const gapBefore: number[] = []
  let column = NaN
  for (let i = 0; i < n; i++) {
    const own = Math.floor((start[i] - left) / pixel)
    const isGap = i > 0 && start[i] - end[i - 1] > gap
    if (own === column && !isGap) continue
    groups.push(i)
    gapBefore.push(isGap ? (start[i] + end[i - 1]) / 2 : NaN)
    column = own
  }
  groups.push(n)
  return { start, end, groups: Int32Array.from(groups), gapBefore: Float64Array.from(gapBefore) }
}
