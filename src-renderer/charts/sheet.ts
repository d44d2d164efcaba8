import type { TimeScale } from './time-scale.ts'

/** Paints a canvas that is clear. scale — the whole of it, in device pixels; height — in device pixels; ratio — device pixels per CSS pixel. */
export type Paint = (g: CanvasRenderingContext2D, scale: TimeScale, height: number, ratio: number) => void

/** How many times wider than what is seen a sheet is. */
const overscan = 1.5
/** From this share of the spare width on, a sheet that the view is about to leave is painted ahead where no other one was in the frame. */
const soon = 0.6

/** The frame in which a sheet was painted ahead: of all the sheets that a view leaves at the same time, one a frame. */
let turn: CSSNumberish | null = null

/**
 * A canvas wider than what is seen, so that panning only moves it. It is painted anew where the view leaves it or soon will, at
 * another zoom, and after `renew`. While the zoom changes from frame to frame it is only as wide as what is seen.
 */
export class Sheet {
  #canvas: HTMLCanvasElement
  #opaque: boolean
  #widest: number
  /** How many times wider than what is seen it is now. */
  #times: number
  /** What the canvas holds; empty when nothing is painted. */
  #painted = { start: 0, end: 0 }
  /** ms per CSS pixel. */
  #zoom = 0
  #transform = ''
  #frame = 0

  /** moves — false where the view is always the same; opaque — nothing behind the canvas shows through. */
  constructor(canvas: HTMLCanvasElement, { moves = true, opaque = false } = {}) {
    this.#canvas = canvas
    this.#opaque = opaque
    this.#widest = this.#times = moves ? overscan : 1
  }

  /** What is painted is out of date. Shows by the next frame: what changes several times a frame is painted once. */
  renew(show: () => void) {
    this.#painted = { start: 0, end: 0 }
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(show)
  }

  end() {
    cancelAnimationFrame(this.#frame)
  }

  /** seen — what is on the screen, in CSS pixels. */
  show(seen: TimeScale, height: number, paint: Paint) {
    const zoom = (seen.end - seen.start) / seen.width
    if (!(zoom > 0) || seen.width < 1 || height < 1) return
    const ratio = window.devicePixelRatio || 1
    const zoomed = this.#zoom > 0 && Math.abs(this.#zoom - zoom) > zoom * 1e-9
    const forgotten = this.#painted.start === this.#painted.end || this.#canvas.height !== Math.round(height * ratio)
    const left = this.#painted.start > seen.start || this.#painted.end < seen.end
    if (zoomed || forgotten || left || this.#isNext(seen)) {
      this.#zoom = zoom
      if (zoomed) this.#times = 1
      else if (!forgotten) this.#times = this.#widest
      this.#paint(seen, height, ratio, paint)
    }
    // In whole device pixels: a canvas that is moved by parts of one is resampled, which costs time and sharpness.
    const transform = `translateX(${Math.round(((this.#painted.start - seen.start) / zoom) * ratio) / ratio}px)`
    if (transform !== this.#transform) this.#canvas.style.transform = this.#transform = transform
  }

  #isNext(seen: TimeScale): boolean {
    const spare = (this.#painted.end - this.#painted.start - (seen.end - seen.start)) / 2
    const off = Math.abs(this.#painted.start + this.#painted.end - seen.start - seen.end) / 2
    const { currentTime } = document.timeline
    if (!(spare > 0) || off < spare * soon || turn === currentTime) return false
    turn = currentTime
    return true
  }

  #paint({ start, end, width }: TimeScale, height: number, ratio: number, paint: Paint) {
    const canvas = this.#canvas
    const wide = Math.round(width * ratio * this.#times)
    const tall = Math.round(height * ratio)
    if (canvas.width !== wide || canvas.height !== tall) {
      canvas.width = wide
      canvas.height = tall
      canvas.style.width = `${wide / ratio}px`
      canvas.style.height = `${tall / ratio}px`
    }
    const half = ((wide / ratio) * this.#zoom) / 2
    const middle = (start + end) / 2
    this.#painted = this.#times === 1 ? { start, end } : { start: middle - half, end: middle + half }
    const g = canvas.getContext('2d', { alpha: !this.#opaque })
    if (!g) return
    g.setTransform(1, 0, 0, 1, 0, 0)
    g.clearRect(0, 0, wide, tall)
    paint(g, { ...this.#painted, width: wide }, tall, ratio)
  }
}
