import { timeTicks } from './time-axis.ts'
import { type TimeScale, toX } from './time-scale.ts'

/** Fine lines where the ticks of an axis are. */
export interface Grid {
  /** The zone whose round times they stand at. */
  zone: string
  colour: string
  /** Where a larger unit of time begins. */
  strong: string
}

/** Paints upright lines at the ticks of the time axis. scale, height — in device pixels; ratio — device pixels per CSS pixel. */
export function paintGrid(g: CanvasRenderingContext2D, grid: Grid, scale: TimeScale, height: number, ratio: number) {
  for (const { time, strong } of timeTicks(scale.start, scale.end, scale.width / ratio, grid.zone)) {
    g.fillStyle = strong ? grid.strong : grid.colour
    g.fillRect(Math.round(toX(scale, time)), 0, Math.max(1, Math.round(ratio)), height)
  }
}
