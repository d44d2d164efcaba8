import { channelsBeside, commonClock, type Alignment, type Clock } from '../../shared/data/alignment.ts'
import { badInput } from '../../shared/errors.ts'
import type { Series } from '../../shared/data/series.ts'
import { resample } from '../preprocessing/resample.ts'

/**
 * Several series on one clock as one: each on the multiples of the step (see `resample`), side by side; where one has nothing its channels
 * are missing. A channel whose name is taken gets that of its series behind it. Throws bad-input where they have no time in common and
 * only that is wished, or one is empty.
 */
export function align(parts: readonly { name: string; series: Series }[], alignment: Alignment): Series {
  const stretches = parts.map(({ name, series: { times } }) => {
    if (times.length === 0) throw badInput(`"${name}" has no rows.`)
    return { name, start: times[0], end: times[times.length - 1] }
  })
  const clock = commonClock(stretches, alignment)
  const channels = channelsBeside(parts.map(({ name, series }) => ({ name, channels: series.channels })))
  return {
    times: timesOf(clock, alignment.stepMs),
    channels: channels.flat(),
    values: parts.flatMap(({ series }) =>
      series.values.map((values) => onClock(series.times, values, clock, alignment)),
    ),
  }
}

/** [to − from] times of a clock's rows; without a range, of all. */
export const timesOf = (clock: Clock, stepMs: number, from = 0, to = clock.rows): Float64Array =>
  Float64Array.from({ length: to - from }, (_, i) => clock.start + (from + i) * stepMs)

/** One channel on a clock. times, values — [n], NaN = missing, n > 0 → [clock.rows], NaN where it has nothing. */
export function onClock(
  times: Float64Array,
  values: Float64Array,
  { start, rows }: Clock,
  { stepMs, how }: Pick<Alignment, 'stepMs' | 'how'>,
): Float64Array {
  const laid = resample({ times, channels: [], values: [values] }, stepMs, how)
  const offset = Math.round((laid.times[0] - start) / stepMs)
  const from = Math.max(0, -offset)
  const column = new Float64Array(rows).fill(NaN)
  column.set(laid.values[0].subarray(from, Math.max(from, rows - offset)), offset + from)
  return column
}
