import type { Series } from '../shared/data/series.ts'

/** Nearly every step: a counter may start again, and a row may be lost. */
const NEARLY_ALL = 0.99
/** A value that stands still for longer and rises now and then is a level with steps, no counter. */
const OFTEN = 0.2
/** Steps that differ by less than this share are the same but for rounding. */
const SAME = 1e-6
/** Of fewer steps a slope may look like either. */
const LEAST_STEPS = 50

/**
 * What a channel counts. rows — it rises by the same step in nearly every row, or as the time does: it numbers the rows, and says
 * nothing of what is measured. something — it hardly ever falls, and rises often: its steps say more than its level. null — nothing.
 * times, values — [n], epoch ms, NaN = missing.
 */
export function counts(times: Float64Array, values: Float64Array): 'rows' | 'something' | null {
  const steps: number[] = []
  const speeds: number[] = []
  for (let row = 1; row < values.length; row++) {
    const step = values[row] - values[row - 1]
    if (!Number.isFinite(step)) continue
    steps.push(step)
    speeds.push(step / (times[row] - times[row - 1]))
  }
  if (steps.length < LEAST_STEPS) return null
  if (areNearlyAllSame(steps) || areNearlyAllSame(speeds)) return 'rows'
  const share = (is: (step: number) => boolean) => steps.filter(is).length / steps.length
  return share((step) => step >= 0) >= NEARLY_ALL && share((step) => step > 0) >= OFTEN ? 'something' : null
}

function areNearlyAllSame(steps: readonly number[]): boolean {
  // The middle of some: where nearly all are the same, it is that of all, and sorting all of a long series takes its time.
  const some = Float64Array.from({ length: 101 }, (_, i) => steps[Math.floor((i * steps.length) / 101)]).sort()
  const middle = some[50]
  if (!Number.isFinite(middle) || middle === 0) return false
  const same = steps.reduce((n, step) => n + Number(Math.abs(step - middle) <= SAME * Math.abs(middle)), 0)
  return same >= NEARLY_ALL * steps.length
}

/** The series without the channels that number the rows, as long as another one is left, and the names of these. */
export function withoutRowNumbers(series: Series): { series: Series; numbers: string[] } {
  const keep = series.values.map((values) => counts(series.times, values) !== 'rows')
  if (keep.every(Boolean) || !keep.some(Boolean)) return { series, numbers: [] }
  return {
    series: {
      times: series.times,
      channels: series.channels.filter((_, c) => keep[c]),
      values: series.values.filter((_, c) => keep[c]),
    },
    numbers: series.channels.filter((_, c) => !keep[c]).map((channel) => channel.name),
  }
}
