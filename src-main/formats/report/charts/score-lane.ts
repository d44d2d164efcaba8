import type { TimeRange } from '../../../shared/data/series.ts'
import { within, type Limits } from '../limits.ts'
import { html, type Markup } from '../markup.ts'
import type { Line } from '../report-data.ts'
import { number } from '../words.ts'
import { lineIn, nameAt, page, plotWidth, valueAt, xOf, yOf } from './frame.ts'
import { extent, roomy } from './trace.ts'

/** The anomaly score with its threshold, in a lane of its own; the threshold is always in sight. */
export function scoreLane(scores: Line, all: Limits, span: TimeRange, top: number, height: number): Markup {
  const seen = extent(scores)
  const limits = within(all, span)
  const known = [...(seen ? [seen.low, seen.high] : []), ...limits.map((limit) => limit.threshold)]
  if (known.length === 0)
    return html`${nameAt(top + height / 2 + 3, 'score')}<text x="${page.left + 6}" y="${top + height / 2 + 3}">No score here.</text>`
  const range = roomy({ low: Math.min(...known), high: Math.max(...known) })
  const y = (value: number) => top + yOf(range, value, height)
  const path = limits
    .map(
      ({ start, threshold }, i) =>
        `${i === 0 ? `M${page.left} ${y(threshold)}` : `H${page.left + xOf(span, start)}V${y(threshold)}`}`,
    )
    .join('')
  const last = limits.at(-1)
  const high = seen && y(seen.high) + 3
  // Two numbers on one spot cannot be read: the threshold's is the one that matters.
  const apart = high !== null && (last === undefined || Math.abs(high - y(last.threshold) - 3) > 9)
  return html`${nameAt(top + height / 2 + 3, 'score')}
${lineIn(scores, span, range, { width: plotWidth, height }, page.left, top, 'score')}
${last && html`<path class="threshold" d="${path}H${page.left + plotWidth}"/>${valueAt(y(last.threshold) + 3, number(last.threshold, 4), 'value limit')}`}
${apart && valueAt(Math.max(high, top + 8), number(seen!.high, 4))}`
}
