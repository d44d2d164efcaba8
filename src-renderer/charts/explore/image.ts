/** Pixels of a cell's side: enough that its edges stay sharp when the picture is drawn larger. */
const cell = 4

export type Rgb = readonly [number, number, number]

/** A picture that fills a part of a chart's axes, as a series of its own. x, y — its ends. */
export function imageSeries(image: HTMLCanvasElement, x: [number, number], y: [number, number], more: object = {}) {
  const [[left, right], [low, high]] = [x, y]
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

/** colour — of the cell at [y · columns + x], y upwards, and how opaque it is, 0…1; null where nothing is painted. */
export function paintCells(
  columns: number,
  rows: number,
  colour: (at: number) => readonly [Rgb, number] | null,
): HTMLCanvasElement {
  const [cells, large] = [document.createElement('canvas'), document.createElement('canvas')]
  cells.width = columns
  cells.height = rows
  large.width = columns * cell
  large.height = rows * cell
  const [g, all] = [cells.getContext('2d'), large.getContext('2d')]
  if (!g || !all) return large
  const image = g.createImageData(columns, rows)
  for (let at = 0; at < columns * rows; at++) {
    const painted = colour(at)
    if (!painted) continue
    const [[red, green, blue], opacity] = painted
    const to = 4 * ((rows - 1 - Math.floor(at / columns)) * columns + (at % columns))
    image.data[to] = red
    image.data[to + 1] = green
    image.data[to + 2] = blue
    image.data[to + 3] = Math.round(255 * opacity)
  }
  g.putImageData(image, 0, 0)
  all.imageSmoothingEnabled = false
  all.drawImage(cells, 0, 0, large.width, large.height)
  return large
}

/** Between colours "#rrggbb" on the straight line, in 256 steps. */
export function ramp(stops: readonly string[]): (share: number) => Rgb {
  const parts = stops.map((stop) => [1, 3, 5].map((at) => Number.parseInt(stop.slice(at, at + 2), 16)))
  const table = Array.from({ length: 256 }, (_, step): Rgb => {
    const place = (step / 255) * (parts.length - 1)
    const i = Math.min(parts.length - 2, Math.floor(place))
    const between = (k: number) => Math.round(parts[i][k] + (place - i) * (parts[i + 1][k] - parts[i][k]))
    return [between(0), between(1), between(2)]
  })
  return (share) => table[Math.round(255 * Math.min(1, Math.max(0, share)))]
}
