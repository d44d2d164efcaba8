import { type TimeScale, toX } from './time-scale.ts'

/** An interval to paint: a label, a detection, a gap, a training range. */
export interface Band {
  id: number
  start: number
  end: number
  /** Index into the painter's looks. */
  look: number
}

/** A band in pixels. Bands of one look that would fall on the same pixel are painted once: count tells how many. */
export interface Span {
  id: number
  look: number
  left: number
  right: number
  count: number
}

/** A band narrower than this is widened, so that an instant can be seen. */
export const leastWidth = 2

/**
 * What of the bands is on the screen. bands — sorted by start; longest — the longest band's span in ms,
 * which tells how far left of the view one may begin and still reach into it.
 */
export function spansInView(bands: readonly Band[], longest: number, scale: TimeScale): Span[] {
  const out: Span[] = []
  const lastOf = new Map<number, Span>()
  for (let i = firstFrom(bands, scale.start - longest); i < bands.length; i++) {
    const band = bands[i]
    if (band.start > scale.end) break
    if (band.end < scale.start) continue
    const left = Math.max(-4, toX(scale, band.start))
    const right = Math.min(scale.width + 4, Math.max(toX(scale, band.end), left + leastWidth))
    const last = lastOf.get(band.look)
    if (last && right - left <= leastWidth + 1 && left <= last.right + 0.5) {
      last.right = Math.max(last.right, right)
      last.count++
      continue
    }
    const span = { id: band.id, look: band.look, left, right, count: 1 }
    lastOf.set(band.look, span)
    out.push(span)
  }
  return out
}

export const longestOf = (bands: readonly { start: number; end: number }[]) => bands.reduce((most, b) => Math.max(most, b.end - b.start), 0)

function firstFrom(bands: readonly Band[], time: number): number {
  let low = 0
  let high = bands.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (bands[middle].start < time) low = middle + 1
    else high = middle
  }
  return low
}

export type Hit = { id: number; part: 'start' | 'end' | 'body' }

/**
 * What of the bands a pointer at x touches. An edge within `reach` px wins over a body, the selected band's edge over others',
 * the shorter band over the longer one that it lies in.
 */
export function hitBand(spans: readonly Span[], x: number, selected: number | null, reach = 5): Hit | null {
  let edge: Hit | null = null
  let edgeDistance = Infinity
  let body: Span | null = null
  for (const span of spans) {
    for (const part of ['start', 'end'] as const) {
      const distance = Math.abs(x - (part === 'start' ? span.left : span.right)) - (span.id === selected ? reach : 0)
      const near = Math.abs(x - (part === 'start' ? span.left : span.right)) <= reach
      if (near && distance < edgeDistance && span.count === 1) {
        edge = { id: span.id, part }
        edgeDistance = distance
      }
    }
    if (x >= span.left && x <= span.right && (!body || span.right - span.left < body.right - body.left)) body = span
  }
  return edge ?? (body ? { id: body.id, part: 'body' } : null)
}
