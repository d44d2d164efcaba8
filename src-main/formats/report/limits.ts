import type { Run } from '../../shared/project.ts'

/** Where the threshold lies from a time on, in the order of time. */
export type Limits = readonly { start: number; threshold: number }[]

/** One threshold for all, or the steps of those of the operating modes; none where they change too often to be drawn. */
export function limitsOf({ threshold, thresholdValue }: Pick<Run, 'threshold' | 'thresholdValue'>): Limits {
  if (threshold.modes && threshold.found) return threshold.found.steps ?? []
  return thresholdValue === null ? [] : [{ start: -Infinity, threshold: thresholdValue }]
}

/** Those that hold inside a stretch, the first one from its start. */
export function within(limits: Limits, { start, end }: { start: number; end: number }): Limits {
  const last = limits.findLastIndex((limit) => limit.start <= start)
  return limits
    .filter((limit, i) => i >= last && limit.start <= end)
    .map((limit) => ({ ...limit, start: Math.max(start, limit.start) }))
}
