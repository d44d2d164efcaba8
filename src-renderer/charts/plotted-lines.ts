import { paintLines } from './paint-line.ts'
import type { Placed } from './plot.ts'
import { clearPixels, partOf, putPixels } from './pixels.ts'
import type { TimeScale } from './time-scale.ts'

/** The lines of a picture on a canvas of their own, painted anew only where they or what is seen of them changed. */
export class PlottedLines {
  readonly #canvas = document.createElement('canvas')
  #of: { plots: readonly Placed[]; scale: TimeScale; height: number } | null = null

  /** Draws lines over what a canvas shows. scale, height — in device pixels. */
  draw(g: CanvasRenderingContext2D, plots: readonly Placed[], scale: TimeScale, height: number) {
    const { width } = scale
    if (
      !this.#of ||
      this.#of.height !== height ||
      !sameScale(this.#of.scale, scale) ||
      !samePlots(this.#of.plots, plots)
    ) {
      const pixels = clearPixels(width, height)
      for (const plot of plots) paintLines(partOf(pixels, plot.top, plot.height), plot.lines, scale, plot)
      putPixels(this.#canvas, pixels)
      this.#of = { plots, scale, height }
    }
    g.drawImage(this.#canvas, 0, 0, width, height, 0, 0, width, height)
  }
}

const sameScale = (a: TimeScale, b: TimeScale) => a.start === b.start && a.end === b.end && a.width === b.width

export const samePlots = (a: readonly Placed[], b: readonly Placed[]) =>
  a.length === b.length &&
  a.every((plot, i) => {
    const other = b[i]
    return (
      plot.top === other.top &&
      plot.height === other.height &&
      plot.min === other.min &&
      plot.max === other.max &&
      plot.ratio === other.ratio &&
      plot.lines.length === other.lines.length &&
      plot.lines.every((line, k) => {
        const beside = other.lines[k]
        return (
          line.times === beside.times &&
          line.values === beside.values &&
          line.colour === beside.colour &&
          line.quiet === beside.quiet &&
          line.area === beside.area
        )
      })
    )
  })
