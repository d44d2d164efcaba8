import type { TimeRange } from '../../../shared/data/series.ts'
import { ticksOf, type Clock } from '../clock.ts'
import { html, type Markup } from '../markup.ts'
import type { Line } from '../report-data.ts'
import { fine, trace, type Box, type ValueRange } from './trace.ts'

/** All charts share one width, so that times lie under each other: names on the left, values on the right. */
export const page = { width: 720, left: 116, right: 54 }
export const plotWidth = page.width - page.left - page.right

export const round = (n: number) => Math.round(n * 10) / 10

/** Where a time lies in the plot, in units from its left edge. */
export const xOf = (span: TimeRange, time: number, width = plotWidth) =>
  round(
    span.end > span.start
      ? Math.min(width, Math.max(0, ((time - span.start) / (span.end - span.start)) * width))
      : width / 2,
  )

export const yOf = ({ low, high }: ValueRange, value: number, height: number) =>
  round(high > low ? ((high - value) / (high - low)) * height : height / 2)

/** A line in its box, its upper left corner at x, y. */
export function lineIn(
  line: Line,
  span: TimeRange,
  range: ValueRange,
  box: Box,
  x: number,
  y: number,
  name: string,
): Markup {
  const path = trace(line, span, range, box)
  return html`${path !== '' && html`<path class="${name}" transform="translate(${x} ${y}) scale(${1 / fine})" d="${path}"/>`}`
}

/**
 * Bars for intervals in the order of time, at least `least` wide so that they are seen; those that touch on paper are one.
 * colour — the person's own; none = by the class.
 */
export function bars(
  ranges: readonly (TimeRange & { colour?: string })[],
  span: TimeRange,
  y: number,
  height: number,
  name: string,
  least = 1.5,
): Markup[] {
  const drawn: { from: number; to: number; colour?: string }[] = []
  for (const { start, end, colour } of ranges) {
    if (end < span.start || start > span.end) continue
    const from = xOf(span, start)
    const to = Math.max(from + least, xOf(span, end))
    const last = drawn.at(-1)
    if (last && last.colour === colour && from <= last.to) last.to = Math.max(last.to, to)
    else drawn.push({ from, to, colour })
  }
  return drawn.map(
    ({ from, to, colour }) =>
      html`<rect class="${name}" x="${round(page.left + from)}" y="${y}" width="${round(to - from)}" height="${height}"${colour !== undefined && html` fill="${colour}"`}/>`,
  )
}

/** Ticks with their times under a plot whose lower edge is at y, and lines up through it. */
export function timeAxis(clock: Clock, span: TimeRange, top: number, y: number): Markup[] {
  return ticksOf(clock, span.start, span.end, 7).map(({ time, text }) => {
    const x = page.left + xOf(span, time)
    const anchor = x < page.left + 24 ? 'start' : x > page.width - page.right - 24 ? 'end' : 'middle'
    return html`<path class="tick" d="M${round(x)} ${top}V${y + 3}"/><text x="${round(x)}" y="${y + 13}" text-anchor="${anchor}">${text}</text>`
  })
}

/** A name on the left, cut to what fits there, its unit under it; the whole of it is the tooltip. */
export function nameAt(y: number, name: string, unit: string | null = null): Markup {
  const short = name.length <= 19 ? name : `${name.slice(0, 18)}…`
  return html`<text class="name" x="${page.left - 8}" y="${y}" text-anchor="end">${short}${short !== name && html`<title>${name}</title>`}</text>${unit !== null && html`<text x="${page.left - 8}" y="${y + 11}" text-anchor="end">${unit.slice(0, 19)}</text>`}`
}

export const valueAt = (y: number, text: string, name = 'value') =>
  html`<text class="${name}" x="${page.width - page.right + 5}" y="${round(y)}">${text}</text>`

export const drawing = (height: number, label: string, content: readonly Markup[]) =>
  html`<svg viewBox="0 0 ${page.width} ${height}" role="img" aria-label="${label}">${content}</svg>`
