import { type TimeScale, toX } from './time-scale.ts'
import { firstWhere } from '../../src-main/shared/search.ts'

/** An interval to paint: a label, a detection, a gap, a training range. */
export interface Band {
  id: number
  start: number
  end: number
  /** Index into the painter's looks. */
  look: number
}

/** A band in pixels. Where bands of one look fall on the same pixels, one stands for all: count tells how many, share how much of it they cover. */
export interface Span {
  id: number
  look: number
  left: number
  right: number
  count: number
  /** 0…1; 1 for a band that stands alone. */
  share: number
}

/** Bands, sorted by start, and what is needed to find those in view quickly at any zoom. */
export interface BandIndex {
  readonly list: readonly Band[]
  /** The longest band's span in ms: tells how far left of the view one may begin and still reach into it. */
  readonly longest: number
  /** By the power of two in ms below which bands are summed up. Made when a zoom first asks for it. */
  readonly levels: Map<number, Summed>
  /** Bands that came or changed since: a few, in an index of their own. */
  readonly recent?: BandIndex
}

/** Bands, short ones of the same look that start in the same cell of time summed up in one. */
interface Summed {
  list: readonly Sum[]
  longest: number
}

interface Sum extends Band {
  count: number
  /** ms that the bands last together. */
  lasting: number
}

export const indexed = (list: readonly Band[]): BandIndex => ({ list, longest: longestOf(list), levels: new Map() })

/** An index with some bands more, without what it costs to index all of them anew. */
export const withRecent = (bands: BandIndex, recent: BandIndex): BandIndex =>
  recent.list.length === 0 ? bands : bands.list.length === 0 ? recent : { ...bands, recent }

/** A band narrower than this is widened, so that an instant can be seen. */
const leastWidth = 2
/** Patterns repeat after so many pixels; where a band is cut off, a whole number of them is. */
const period = 8
/** Fewer bands than this are looked at one by one. */
const few = 2000

/** What of the bands is on the screen, however many there are. */
export function spansOf(bands: BandIndex, scale: TimeScale): Span[] {
  const { list, longest } = atZoom(bands, (scale.end - scale.start) / scale.width)
  const spans = spansInView(list, longest, scale)
  return bands.recent ? [...spans, ...spansOf(bands.recent, scale)] : spans
}

/** What of a few bands is on the screen. list — sorted by start; longest — ms that the longest of them lasts. */
function spansInView(list: readonly (Band | Sum)[], longest: number, scale: TimeScale): Span[] {
  const out: Span[] = []
  const lastOf: (Span | undefined)[] = []
  const perMs = scale.width / (scale.end - scale.start)
  for (let i = firstWhere(list.length, (i) => list[i].start >= scale.start - longest); i < list.length; i++) {
    const band = list[i]
    if (band.start > scale.end) break
    if (band.end < scale.start) continue
    const left = toX(scale, band.start)
    const right = toX(scale, band.end)
    const { count, lasting } = isSum(band) ? band : { count: 1, lasting: band.end - band.start }
    const last = lastOf[band.look]
    const narrow = right - left <= leastWidth + 1
    const cell = Math.floor(left / leastWidth) * leastWidth
    if (
      narrow &&
      last &&
      last.right - last.left <= leastWidth + 1 &&
      cell === Math.floor(last.left / leastWidth) * leastWidth
    ) {
      last.left = cell
      last.right = cell + leastWidth
      last.count += count
      last.share = Math.min(1, last.share + (lasting * perMs) / leastWidth)
      continue
    }
    const span =
      narrow && count > 1
        ? {
            id: band.id,
            look: band.look,
            left: cell,
            right: cell + leastWidth,
            count,
            share: Math.min(1, (lasting * perMs) / leastWidth),
          }
        : {
            id: band.id,
            look: band.look,
            left: cut(left),
            right: Math.min(scale.width + period, Math.max(right, left + leastWidth)),
            count,
            share: narrow ? Math.min(1, (lasting * perMs) / leastWidth) : 1,
          }
    lastOf[band.look] = span
    out.push(span)
  }
  return out
}

const cut = (left: number) => (left >= -2 * period ? left : left + period * Math.floor(-left / period - 1))

const isSum = (band: Band | Sum): band is Sum => 'count' in band

function atZoom(bands: BandIndex, pixel: number): { list: readonly (Band | Sum)[]; longest: number } {
  if (bands.list.length < few) return bands
  const power = Math.floor(Math.log2(pixel))
  // Each level is made from the one below: from the bands themselves at first, where hardly any can be summed up.
  return power < 0 ? bands : levelOf(bands, Math.min(power, 48))
}

function levelOf(bands: BandIndex, power: number): Summed {
  const kept = bands.levels.get(power)
  if (kept) return kept
  const finer = Math.max(-1, ...[...bands.levels.keys()].filter((p) => p < power))
  const made = summed(finer < 0 ? bands.list : bands.levels.get(finer)!.list, 2 ** power)
  bands.levels.set(power, made)
  return made
}

function summed(bands: readonly (Band | Sum)[], cell: number): Summed {
  const out: Sum[] = []
  const lastOf: (Sum | undefined)[] = []
  for (const band of bands) {
    const { count, lasting } = isSum(band) ? band : { count: 1, lasting: band.end - band.start }
    const last = lastOf[band.look]
    if (
      last &&
      band.end - band.start <= cell &&
      last.end - last.start <= cell &&
      Math.floor(band.start / cell) === Math.floor(last.start / cell)
    ) {
      last.end = Math.max(last.end, band.end)
      last.count += count
      last.lasting += lasting
      continue
    }
    const sum = { id: band.id, look: band.look, start: band.start, end: band.end, count, lasting }
    lastOf[band.look] = sum
    out.push(sum)
  }
  return { list: out, longest: longestOf(out) }
}

const longestOf = (bands: readonly { start: number; end: number }[]) =>
  bands.reduce((most, b) => Math.max(most, b.end - b.start), 0)

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
