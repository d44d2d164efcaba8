/**
 * The min/max pyramid beside a series. A bucket of level 1 sums up 32 rows, one of level k four of level k - 1.
 *
 * A chunk of buckets is columns behind each other, n buckets each:
 * values — first, min, max, last, time of min, time of max; first and last are NaN where that very sample is missing,
 *   min and max ignore missing samples and are NaN where there is no other;
 * times — first, last.
 */
export const chunkRows = 4096
export const bucketRows = 32
export const branching = 4
/** Buckets in a chunk of the pyramid. */
export const chunkBuckets = 512

/** Columns per bucket. */
export const valueColumns = 6
export const timeColumns = 2

/** Rows that one bucket of a level sums up; 1 for the rows themselves (level 0). */
export const rowsPerBucket = (level: number) => (level === 0 ? 1 : bucketRows * branching ** (level - 1))

/** Levels above the rows themselves: the topmost one fits into one chunk. */
export function levelsFor(rows: number): number {
  let level = 1
  while (Math.ceil(rows / rowsPerBucket(level)) > chunkBuckets) level++
  return level
}

/** Buckets of level 1 from up to a chunk of rows. times — [n]; values — [n], NaN = missing; seen — counts those that are missing. */
export function summariseValues(
  times: Float64Array,
  values: Float64Array,
  n: number,
  seen?: { missing: number },
): Float64Array {
  const count = Math.ceil(n / bucketRows)
  const out = new Float64Array(count * valueColumns)
  let missing = 0
  for (let b = 0; b < count; b++) {
    const from = b * bucketRows
    const to = Math.min(from + bucketRows, n)
    let low = -1
    let high = -1
    for (let i = from; i < to; i++) {
      const v = values[i]
      if (v !== v) {
        missing++
        continue
      }
      if (low < 0 || v < values[low]) low = i
      if (high < 0 || v > values[high]) high = i
    }
    out[b] = values[from]
    out[count + b] = low < 0 ? NaN : values[low]
    out[2 * count + b] = high < 0 ? NaN : values[high]
    out[3 * count + b] = values[to - 1]
    out[4 * count + b] = low < 0 ? NaN : times[low]
    out[5 * count + b] = high < 0 ? NaN : times[high]
  }
  if (seen) seen.missing += missing
  return out
}

/** Buckets of level 1 of the time axis. */
export function summariseTimes(times: Float64Array, n: number): Float64Array {
  const count = Math.ceil(n / bucketRows)
  const out = new Float64Array(count * timeColumns)
  for (let b = 0; b < count; b++) {
    out[b] = times[b * bucketRows]
    out[count + b] = times[Math.min((b + 1) * bucketRows, n) - 1]
  }
  return out
}

/** Buckets of the next level from n buckets of this one. */
export function coarsenValues(buckets: Float64Array, n = buckets.length / valueColumns): Float64Array {
  const count = Math.ceil(n / branching)
  const out = new Float64Array(count * valueColumns)
  for (let b = 0; b < count; b++) {
    const from = b * branching
    const to = Math.min(from + branching, n)
    let low = from
    let high = from
    for (let i = from + 1; i < to; i++) {
      if (buckets[n + i] < buckets[n + low] || Number.isNaN(buckets[n + low])) low = i
      if (buckets[2 * n + i] > buckets[2 * n + high] || Number.isNaN(buckets[2 * n + high])) high = i
    }
    out[b] = buckets[from]
    out[count + b] = buckets[n + low]
    out[2 * count + b] = buckets[2 * n + high]
    out[3 * count + b] = buckets[3 * n + to - 1]
    out[4 * count + b] = buckets[4 * n + low]
    out[5 * count + b] = buckets[5 * n + high]
  }
  return out
}

export function coarsenTimes(buckets: Float64Array, n = buckets.length / timeColumns): Float64Array {
  const count = Math.ceil(n / branching)
  const out = new Float64Array(count * timeColumns)
  for (let b = 0; b < count; b++) {
    out[b] = buckets[b * branching]
    out[count + b] = buckets[n + Math.min((b + 1) * branching, n) - 1]
  }
  return out
}
