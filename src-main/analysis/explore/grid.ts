import type { TimeRange } from '../../shared/data/series.ts'

/** How many rows fall into each cell: counts — [y · columns + x], from the lowest of both; low and high are the edges of the whole. */
export interface Grid {
  columns: number
  rows: number
  x: [low: number, high: number]
  y: [low: number, high: number]
  counts: Uint32Array
}

/**
 * The two-dimensional histogram of two channels over all their rows, as NumPy's histogram2d; the last cells hold their upper edge too.
 * x, y — [row], NaN = missing. null where no row has both, or either has one value only.
 */
export function gridOf(x: Float64Array, y: Float64Array, columns: number, rows: number): Grid | null {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue
    if (x[i] < left) left = x[i]
    if (x[i] > right) right = x[i]
    if (y[i] < low) low = y[i]
    if (y[i] > high) high = y[i]
  }
  if (!(right > left) || !(high > low)) return null
  const grid: Grid = { columns, rows, x: [left, right], y: [low, high], counts: new Uint32Array(columns * rows) }
  const cell = cellsOf(grid)
  for (let i = 0; i < x.length; i++) {
    const at = cell(x[i], y[i])
    if (at >= 0) grid.counts[at]++
  }
  return grid
}

/** Where no value lies. */
const nowhere = 255

/**
 * The place of each value among equal bins, 255 where it is missing: a byte a row, so that many pairs of channels are counted having read each once.
 * values — [row]; bins — below 255.
 */
export function placesOf(values: Float64Array, [low, high]: [number, number], bins: number): Uint8Array {
  const scale = bins / (high - low)
  const places = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const v = values[i]
    places[i] = v >= low && v <= high ? Math.min(bins - 1, Math.floor((v - low) * scale)) : nowhere
  }
  return places
}

/** How many rows fall into each cell: [y · bins + x]. x, y — [row], as of `placesOf`. */
export function countsOf(x: Uint8Array, y: Uint8Array, bins: number): Uint32Array {
  const counts = new Uint32Array(bins * bins)
  for (let i = 0; i < x.length; i++) if (x[i] !== nowhere && y[i] !== nowhere) counts[y[i] * bins + x[i]]++
  return counts
}

/** The mean of a third channel in each cell, NaN where none is there. of — [row], NaN = missing. */
export function meansIn(grid: Grid, x: Float64Array, y: Float64Array, of: ArrayLike<number>): Float64Array {
  const cell = cellsOf(grid)
  const sums = new Float64Array(grid.counts.length)
  const counts = new Uint32Array(grid.counts.length)
  for (let i = 0; i < x.length; i++) {
    const at = cell(x[i], y[i])
    if (at < 0 || Number.isNaN(of[i])) continue
    sums[at] += of[i]
    counts[at]++
  }
  return sums.map((sum, at) => (counts[at] > 0 ? sum / counts[at] : NaN))
}

function cellsOf({ columns, rows, x: [left, right], y: [low, high] }: Grid) {
  const [across, up] = [columns / (right - left), rows / (high - low)]
  return (x: number, y: number): number => {
    if (!(x >= left && x <= right && y >= low && y <= high)) return -1
    const column = Math.min(columns - 1, Math.floor((x - left) * across))
    return Math.min(rows - 1, Math.floor((y - low) * up)) * columns + column
  }
}

/** Stretches of rows whose point lies within a box, those within `reach` ms of each other as one; at most `most`, the longest. */
export function stretchesWithin(
  times: Float64Array,
  x: Float64Array,
  y: Float64Array,
  box: { x: [number, number]; y: [number, number] },
  { reach, most }: { reach: number; most: number },
): { rows: number; ranges: TimeRange[]; all: number } {
  const ranges: (TimeRange & { rows: number })[] = []
  let rows = 0
  for (let i = 0; i < times.length; i++) {
    if (!(x[i] >= box.x[0] && x[i] <= box.x[1] && y[i] >= box.y[0] && y[i] <= box.y[1])) continue
    rows++
    const last = ranges[ranges.length - 1]
    if (last && times[i] - last.end <= reach) {
      last.end = times[i]
      last.rows++
    } else ranges.push({ start: times[i], end: times[i], rows: 1 })
  }
  const kept = ranges.length > most ? [...ranges].sort((a, b) => b.rows - a.rows).slice(0, most) : ranges
  return {
    rows,
    all: ranges.length,
    ranges: kept.sort((a, b) => a.start - b.start).map(({ start, end }) => ({ start, end })),
  }
}
