import { columnsOf } from './columns.ts'
import { fillColumn, inkOf, type Pixels } from './pixels.ts'
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

/** With more points than this per pixel a line is painted column by column: stroking it would cost a hundred times as much and look the same. */
const strokedPerPixel = 0.5

/** The points from which a line is painted. scale — in device pixels. */
function inView({ times }: Line, scale: TimeScale) {
  const from = Math.max(0, lowerBound(times, scale.start) - 1)
  const to = Math.min(times.length, lowerBound(times, scale.end) + 1)
  return { from, to, dense: to - from > scale.width * strokedPerPixel }
}

/** What is painted in pixels: areas, and lines with many points. scale — in device pixels. */
export function paintColumns(pixels: Pixels, lines: readonly Line[], scale: TimeScale, place: Place) {
  for (const line of lines) {
    const { dense } = inView(line, scale)
    const { times, values, colour, quiet, area } = line
    if (!dense && !area) continue
    const { top, bottom } = columnsOf(times, values, scale, place)
    const half = ((quiet ? 1 : 1.1) * place.ratio) / 2
    const ink = inkOf(colour)
    for (let x = 0; x < scale.width; x++) {
      if (top[x] > bottom[x]) continue
      if (area) fillColumn(pixels, x, top[x], place.height, ink, 0.12)
      if (dense && !(quiet && x % 6 > 2)) fillColumn(pixels, x, top[x] - half, bottom[x] + half, ink, quiet ? 0.8 : 1)
    }
  }
}

/** Lines with few points, over what is there. scale — in device pixels. */
export function strokeLines(g: CanvasRenderingContext2D, lines: readonly Line[], scale: TimeScale, place: Place) {
  for (const line of lines) {
    const { from, to, dense } = inView(line, scale)
    if (!dense) stroke(g, line, scale, place, from, to)
  }
  g.globalAlpha = 1
}

function stroke(g: CanvasRenderingContext2D, { times, values, colour, quiet }: Line, scale: TimeScale, { min, max, height, ratio }: Place, from: number, to: number) {
  const perMs = scale.width / (scale.end - scale.start)
  const perUnit = height / (max - min)
  g.globalAlpha = quiet ? 0.8 : 1
  g.strokeStyle = g.fillStyle = colour
  g.lineWidth = (quiet ? 1 : 1.1) * ratio
  g.lineJoin = 'round'
  g.setLineDash(quiet ? [3 * ratio, 3 * ratio] : [])
  g.beginPath()
  let before = NaN
  for (let i = from; i < to; i++) {
    const value = values[i]
    if (value === value) {
      const x = (times[i] - scale.start) * perMs
      const y = (max - value) * perUnit
      if (before === before) g.lineTo(x, y)
      else {
        g.moveTo(x, y)
        // A sample between two gaps has no line to either side.
        if (!(values[i + 1] === values[i + 1])) g.fillRect(x - ratio, y - ratio, 2 * ratio, 2 * ratio)
      }
    }
    before = value
  }
  g.stroke()
  g.setLineDash([])
}
