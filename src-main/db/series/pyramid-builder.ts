import { chunkBuckets } from './pyramid.ts'

/** A finished piece of a series: level 0 holds values, the others buckets. */
export interface Chunk {
  level: number
  position: number
  data: Float64Array
}

interface Level {
  /** Columns of chunkBuckets each, filled from the left. */
  buckets: Float64Array
  filled: number
  written: number
}

/** Builds the levels above a series while it grows; hands out chunks as they fill. */
export interface PyramidBuilder {
  /** Takes n buckets of level 1. */
  add(buckets: Float64Array): void
  /** Everything that is still open, up to a level that fits into one chunk. */
  finish(): void
}

/**
 * columns — per bucket; coarsen — the next level from the buckets of one chunk; put — takes every finished chunk.
 */
export function pyramidBuilder(
  columns: number,
  coarsen: (buckets: Float64Array) => Float64Array,
  put: (chunk: Chunk) => void,
): PyramidBuilder {
  const levels: Level[] = []
  const levelAt = (index: number) =>
    (levels[index] ??= { buckets: new Float64Array(columns * chunkBuckets), filled: 0, written: 0 })

  function append(index: number, buckets: Float64Array): void {
    const level = levelAt(index)
    const n = buckets.length / columns
    for (let taken = 0; taken < n;) {
      // Only when more is to come is a full chunk known not to be the topmost.
      if (level.filled === chunkBuckets) flush(index)
      const count = Math.min(n - taken, chunkBuckets - level.filled)
      for (let c = 0; c < columns; c++)
        level.buckets.set(buckets.subarray(c * n + taken, c * n + taken + count), c * chunkBuckets + level.filled)
      level.filled += count
      taken += count
    }
  }

  function flush(index: number, topmost = false): void {
    const level = levels[index]
    const data = packed(level, columns)
    put({ level: index + 1, position: level.written++, data })
    level.filled = 0
    if (!topmost) append(index + 1, coarsen(data))
  }

  return {
    add: (buckets) => append(0, buckets),
    finish() {
      for (let index = 0; index < levels.length; index++)
        if (levels[index].filled > 0) flush(index, levels[index].written === 0)
    },
  }
}

function packed({ buckets, filled }: Level, columns: number): Float64Array {
  if (filled === chunkBuckets) return buckets.slice()
  const out = new Float64Array(columns * filled)
  for (let c = 0; c < columns; c++) out.set(buckets.subarray(c * chunkBuckets, c * chunkBuckets + filled), c * filled)
  return out
}
