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

function paintPattern(g: CanvasRenderingContext2D, left: number, width: number, height: number, look: Look) {
  g.save()
  g.beginPath()
  g.rect(left, 0, width, height)
  g.clip()
  g.globalAlpha = Math.min(1, look.fill * 1.6)
  g.strokeStyle = look.colour
  g.lineWidth = 1
  const step = 8
  g.beginPath()
  if (look.pattern === 'dots') {
    for (let x = left + 4; x < left + width; x += step) for (let y = 4; y < height; y += step) g.rect(x, y, 1.5, 1.5)
  } else {
    // Anchored to the band's own edge, so that the pattern stays where it is when another stretch is painted.
    for (let x = left - height; x < left + width + height; x += step) {
      if (look.pattern !== 'back-hatch') {
        g.moveTo(x, height)
        g.lineTo(x + height, 0)
      }
      if (look.pattern !== 'hatch') {
        g.moveTo(x, 0)
        g.lineTo(x + height, height)
      }
    }
  }
  g.stroke()
  g.restore()
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
