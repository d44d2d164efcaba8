import type { TimeRange } from '../../../shared/data/series.ts'
import { html, type Markup } from '../markup.ts'
import type { Line } from '../report-data.ts'
import { extent, fine, roomy, trace } from './trace.ts'

const box = { width: 150, height: 22 }

/** A channel over all of the data, small enough for a table. */
export function spark(line: Line, span: TimeRange): Markup {
  const seen = extent(line)
  if (!seen) return html`<span class="soft">no value</span>`
  return html`<svg class="spark" viewBox="0 0 ${box.width} ${box.height}" role="img" aria-label="its course"><path class="line" transform="scale(${1 / fine})" d="${trace(line, span, roomy(seen), box)}"/></svg>`
}
