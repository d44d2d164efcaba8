import type { TimeRange } from '../../../shared/data/series.ts'
import type { Line } from '../report-data.ts'

/** Paths are written in whole quarters of a unit: short, and finer than paper can show. */
export const fine = 4
/** Samples that fall into one column of this width are drawn by the first, lowest, highest and last of them. */
const column = 2

export interface Box {
  width: number
  height: number
}

export interface ValueRange {
  low: number
  high: number
}

/** Lowest and highest of a line; null where it has no value. */
export function extent({ values }: Line): ValueRange | null {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low > high ? null : { low, high }
}

/** A little room above and below; a flat line lies in the middle. */
export function roomy({ low, high }: ValueRange, share = 0.06): ValueRange {
  const room = high > low ? (high - low) * share : Math.max(Math.abs(high) * 0.1, 1e-9)
  return { low: low - room, high: high + room }
}

/**
 * An SVG path of a line inside a box, in quarters of a unit, relative from point to point. Only what the columns of the
 * box can show is kept, and never less than the extremes of each, so a spike of one sample stays.
 */
export function trace({ times, values }: Line, span: TimeRange, range: ValueRange, box: Box): string {
  const perMs = span.end > span.start ? (box.width * fine) / (span.end - span.start) : 0
  const perValue = range.high > range.low ? (box.height * fine) / (range.high - range.low) : 0
  const x = (i: number) => Math.round(perMs > 0 ? (times[i] - span.start) * perMs : (box.width * fine) / 2)
  const y = (i: number) => Math.round(perValue > 0 ? (range.high - values[i]) * perValue : (box.height * fine) / 2)
  let path = ''
  let pen: { x: number; y: number } | null = null
  let dot = false
  const to = (i: number) => {
    const next = { x: x(i), y: y(i) }
    if (!pen) {
      path += `M${next.x} ${next.y}`
      dot = true
    } else if (next.x !== pen.x || next.y !== pen.y) {
      const dx = next.x - pen.x
      path += (dot ? `l${dx}` : spaced(dx)) + spaced(next.y - pen.y)
      dot = false
    }
    pen = next
  }
  const lift = () => {
    // A point between two gaps: a line of no length is drawn as a dot by its round cap.
    if (dot) path += 'h0'
    pen = null
    dot = false
  }
  for (let i = 0; i < values.length;) {
    if (Number.isNaN(values[i]) || times[i] < span.start || times[i] > span.end) {
      // Neighbours outside the span only lead the line to the edge, which the frame does not need.
      if (Number.isNaN(values[i])) lift()
      i++
      continue
    }
    const own = Math.floor(x(i) / (column * fine))
    let [lowest, highest, last] = [i, i, i]
    let next = i
    for (
      ;
      next < values.length && !Number.isNaN(values[next]) && Math.floor(x(next) / (column * fine)) === own;
      next++
    ) {
      if (values[next] < values[lowest]) lowest = next
      if (values[next] > values[highest]) highest = next
      last = next
    }
    for (const point of [...new Set([i, lowest, highest, last])].sort((a, b) => a - b)) to(point)
    i = next
  }
  lift()
  return path
}

/** A minus is a separator by itself. */
const spaced = (n: number) => (n < 0 ? String(n) : ` ${n}`)
