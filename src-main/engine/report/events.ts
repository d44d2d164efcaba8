import type { Detection } from '../../shared/project.ts'
import type { TimeRange } from '../../shared/series.ts'
import type { LabelWindow, ReportEvent } from './report-data.ts'

const touches = (a: TimeRange, b: TimeRange) => a.start <= b.end && b.start <= a.end

/**
 * Detections and missed labels as one list in the order of time. Both lists come sorted by start.
 * windows — null where there is nothing to judge by. Channels and charts are still to be filled in.
 */
export function eventsOf(detections: readonly Detection[], windows: readonly LabelWindow[] | null): ReportEvent[] {
  const on = overlapping(detections, windows ?? [])
  const seen = new Set(on.flat())
  const events = [
    ...detections.map((detection, i): ReportEvent => ({
      number: 0, start: detection.start, end: detection.end, peak: detection.peak, peakTime: detection.peakTime,
      kind: windows === null ? 'detection' : on[i].length > 0 ? 'found' : 'false alarm', channels: [], labels: on[i], chart: null,
    })),
    ...(windows ?? []).filter((window) => !seen.has(window)).map((window): ReportEvent => ({
      number: 0, start: window.start, end: window.end, peak: NaN, peakTime: NaN, kind: 'missed', channels: [], labels: [window], chart: null,
    })),
  ]
  events.sort((a, b) => a.start - b.start || a.end - b.end)
  events.forEach((event, i) => (event.number = i + 1))
  return events
}

/** Per range, the windows that touch it. Windows may lie over each other, so the longest bounds how far back to look. */
export function overlapping<W extends TimeRange>(ranges: readonly TimeRange[], windows: readonly W[]): W[][] {
  const longest = windows.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  return ranges.map((range) => {
    const found: W[] = []
    for (let i = firstFrom(windows, range.start - longest); i < windows.length && windows[i].start <= range.end; i++)
      if (touches(range, windows[i])) found.push(windows[i])
    return found
  })
}

/** First whose start is not before a time. */
function firstFrom(windows: readonly TimeRange[], time: number): number {
  let [low, high] = [0, windows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (windows[middle].start < time) low = middle + 1
    else high = middle
  }
  return low
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
