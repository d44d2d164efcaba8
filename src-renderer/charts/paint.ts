import type { Span } from './bands.ts'

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

interface Options {
  selected: number | null
  hovered: number | null
  /** Colour of the names on the bands; null = no names. */
  text: string | null
  font: string
}

/** Paints spans over the full height of a canvas that is already cleared and scaled to CSS pixels. */
export function paintSpans(g: CanvasRenderingContext2D, height: number, spans: readonly Span[], looks: readonly Look[], options: Options) {
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
  if (options.text) paintTexts(g, height, spans, looks, options.font, options.text)
}

const step = 8

/** After so many device pixels downwards bands look the same again, but for their names. */
export const periodOf = (ratio: number) => Math.round(step * ratio)

let lent: HTMLCanvasElement | null = null

/**
 * Paints a strip `period` device pixels high and repeats it down to `height`: hundreds of bands over the height of all lanes would
 * cost more than all else in a frame. paint — is given a clear canvas.
 */
export function paintRepeated(g: CanvasRenderingContext2D, height: number, period: number, paint: (g: CanvasRenderingContext2D) => void) {
  lent ??= document.createElement('canvas')
  // Clears it, too.
  lent.width = g.canvas.width
  lent.height = period
  paint(lent.getContext('2d')!)
  for (let y = 0; y < height; y += period) g.drawImage(lent, 0, y)
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
  tile.width = tile.height = periodOf(ratio)
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

function paintTexts(g: CanvasRenderingContext2D, height: number, spans: readonly Span[], looks: readonly Look[], font: string, colour: string) {
  g.font = font
  g.textBaseline = 'middle'
  g.fillStyle = colour
  const widths = looks.map(look => g.measureText(look.text).width)
  for (const { left, right, look, count } of spans) {
    const width = widths[look]
    if (count > 1 || !(width > 0)) continue
    for (let x = left + 5; x + width + 3 <= right; x += repeated) g.fillText(looks[look].text, x, height / 2 + 0.5)
  }
}
