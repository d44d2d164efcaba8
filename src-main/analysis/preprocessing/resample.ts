import { badInput } from '../../shared/errors.ts'
import type { Series } from '../../shared/series.ts'
import { medianStep } from './gaps.ts'
import { lowerBound } from '../../shared/search.ts'

/** mean — of the points in (t − step/2, t + step/2]; last — the latest at or before t; linear — between the neighbours. */
export type Resampling = 'mean' | 'last' | 'linear'

/** More rows than this are a mistaken step, not a wish. */
const MOST_ROWS = 50_000_000

/**
 * A series on a regular time axis: from its first time to its last, every stepMs. A row with no measurement near it
 * (none in its interval for mean; neighbours further apart than `maxGapSteps` of the coarser step otherwise) is NaN:
 * gaps stay gaps. Throws bad-input for a step that is not positive or that would give more than 50 million rows.
 */
export function resample(series: Series, stepMs: number, how: Resampling, maxGapSteps = 5): Series {
  const { times } = series
  if (!(stepMs > 0)) throw badInput(`The step must be longer than 0 ms, not ${stepMs}.`)
  if (times.length === 0)
    return { ...series, times: new Float64Array(0), values: series.values.map(() => new Float64Array(0)) }
  const rows = Math.floor((times[times.length - 1] - times[0]) / stepMs) + 1
  if (rows > MOST_ROWS)
    throw badInput(`A step of ${stepMs} ms would give ${rows} rows; at most ${MOST_ROWS} are possible.`)
  const grid = Float64Array.from({ length: rows }, (_, i) => times[0] + i * stepMs)
  const reach = maxGapSteps * Math.max(stepMs, medianStep(times) || 0)
  return {
    times: grid,
    channels: series.channels,
    values: series.values.map((channel) => resamplers[how](times, channel, grid, stepMs, reach)),
  }
}

type Resampler = (
  times: Float64Array,
  values: Float64Array,
  grid: Float64Array,
  stepMs: number,
  reach: number,
) => Float64Array

const resamplers: Record<Resampling, Resampler> = {
  mean(times, values, grid, stepMs) {
    let at = 0
    return grid.map((t) => {
      let sum = 0
      let count = 0
      for (; at < times.length && times[at] <= t + stepMs / 2; at++)
        if (!Number.isNaN(values[at])) {
          sum += values[at]
          count++
        }
      return count > 0 ? sum / count : NaN
    })
  },
  last(times, values, grid, _stepMs, reach) {
    const known = measured(times, values)
    let at = -1
    return grid.map((t) => {
      while (at + 1 < known.times.length && known.times[at + 1] <= t) at++
      return at >= 0 && t - known.times[at] <= reach ? known.values[at] : NaN
    })
  },
  linear(times, values, grid, _stepMs, reach) {
    const known = measured(times, values)
    return grid.map((t) => {
      const right = lowerBound(known.times, t)
      if (right < known.times.length && known.times[right] === t) return known.values[right]
      const left = right - 1
      if (left < 0 || right >= known.times.length) return NaN
      const width = known.times[right] - known.times[left]
      if (width > reach) return NaN
      return known.values[left] + ((t - known.times[left]) / width) * (known.values[right] - known.values[left])
    })
  },
}

/** The points of one channel that are not NaN. */
function measured(times: Float64Array, values: Float64Array) {
  const keep = (_: number, i: number) => !Number.isNaN(values[i])
  return { times: times.filter(keep), values: values.filter(keep) }
}
