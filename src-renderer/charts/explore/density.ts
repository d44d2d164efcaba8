import type { ScatterGrid } from '../../../src-main/shared/data/explore.ts'
import { risingColours, thirdColours } from './colours.ts'

/** Pixels of a cell's side: enough that its edges stay sharp when the picture is drawn larger. */
const cell = 4

/** A grid of counts as a series of a chart. byMeans — coloured by the third channel, and only as strong as there are rows. */
export function densitySeries(grid: ScatterGrid, byMeans: boolean, dark: boolean, more: object = {}) {
  const image = pictureOf(grid, byMeans, dark)
  const [[left, right], [low, high]] = [grid.x, grid.y]
  return {
    type: 'custom',
    silent: true,
    dimensions: ['left', 'low', 'right', 'high'],
    encode: { x: [0, 2], y: [1, 3] },
    data: [[left, low, right, high]],
    clip: true,
    renderItem: (_: unknown, api: { coord: (at: [number, number]) => [number, number] }) => {
      const [x, y] = api.coord([left, high])
      const [endX, endY] = api.coord([right, low])
      return { type: 'image', style: { image, x, y, width: endX - x, height: endY - y } }
    },
    ...more,
  }
}

function pictureOf(grid: ScatterGrid, byMeans: boolean, dark: boolean): HTMLCanvasElement {
  const { columns, rows, counts, means } = grid
  const canvas = document.createElement('canvas')
  canvas.width = columns * cell
  canvas.height = rows * cell
  const g = canvas.getContext('2d')
  if (!g) return canvas
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  const coloured = byMeans ? means : null
  const [least, range] = coloured ? rangeOf(coloured) : [0, 1]
  const colour = ramp(coloured ? thirdColours(dark) : risingColours(dark).slice(1))
  for (let at = 0; at < counts.length; at++) {
    if (counts[at] === 0) continue
    // By the logarithm: one row of a million is still seen.
    const weight = most > 1 ? Math.log(counts[at]) / Math.log(most) : 1
    const share = coloured ? (coloured[at] - least) / range : weight
    g.globalAlpha = coloured ? 0.35 + 0.65 * weight : 1
    g.fillStyle = Number.isNaN(share) ? '#888888' : colour(share)
    g.fillRect((at % columns) * cell, (rows - 1 - Math.floor(at / columns)) * cell, cell, cell)
  }
  return canvas
}

function rangeOf(values: Float64Array): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const v of values) {
    if (v < least) least = v
    if (v > most) most = v
  }
  return [least, most > least ? most - least : 1]
}

/** Between colours "#rrggbb" on the straight line. */
function ramp(stops: readonly string[]): (share: number) => string {
  const parts = stops.map((stop) => [1, 3, 5].map((at) => Number.parseInt(stop.slice(at, at + 2), 16)))
  return (share) => {
    const place = Math.min(1, Math.max(0, share)) * (parts.length - 1)
    const i = Math.min(parts.length - 2, Math.floor(place))
    const [a, b] = [parts[i], parts[i + 1]]
    return `rgb(${a.map((v, k) => Math.round(v + (place - i) * (b[k] - v))).join(' ')})`
  }
}
