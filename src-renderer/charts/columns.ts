import { type TimeScale } from './time-scale.ts'
import { lowerBound } from '../../src-main/shared/search.ts'

/** Where a line runs in each column of pixels: from top to bottom, y downwards. top > bottom where it does not. */
export interface Columns {
  top: Float32Array
  bottom: Float32Array
}

/**
 * A line, column by column, exactly: also where a column holds thousands of samples or a step spans many columns. NaN breaks it.
 * times, values — [point]; min, max — the values at the bottom and the top of `height` px. scale.width — columns.
 */
export function columnsOf(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  scale: TimeScale,
  y: { min: number; max: number; height: number },
): Columns {
  const end = scale.width
  const top = new Float32Array(end).fill(Infinity)
  const bottom = new Float32Array(end).fill(-Infinity)
  const perMs = scale.width / (scale.end - scale.start)
  const perUnit = y.height / (y.max - y.min)
  const reach = (column: number, value: number) => {
    if (value < top[column]) top[column] = value
    if (value > bottom[column]) bottom[column] = value
  }
  const from = Math.max(0, lowerBound(times, scale.start) - 1)
  let beforeX = NaN
  let beforeY = NaN
  for (let i = from; i < times.length; i++) {
    const x = (times[i] - scale.start) * perMs
    const at = (y.max - values[i]) * perUnit
    const column = Math.floor(x)
    if (at === at) {
      if (column >= 0 && column < end) reach(column, at)
      if (beforeY === beforeY && column !== Math.floor(beforeX)) {
        const slope = (at - beforeY) / (x - beforeX)
        const last = Math.min(end - 1, column)
        for (let c = Math.max(0, Math.floor(beforeX)); c <= last; c++) {
          if (c > beforeX) reach(c, beforeY + (c - beforeX) * slope)
          if (c + 1 <= x) reach(c, beforeY + (c + 1 - beforeX) * slope)
        }
      }
    }
    beforeX = x
    beforeY = at
    if (times[i] > scale.end) break
  }
  return { top, bottom }
}
