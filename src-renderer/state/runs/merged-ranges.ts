import type { TimeRange } from '../../../src-main/shared/data/series.ts'

/** Sorted, with those that touch joined. */
export function merged(ranges: readonly TimeRange[]): TimeRange[] {
  const out: TimeRange[] = []
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1)
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end)
    else out.push({ ...range })
  }
  return out
}
