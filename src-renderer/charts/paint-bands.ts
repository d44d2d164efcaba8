import { type BandIndex, type Span, spansOf } from './bands.ts'
import type { TimeScale } from './time-scale.ts'

/** How a band looks: never by colour alone. */
export interface Look {
  colour: string
  /** A pattern that tells classes apart without colour. */
  pattern: 'solid' | 'hatch' | 'back-hatch' | 'dots' | 'cross'
  /** Opacity of the fill, 0…1. */
  fill: number
  /** Shown at the band's left where there is room. */
  text: string
}

export const patterns: Look['pattern'][] = ['solid', 'hatch', 'back-hatch', 'dots', 'cross']

/** Bands and how they look. */
export interface Layer {
  bands: BandIndex
  looks: readonly Look[]
}

export interface BandOptions {
  selected?: number | null
  hovered?: number | null
  /** Colour of the names on the bands; null = no names. */
  text?: string | null
}

const step = 8
const font = '600 11px system-ui, sans-serif'

/**
 * Paints layers of bands between `top` and `top + height`, one over the other. scale, top, height — in device pixels; ratio — device
 * pixels per CSS pixel. But for their names bands look the same again every few pixels downwards, so a strip of that height is painted
 * and repeated: hundreds of bands over the height of all lanes would cost more than all else in a frame.
 */
export function paintBands(
  g: CanvasRenderingContext2D,
  layers: readonly Layer[],
  scale: TimeScale,
  { top, height }: { top: number; height: number },
  ratio: number,
  options: BandOptions,
) {
  const spans = layers.map(({ bands }) => spansOf(bands, { ...scale, width: scale.width / ratio }))
  if (spans.every((list) => list.length === 0)) return
  const paint = (to: CanvasRenderingContext2D, y: number, tall: number) => {
    to.setTransform(ratio, 0, 0, ratio, 0, y)
    layers.forEach(({ looks }, i) => paintSpans(to, tall / ratio, spans[i], looks, options))
    to.setTransform(1, 0, 0, 1, 0, 0)
  }
  const period = Math.round(step * ratio)
  if (options.text || height <= 2 * period) return paint(g, top, height)
  const thin = clearCanvas(0, g.canvas.width, period)
  paint(thin, 0, period)
  const thick = clearCanvas(1, g.canvas.width, period * Math.min(10, Math.ceil(height / period)))
  repeat(thin.canvas, thick, 0, thick.canvas.height)
  repeat(thick.canvas, g, top, height)
}

/** Draws a strip from `top` downwards as often as the height asks for. */
function repeat(strip: HTMLCanvasElement, g: CanvasRenderingContext2D, top: number, height: number) {
  for (let y = 0; y < height; y += strip.height) {
    const tall = Math.min(strip.height, height - y)
    g.drawImage(strip, 0, 0, strip.width, tall, 0, top + y, strip.width, tall)
  }
}

/** Two canvases to paint on, lent to one painting after the other. */
const lent: HTMLCanvasElement[] = []

function clearCanvas(which: 0 | 1, width: number, height: number): CanvasRenderingContext2D {
  const canvas = (lent[which] ??= document.createElement('canvas'))
  // Clears it, too.
  canvas.width = width
  canvas.height = height
  return canvas.getContext('2d')!
}

/** Paints spans over a height in CSS pixels. */
function paintSpans(
  g: CanvasRenderingContext2D,
  height: number,
  spans: readonly Span[],
  looks: readonly Look[],
  options: BandOptions,
) {
  for (const span of spans) {
    const look = looks[span.look]
    if (!look) continue
    const width = span.right - span.left
    if (span.count > 1) {
      // Bands too narrow to be told apart: the more of the time they cover, the darker.
      g.globalAlpha = Math.min(1, look.fill * (0.4 + 1.1 * span.share))
      g.fillStyle = look.colour
      g.fillRect(span.left, 0, width, height)
      g.globalAlpha = 1
      continue
    }
    const strong = span.id === options.selected
    g.globalAlpha = Math.min(1, look.fill * (strong ? 1.7 : span.id === options.hovered ? 1.35 : 1))
    g.fillStyle = look.colour
    g.fillRect(span.left, 0, width, height)
    if (look.pattern !== 'solid' && width > 5) paintPattern(g, span.left, width, height, look)
    g.globalAlpha = strong ? 1 : 0.75
    g.fillStyle = look.colour
    const edge = strong ? 2 : 1
    g.fillRect(Math.round(span.left), 0, edge, height)
    if (width > 3) g.fillRect(Math.round(span.right) - edge, 0, edge, height)
    g.globalAlpha = 1
  }
  if (options.text) paintTexts(g, height, spans, looks, options.text)
}

