import type { TableMetric } from '../../../src-main/shared/runs/run-table.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'

const touch = (a: TimeRange, b: TimeRange) => a.start <= b.end && b.start <= a.end

/**
 * What a metric is most plainly lowered by: the first missed event, the first false alarm, the event that was found latest.
 * null where nothing of the kind is there, or the metric speaks of the whole series. Both lists — in the order of time.
 */
export function firstErrorOf(
  { loweredBy }: Pick<TableMetric, 'loweredBy'>,
  detections: readonly TimeRange[],
  windows: readonly TimeRange[],
): TimeRange | null {
  if (loweredBy === 'missed event')
    return windows.find((window) => !detections.some((detection) => touch(window, detection))) ?? null
  if (loweredBy === 'false alarm')
    return detections.find((detection) => !windows.some((window) => touch(window, detection))) ?? null
  if (loweredBy !== 'late detection') return null
  let latest: { window: TimeRange; delay: number } | null = null
  for (const window of windows) {
    const detection = detections.find((one) => touch(window, one))
    if (detection && detection.start - window.start > (latest?.delay ?? 0))
      latest = { window, delay: detection.start - window.start }
  }
  return latest?.window ?? null
}
