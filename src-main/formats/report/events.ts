import type { Detection } from '../../shared/project.ts'
import type { RowRange, TimeRange } from '../../shared/data/series.ts'
import { flagsFrom } from '../labels/intervals.ts'
import { rangesOf } from '../../analysis/metrics/metric.ts'
import type { LabelWindow, ReportEvent } from './report-data.ts'
import { firstWhere } from '../../shared/search.ts'

const touches = (a: TimeRange, b: TimeRange) => a.start <= b.end && b.start <= a.end

/**
 * Detections and missed windows as one list in the order of time, judged as measures are: rows under labels that touch or
 * overlap are one window, a window without an assessed row is none, and a detection finds a window by sharing an assessed row.
 * Detections and labels come sorted by start; times, scores — [n], NaN = not assessed. windows — how many there are; without any
 * there is nothing to judge by. Peaks of missed windows, channels and charts are still to be filled in.
 */
export function eventsOf(
  detections: readonly Detection[],
  labels: readonly LabelWindow[],
  times: Float64Array,
  scores: Float64Array,
): { events: ReportEvent[]; windows: number } {
  const before = assessedBefore(scores)
  const assessed = ({ first, last }: RowRange): RowRange => ({ first: before[first], last: before[last + 1] - 1 })
  const windows = rangesOf(flagsFrom(labels, times))
    .map((rows) => ({ start: times[rows.first], end: times[rows.last], rows: assessed(rows) }))
    .filter(({ rows }) => rows.first <= rows.last)
  const labelsOf = overlapping(windows, labels)
  const seen = new Set<number>()
  const blank = { number: 0, known: false, channels: [], chart: null }
  let at = 0
  const events = detections.map((detection): ReportEvent => {
    const { start, end, peak, peakTime } = detection
    const { first, last } = assessed(detection)
    while (at < windows.length && windows[at].rows.last < first) at++
    const hits: number[] = []
    for (let w = at; w < windows.length && windows[w].rows.first <= last; w++) hits.push(w)
    hits.forEach((w) => seen.add(w))
    const kind = windows.length === 0 ? 'detection' : hits.length > 0 ? 'found' : 'false alarm'
    return { ...blank, start, end, peak, peakTime, kind, labels: hits.flatMap((w) => labelsOf[w]) }
  })
  windows.forEach(({ start, end }, w) => {
    if (!seen.has(w))
      events.push({ ...blank, start, end, peak: NaN, peakTime: NaN, kind: 'missed', labels: labelsOf[w] })
  })
  events.sort((a, b) => a.start - b.start || a.end - b.end)
  events.forEach((event, i) => (event.number = i + 1))
  return { events, windows: windows.length }
}

/** [n + 1]: how many assessed rows lie before a row. */
function assessedBefore(scores: Float64Array): Uint32Array {
  const before = new Uint32Array(scores.length + 1)
  for (let row = 0; row < scores.length; row++) before[row + 1] = before[row] + (Number.isNaN(scores[row]) ? 0 : 1)
  return before
}

/** Per range, the windows that touch it. Windows may lie over each other, so the longest bounds how far back to look. */
export function overlapping<W extends TimeRange>(ranges: readonly TimeRange[], windows: readonly W[]): W[][] {
  const longest = windows.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  return ranges.map((range) => {
    const found: W[] = []
    for (
      let i = firstWhere(windows.length, (i) => windows[i].start >= range.start - longest);
      i < windows.length && windows[i].start <= range.end;
      i++
    )
      if (touches(range, windows[i])) found.push(windows[i])
    return found
  })
}

/**
 * The events that get a chart where there are too many for all: the detections with the highest scores and the longest
 * missed labels, half of each as long as there are enough.
 */
export function worthAChart(events: readonly ReportEvent[], most: number): Set<ReportEvent> {
  if (events.length <= most) return new Set(events)
  const missed = events.filter((event) => event.kind === 'missed').sort((a, b) => b.end - b.start - (a.end - a.start))
  const detected = events.filter((event) => event.kind !== 'missed').sort((a, b) => b.peak - a.peak)
  const half = Math.floor(most / 2)
  const ofMissed = Math.min(missed.length, Math.max(half, most - detected.length))
  return new Set([...missed.slice(0, ofMissed), ...detected.slice(0, most - ofMissed)])
}

/** What is seen around an event: as much on either side as the event lasts, but at least some rows, and nothing beyond the data. */
export function around(event: TimeRange, { start, end, stepMs }: TimeRange & { stepMs: number }): TimeRange {
  const pad = Math.max(event.end - event.start, 30 * stepMs)
  return { start: Math.max(start, event.start - pad), end: Math.min(end, event.end + pad) }
}
