import type { TimeRange } from '../../../src-main/shared/series.ts'

const missed = ['recall', 'MAR', 'events found', 'Event-based-F1', 'Affiliation-recall']
const false_ = [
  'precision',
  'FAR',
  'false alarms per week',
  'alarms per week',
  'share in alarm',
  'Affiliation-precision',
]
const late = ['mean delay', 'median delay', 'NAB score']

const touch = (a: TimeRange, b: TimeRange) => a.start <= b.end && b.start <= a.end

/**
 * What a metric is most plainly lowered by: the first missed event, the first false alarm, the event that was found latest.
 * null where nothing of the kind is there, or the metric speaks of the whole series. Both lists — in the order of time.
 */
export function firstErrorOf(
  column: string,
  detections: readonly TimeRange[],
  windows: readonly TimeRange[],
): TimeRange | null {
  if (missed.includes(column))
    return windows.find((window) => !detections.some((detection) => touch(window, detection))) ?? null
  if (false_.includes(column))
    return detections.find((detection) => !windows.some((window) => touch(window, detection))) ?? null
  if (!late.includes(column)) return null
  let latest: { window: TimeRange; delay: number } | null = null
  for (const window of windows) {
    const detection = detections.find((one) => touch(window, one))
    if (detection && detection.start - window.start > (latest?.delay ?? 0))
      latest = { window, delay: detection.start - window.start }
  }
  return latest?.window ?? null
}
