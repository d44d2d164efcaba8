import type { Lane } from '../../src-main/shared/project.ts'
import { toX, type TimeScale } from './time-scale.ts'
import { lowerBound } from '../../src-main/shared/search.ts'

/**
 * One row of a heat map: how high the values are at each pixel. lane — values 0…1, NaN = nothing. Returns [width], the highest value
 * that falls on the pixel; between two values further apart than a pixel the earlier one lasts. NaN where there is none.
 */
export function heatRow(lane: Pick<Lane, 'times' | 'values'>, scale: TimeScale): Float32Array {
  const row = new Float32Array(Math.max(0, Math.ceil(scale.width))).fill(NaN)
  const { times, values } = lane
  for (let i = Math.max(0, lowerBound(times, scale.start) - 1); i < times.length && times[i] <= scale.end; i++) {
    if (Number.isNaN(values[i])) continue
    const from = Math.max(0, Math.floor(toX(scale, times[i])))
    const to =
      i + 1 < times.length ? Math.min(row.length - 1, Math.max(from, Math.ceil(toX(scale, times[i + 1])) - 1)) : from
    for (let x = from; x <= to; x++) if (!(row[x] >= values[i])) row[x] = values[i]
  }
  return row
}

/** Paints rows, first on top, as opacity of one colour. */
export function paintHeat(
  g: CanvasRenderingContext2D,
  rows: readonly (Float32Array | null)[],
  rowHeight: number,
  colour: string,
): void {
  g.fillStyle = colour
  rows.forEach((row, r) => {
    if (!row) return
    for (let x = 0; x < row.length;) {
      let end = x + 1
      // Neighbours that look alike are one rectangle.
      const level = Math.round(row[x] * 32)
      while (end < row.length && Math.round(row[end] * 32) === level) end++
      if (level > 0) {
        g.globalAlpha = level / 32
        g.fillRect(x, r * rowHeight, end - x, rowHeight - 1)
      }
      x = end
    }
  })
  g.globalAlpha = 1
}
