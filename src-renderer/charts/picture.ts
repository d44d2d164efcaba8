import { type Grid, paintGrid } from './grid.ts'
import { type BandOptions, type Layer, paintBands } from './paint-bands.ts'
import { PlottedLines } from './plotted-lines.ts'
import type { Placed, Plot } from './plot.ts'
import type { TimeScale } from './time-scale.ts'

/** All that one canvas shows of a stretch of time, from back to front. */
export interface Picture extends BandOptions {
  /** What it is painted on; without it what lies behind the canvas shows through, which costs more to put on the screen. */
  paper?: string
  grid?: Grid
  /** Bands over the whole height. */
  layers?: readonly Layer[]
  plots?: readonly Plot[]
}

/**
 * Paints a picture on a clear canvas. plotted — keeps the lines from one painting to the next, as bands change more often than they do;
 * scale, height — in device pixels; ratio — device pixels per CSS pixel.
 */
export function paintPicture(
  g: CanvasRenderingContext2D,
  picture: Picture,
  plotted: PlottedLines,
  scale: TimeScale,
  height: number,
  ratio: number,
) {
  const { paper, grid, layers = [], plots = [] } = picture
  if (paper) {
    g.fillStyle = paper
    g.fillRect(0, 0, scale.width, height)
  }
  const placed = plots.map((plot) => placeOf(plot, ratio))
  if (grid) {
    paintGrid(g, grid, scale, height, ratio)
    for (const place of placed) paintLevels(g, place, scale.width, grid.colour)
  }
  for (const place of placed) paintStates(g, place, scale)
  paintBands(g, layers, scale, { top: 0, height }, ratio, picture)
  for (const place of placed) if (place.layers) paintBands(g, place.layers, scale, place, ratio, picture)
  if (placed.length > 0) plotted.draw(g, placed, scale, height)
}

function placeOf(plot: Plot, ratio: number): Placed {
  const top = Math.round(plot.top * ratio)
  return {
    ...plot,
    top,
    height: Math.round((plot.top + plot.height) * ratio) - top,
    min: plot.axis.min,
    max: plot.axis.max,
    ratio,
  }
}

/** With air above and below, where the labels that lie over them are seen as they are. */
function paintStates(g: CanvasRenderingContext2D, { states, top, height, ratio }: Placed, scale: TimeScale) {
  const air = Math.round(5 * ratio)
  if (states) paintBands(g, [states], scale, { top: top + air, height: height - 2 * air }, ratio, { text: states.text })
}

/** Fine level lines at the ticks of a plot's axis. */
function paintLevels(
  g: CanvasRenderingContext2D,
  { axis, top, height, min, max, ratio }: Placed,
  width: number,
  colour: string,
) {
  g.fillStyle = colour
  for (const { value } of axis.ticks)
    g.fillRect(0, top + Math.round(((max - value) / (max - min)) * height), width, Math.max(1, Math.round(ratio)))
}
