import type { TimeRange } from '../../../shared/series.ts'
import { html, type Markup } from '../markup.ts'
import type { Line } from '../report-data.ts'
import { number } from '../words.ts'
import { lineIn, nameAt, page, plotWidth, valueAt, yOf } from './frame.ts'
import { extent, roomy } from './trace.ts'

/** The anomaly score with its threshold, in a lane of its own; the threshold is always in sight. */
export function scoreLane(scores: Line, threshold: number | null, span: TimeRange, top: number, height: number): Markup {
  const seen = extent(scores)
  const known = [...(seen ? [seen.low, seen.high] : []), ...(threshold === null ? [] : [threshold])]
  if (known.length === 0) return html`${nameAt(top + height / 2 + 3, 'score')}<text x="${page.left + 6}" y="${top + height / 2 + 3}">No score here.</text>`
  const range = roomy({ low: Math.min(...known), high: Math.max(...known) })
  const y = threshold === null ? null : top + yOf(range, threshold, height)
  const high = seen && top + yOf(range, seen.high, height) + 3
  // Two numbers on one spot cannot be read: the threshold's is the one that matters.
  const apart = high !== null && (y === null || Math.abs(high - y - 3) > 9)
  return html`${nameAt(top + height / 2 + 3, 'score')}
${lineIn(scores, span, range, { width: plotWidth, height }, page.left, top, 'score')}
${y !== null && html`<path class="threshold" d="M${page.left} ${y}h${plotWidth}"/>${valueAt(y + 3, number(threshold, 4), 'value limit')}`}
${apart && valueAt(Math.max(high, top + 8), number(seen!.high, 4))}`
}
