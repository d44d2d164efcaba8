import { columnsOf } from './columns.ts'
import { fillColumn, fillRow, inkOf, type Pixels } from './pixels.ts'
import type { TimeScale } from './time-scale.ts'
import { lowerBound } from '../../src-main/shared/search.ts'

export interface Line {
  times: Float64Array
  values: Float64Array
  /** "#rrggbb" */
  colour: string
  /** Thinner and dashed: what was expected, beside what was measured. */
  quiet?: boolean
  /** Filled down to the lowest value: scores. */
  area?: boolean
}

/** Where lines are painted: the values at the bottom and at the top of so many device pixels. */
export interface Place {
  min: number
  max: number
  height: number
  /** Device pixels per CSS pixel. */
  ratio: number
}

/** With more points than this per pixel a line is painted column by column: its single segments cannot be told apart. */
const segmentsPerPixel = 1

/** Paints lines over what is there. scale — in device pixels. */
export function paintLines(pixels: Pixels, lines: readonly Line[], scale: TimeScale, place: Place) {
  for (const line of lines) {
    const from = Math.max(0, lowerBound(line.times, scale.start) - 1)
    const to = Math.min(line.times.length, lowerBound(line.times, scale.end) + 1)
    const dense = to - from > scale.width * segmentsPerPixel
    if (dense || line.area) paintColumns(pixels, line, scale, place, dense)
    if (!dense) paintSegments(pixels, line, scale, place, from, to)
  }
}

const halfWidth = ({ quiet }: Line, { ratio }: Place) => ((quiet ? 1 : 1.1) * ratio) / 2
/** Three pixels of a quiet line are painted, and the next three are not. */
const isGap = ({ quiet }: Line, x: number, { ratio }: Place) => quiet && x % (6 * ratio) >= 3 * ratio

function paintColumns(pixels: Pixels, line: Line, scale: TimeScale, place: Place, withLine: boolean) {
  const { top, bottom } = columnsOf(line.times, line.values, scale, place)
  const half = halfWidth(line, place)
  const ink = inkOf(line.colour)
  for (let x = 0; x < scale.width; x++) {
    if (top[x] > bottom[x]) continue
    if (line.area) fillColumn(pixels, x, top[x], place.height, ink, 0.12)
    if (withLine && !isGap(line, x, place))
      fillColumn(pixels, x, top[x] - half, bottom[x] + half, ink, line.quiet ? 0.8 : 1)
  }
}

function paintSegments(pixels: Pixels, line: Line, scale: TimeScale, place: Place, from: number, to: number) {
  const { times, values } = line
  const { min, max, height, ratio } = place
  const perMs = scale.width / (scale.end - scale.start)
  const perUnit = height / (max - min)
  const ink = inkOf(line.colour)
  const alpha = line.quiet ? 0.8 : 1
  const half = halfWidth(line, place)
  let [beforeX, beforeY] = [NaN, NaN]
  for (let i = from; i < to; i++) {
    const x = (times[i] - scale.start) * perMs
    const y = (max - values[i]) * perUnit
    if (beforeY === beforeY && y === y) paintSegment(beforeX, beforeY, x, y)
    // A sample between two gaps has no line to either side.
    else if (y === y && !(values[i + 1] === values[i + 1]))
      for (let c = Math.round(x - ratio); c < x + ratio; c++) fillColumn(pixels, c, y - ratio, y + ratio, ink, alpha)
    beforeX = x
    beforeY = y
  }

  /** As wide as the line at right angles to it; the first and the last pixel as far as the segment reaches into them. */
  function paintSegment(x0: number, y0: number, x1: number, y1: number) {
    if (x1 - x0 >= Math.abs(y1 - y0)) {
      const slope = (y1 - y0) / (x1 - x0)
      const tall = half * Math.sqrt(1 + slope * slope)
      for (let c = Math.max(0, Math.floor(x0)); c < x1 && c < pixels.width; c++) {
        if (isGap(line, c, place)) continue
        const [left, right] = [Math.max(c, x0), Math.min(c + 1, x1)]
        const y = y0 + ((left + right) / 2 - x0) * slope
        fillColumn(pixels, c, y - tall, y + tall, ink, alpha * (right - left))
      }
    } else {
      const slope = (x1 - x0) / (y1 - y0)
      const wide = half * Math.sqrt(1 + slope * slope)
      const [high, low] = [Math.min(y0, y1), Math.max(y0, y1)]
      for (let r = Math.max(0, Math.floor(high)); r < low && r < pixels.height; r++) {
        const [top, bottom] = [Math.max(r, high), Math.min(r + 1, low)]
        const x = x0 + ((top + bottom) / 2 - y0) * slope
        if (!isGap(line, Math.floor(x), place)) fillRow(pixels, r, x - wide, x + wide, ink, alpha * (bottom - top))
      }
    }
  }
}
