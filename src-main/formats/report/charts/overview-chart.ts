import type { TimeRange } from '../../../shared/data/series.ts'
import type { Clock } from '../clock.ts'
import { limitsOf } from '../limits.ts'
import type { ReportData } from '../report-data.ts'
import type { Markup } from '../markup.ts'
import { bars, drawing, nameAt, timeAxis } from './frame.ts'
import { scoreLane } from './score-lane.ts'

const height = 74
const stripHeight = 8

/** The score over all of the data, and below it where the training data, the labels, the detections and the gaps lie. */
export function overviewChart({ run, dataset, scores, detections, labels }: ReportData, clock: Clock): Markup {
  const span = { start: dataset.start, end: dataset.end }
  const strips: { name: string; kind: string; ranges: readonly TimeRange[] }[] = [
    { name: 'training', kind: 'training', ranges: run.model.ranges },
    ...(run.measures?.judged ? [{ name: 'judged', kind: 'judged', ranges: [run.measures.judged] }] : []),
    { name: 'labels', kind: 'label', ranges: labels?.windows ?? [] },
    { name: 'detections', kind: 'detection', ranges: detections },
    { name: 'gaps', kind: 'gap', ranges: dataset.gaps },
  ].filter(({ ranges }) => ranges.length > 0)
  const parts: Markup[] = []
  const bottom = height + 10 + strips.length * (stripHeight + 5)
  parts.push(...timeAxis(clock, span, 2, bottom), scoreLane(scores, limitsOf(run), span, 2, height))
  strips.forEach(({ name, kind, ranges }, i) => {
    const y = height + 10 + i * (stripHeight + 5)
    parts.push(nameAt(y + stripHeight - 0.5, name), ...bars(ranges, span, y, stripHeight, `strip ${kind}`))
  })
  return drawing(bottom + 17, 'Score, threshold, labels and detections over the whole dataset', parts)
}