const tiles = new Map<string, HTMLCanvasElement>()

/** Anchored to the band's own edge, so that the pattern stays where it is when another stretch is painted. */
function paintPattern(g: CanvasRenderingContext2D, left: number, width: number, height: number, look: Look) {
  const ratio = g.getTransform().a
  const pattern = g.createPattern(tileOf(look, ratio), 'repeat')
  if (!pattern) return
  pattern.setTransform(new DOMMatrix().scale(1 / ratio))
  g.save()
  g.translate(left, 0)
  g.globalAlpha = Math.min(1, look.fill * 1.6)
  g.fillStyle = pattern
  g.fillRect(0, 0, width, height)
  g.restore()
}

/** One square of a pattern, painted once: lines across every band in every frame would cost more than all the data. */
function tileOf({ colour, pattern }: Look, ratio: number): HTMLCanvasElement {
  const key = `${colour} ${pattern} ${ratio}`
  const known = tiles.get(key)
  if (known) return known
  const tile = document.createElement('canvas')
  tile.width = tile.height = Math.round(step * ratio)
  const g = tile.getContext('2d')!
  g.scale(tile.width / step, tile.width / step)
  g.strokeStyle = g.fillStyle = colour
  g.lineWidth = 1
  if (pattern === 'dots') g.fillRect(step / 2 - 0.75, step / 2 - 0.75, 1.5, 1.5)
  else
    // Once more on either side: what a line loses at one edge of the square begins at the other.
    for (const x of [-step, 0, step]) {
      g.beginPath()
      if (pattern !== 'back-hatch') {
        g.moveTo(x, step)
        g.lineTo(x + step, 0)
      }
      if (pattern !== 'hatch') {
        g.moveTo(x, 0)
        g.lineTo(x + step, step)
      }
      g.stroke()
    }
  tiles.set(key, tile)
  return tile
}

/** A name stands at the left of its band and, in a long one, again after so many px: some of it is always in sight. */
const repeated = 480

/** Where names stand: inside their bands, and where bands overlap one after the other. */
export function namesOf(
  spans: readonly Span[],
  looks: readonly Look[],
  widthOf: (text: string) => number,
): { text: string; x: number }[] {
  const widths = looks.map(({ text }) => (text ? widthOf(text) : 0))
  const wanted: { look: number; x: number; right: number }[] = []
  for (const { left, right, look, count } of spans)
    if (count === 1 && widths[look] > 0)
      for (let x = left + 5; x + widths[look] + 3 <= right; x += repeated) wanted.push({ look, x, right })
  let taken = -Infinity
  const names: { text: string; x: number }[] = []
  for (const { look, x, right } of wanted.sort((a, b) => a.x - b.x)) {
    const at = Math.max(x, taken + 8)
    if (at + widths[look] + 3 > right) continue
    names.push({ text: looks[look].text, x: at })
    taken = at + widths[look]
  }
  return names
}

function paintTexts(
  g: CanvasRenderingContext2D,
  height: number,
  spans: readonly Span[],
  looks: readonly Look[],
  colour: string,
) {
  g.font = font
  g.textBaseline = 'middle'
  g.fillStyle = colour
  for (const { text, x } of namesOf(spans, looks, (text) => g.measureText(text).width))
    g.fillText(text, x, height / 2 + 0.5)
}
