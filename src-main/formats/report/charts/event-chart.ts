import type { Clock } from '../clock.ts'
import type { Limits } from '../limits.ts'
import { html, type Markup } from '../markup.ts'
import type { EventChart, ReportEvent } from '../report-data.ts'
import { number } from '../words.ts'
import { bars, drawing, lineIn, nameAt, page, plotWidth, timeAxis, valueAt } from './frame.ts'
import { scoreLane } from './score-lane.ts'
import { extent, roomy } from './trace.ts'

const laneHeight = 34
const scoreHeight = 38
const space = 8
const stripHeight = 7

/** The channels that matter, the score with its threshold, and below them where the labels and the detections lie. */
export function eventChart(event: ReportEvent, chart: EventChart, limits: Limits, clock: Clock): Markup {
  const parts: Markup[] = []
  const strips = [...(chart.labels.length > 0 ? ['label'] : []), ...(chart.detections.length > 0 ? ['detection'] : [])]
  const bottom = 4 + chart.lanes.length * (laneHeight + space) + scoreHeight + space + strips.length * (stripHeight + 4)
  parts.push(...timeAxis(clock, chart, 2, bottom))
  parts.push(...bars([event], chart, 2, bottom - 2, event.kind === 'missed' ? 'band missed' : 'band', 4))
  let y = 4
  for (const { name, unit, line } of chart.lanes) {
    const seen = extent(line)
    parts.push(nameAt(y + laneHeight / 2 + (unit ? -2 : 3), name, unit))
    if (seen) {
      parts.push(lineIn(line, chart, roomy(seen), { width: plotWidth, height: laneHeight }, page.left, y, 'line'))
      if (seen.high > seen.low)
        parts.push(valueAt(y + 8, number(seen.high, 4)), valueAt(y + laneHeight, number(seen.low, 4)))
      else parts.push(valueAt(y + laneHeight / 2 + 3, number(seen.high, 4)))
    } else parts.push(html`<text x="${page.left + 6}" y="${y + laneHeight / 2 + 3}">No value here.</text>`)
    y += laneHeight + space
  }
  parts.push(scoreLane(chart.scores, limits, chart, y, scoreHeight))
  y += scoreHeight + space
  for (const strip of strips) {
    parts.push(
      nameAt(y + stripHeight - 0.5, strip),
      ...bars(strip === 'label' ? chart.labels : chart.detections, chart, y, stripHeight, `strip ${strip}`),
    )
    y += stripHeight + 4
  }
  return drawing(bottom + 17, `Event ${event.number}: channels, score and threshold`, parts)
}
