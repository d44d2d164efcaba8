import { IntervalCollector } from '../../../src-main/formats/labels/intervals.ts'
import type { TimeRange } from '../../../src-main/shared/data/series.ts'

/** Runs of flagged points as closed intervals, all in one piece. flags, times — [n]; times in epoch ms, never descending. */
export function intervalsFrom(flags: Uint8Array, times: Float64Array): TimeRange[] {
  const collector = new IntervalCollector()
  collector.add(times, flags)
  return collector.finish()
}
