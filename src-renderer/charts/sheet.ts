import type { TimeScale } from './time-scale.ts'

/** Paints the columns first…end-1 of a canvas. scale — the whole canvas, in device pixels; height — in device pixels. */
export type Paint = (g: CanvasRenderingContext2D, scale: TimeScale, height: number, first: number, end: number) => void

/** How many times wider than what is seen a sheet is. */
const overscan = 1.5

/**
 * A canvas wider than what is seen, so that panning only moves it. It is painted anew where the view leaves what is painted,
 * at another zoom, and after `forget`. While the zoom changes from frame to frame only what is seen is painted.
 */
export class Sheet {
  #canvas: HTMLCanvasElement
  #times: number
  /** Time at the left edge of the canvas and what the canvas holds. */
  #from = 0
  #span = 0
  /** The stretch that is painted; empty when nothing is. */
  #painted = { start: 0, end: 0 }
  #transform = ''

  /** wide — false for a sheet whose view never moves. */
  constructor(canvas: HTMLCanvasElement, wide = true) {
    this.#canvas = canvas
    this.#times = wide ? overscan : 1
  }

  forget() {
    this.#painted = { start: 0, end: 0 }
  }

  /** seen — what is on the screen, in CSS pixels. */
  show(seen: TimeScale, height: number, paint: Paint) {
    const span = seen.end - seen.start
    if (!(span > 0) || seen.width < 1 || height < 1) return
    const ratio = window.devicePixelRatio || 1
    const resized = this.#resize(Math.round(seen.width * ratio * this.#times), Math.round(height * ratio), seen.width * this.#times, height)
    const zoomed = Math.abs(this.#span - span * this.#times) > span * 1e-6
    const covered = this.#painted.start <= seen.start && this.#painted.end >= seen.end
    if (resized || zoomed || !covered) this.#paint(seen, span, zoomed && !resized && this.#span > 0, paint)
    // In whole device pixels: a canvas that is moved by parts of one is resampled, which costs time and sharpness.
    const shift = Math.round(((this.#from - seen.start) / span) * seen.width * ratio) / ratio
    const transform = `translateX(${shift}px)`
    if (transform !== this.#transform) this.#canvas.style.transform = this.#transform = transform
  }

  #paint({ start, end }: TimeScale, span: number, onlySeen: boolean, paint: Paint) {
    const { width, height } = this.#canvas
    this.#span = span * this.#times
    this.#from = (start + end) / 2 - this.#span / 2
    const margin = onlySeen ? Math.max(0, Math.floor((width - width / this.#times) / 2) - 1) : 0
    this.#painted = onlySeen ? { start, end } : { start: this.#from, end: this.#from + this.#span }
    const g = this.#canvas.getContext('2d')
    if (!g) return
    g.setTransform(1, 0, 0, 1, 0, 0)
    g.clearRect(0, 0, width, height)
    paint(g, { start: this.#from, end: this.#from + this.#span, width }, height, margin, width - margin)
  }

  #resize(width: number, height: number, cssWidth: number, cssHeight: number): boolean {
    const canvas = this.#canvas
    if (canvas.width === width && canvas.height === height && this.#span > 0) return false
    canvas.width = width
    canvas.height = height
    canvas.style.width = `${cssWidth}px`
    canvas.style.height = `${cssHeight}px`
    return true
  }
}
