import { chunkReader, type ChunkReader } from './chunk-cache.ts'
import type { Project } from '../project.ts'
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
 * wide — [group], 1 for a single bucket that is wider than a pixel, because it was too dear to look into.
 * pixel, gap — as asked for, milliseconds.
 */
export interface ViewPlan {
  pieces: Piece[]
  start: Float64Array
  end: Float64Array
  groups: Int32Array
  gapBefore: Float64Array
  wide: Uint8Array
  pixel: number
  gap: number
}

/**
 * How many chunks of each series a view may read to look into buckets that are wider than a pixel: about 10 ms for
 * eight lanes. Only a view of dozens of gaps needs more; then the rest are shown by their buckets' own samples.
 */
const deeperChunks = 48

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
  const opened = new Set<number>()

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
    for (
      let bucket = Math.max(from, Math.floor(first / size));
      bucket <= Math.min(to, Math.floor(last / size));
      bucket++
    )
      if (fits(level, bucket)) use(level, bucket, bucket)
      else split(level, bucket)
  }

  /** Whether the buckets or rows below may be looked at; those below one bucket lie in one chunk of their level. */
  function mayOpen(level: number, item: number): boolean {
    const key = level * 2 ** 32 + Math.floor(item / (level === 0 ? chunkRows : chunkBuckets))
    return opened.has(key) || (opened.size < deeperChunks && opened.add(key) === opened)
  }

  function split(level: number, bucket: number): void {
    const size = rowsPerBucket(level)
    const child = size / rowsPerBucket(level - 1)
    const below = level > 1 && mayOpen(level - 1, bucket * child)
    if (below && (size > chunkRows || childrenFit(level, bucket)))
      cover(level - 1, bucket * child, (bucket + 1) * child - 1)
    else if (size <= chunkRows && mayOpen(0, bucket * size)) useRows(bucket * size, (bucket + 1) * size - 1)
    else use(level, bucket, bucket)
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
 * out — where to, at least [columns][items]; new arrays where it is left out.
 */
export function gather(
  read: ChunkReader,
  pieces: readonly Piece[],
  items: number,
  columns: number,
  rowColumns: number,
  out = Array.from({ length: columns }, () => new Float64Array(items)),
): Float64Array[] {
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
  const wide: number[] = []
  let column = NaN
  for (let i = 0; i < n; i++) {
    const own = Math.floor((start[i] - left) / pixel)
    const isGap = i > 0 && start[i] - end[i - 1] > gap
    const isWide = end[i] - start[i] > pixel
    if (own === column && !isGap && !isWide) continue
    groups.push(i)
    gapBefore.push(isGap ? (start[i] + end[i - 1]) / 2 : NaN)
    wide.push(isWide ? 1 : 0)
    // Nothing joins a wide one.
    column = isWide ? NaN : own
  }
  groups.push(n)
  return {
    start,
    end,
    groups: Int32Array.from(groups),
    gapBefore: Float64Array.from(gapBefore),
    wide: Uint8Array.from(wide),
    pixel,
    gap,
  }
}
