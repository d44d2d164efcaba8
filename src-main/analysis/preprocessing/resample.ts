import { badInput } from '../../shared/errors.ts'
import { lowerBound } from '../../shared/search.ts'
import type { Series } from '../../shared/data/series.ts'
import { mostRows, type Resampling } from '../../shared/data/alignment.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { usualStep } from './gaps.ts'

/**
 * A series on a regular time axis: the multiples of stepMs (since 1970, UTC) from the one at or before its first time to the one at or
 * before its last. A row with no measurement of its own is NaN: gaps stay gaps. bridgeMs — linear and time-mean reach over pauses of a
 * channel up to this; null = five of its usual steps, or of the new ones where these are longer. times may repeat, never descend.
 * Throws bad-input for a step that is not positive or that would give more than 50 million rows.
 */
export function resample(series: Series, stepMs: number, how: Resampling, bridgeMs: number | null = null): Series {
  const { times } = series
  if (!(stepMs > 0)) throw badInput(`The step must be longer than 0 ms, not ${stepMs}.`)
  if (times.length === 0)
    return { ...series, times: new Float64Array(0), values: series.values.map(() => new Float64Array(0)) }
  const first = Math.floor(times[0] / stepMs)
  const rows = Math.floor(times[times.length - 1] / stepMs) - first + 1
  if (rows > mostRows)
    throw badInput(`A step of ${stepMs} ms would give ${rows} rows; at most ${mostRows} are possible.`)
  const grid = Float64Array.from({ length: rows }, (_, i) => (first + i) * stepMs)
  return {
    times: grid,
    channels: series.channels,
    values: series.values.map((values) => {
      const known = present(times, values)
      if (how !== 'linear' && how !== 'time-mean') return aggregated(known, first, rows, stepMs, how)
      const reach = bridgeMs ?? gapSteps * Math.max(stepMs, usualStep(known.times) || 0)
      const curve = curveOf(known, reach)
      return how === 'linear' ? grid.map(curve.at) : grid.map((t) => curve.meanAround(t, stepMs / 2))
    }),
  }
}

interface Points {
  times: Float64Array
  values: Float64Array
}

/** The points of one channel that are not NaN. */
function present(times: Float64Array, values: Float64Array): Points {
  const keep = (_: number, i: number) => !Number.isNaN(values[i])
  return { times: times.filter(keep), values: values.filter(keep) }
}

const folds = {
  mean: (sum: number, v: number) => sum + v,
  last: (_: number, v: number) => v,
  min: Math.min,
  max: Math.max,
}

function aggregated(known: Points, first: number, rows: number, stepMs: number, how: keyof typeof folds): Float64Array {
  const result = new Float64Array(rows).fill(NaN)
  const counts = new Uint32Array(rows)
  known.values.forEach((v, i) => {
    const row = Math.floor(known.times[i] / stepMs) - first
    result[row] = counts[row]++ === 0 ? v : folds[how](result[row], v)
  })
  return how === 'mean' ? result.map((sum, row) => sum / counts[row]) : result
}

/** The straight lines between neighbours no farther apart than `reach`; NaN elsewhere. */
function curveOf({ times, values }: Points, reach: number) {
  const n = times.length
  // stretchFirst, stretchLast — the point with which the stretch begins or ends that a point is in.
  const stretchFirst = new Int32Array(n)
  const stretchLast = new Int32Array(n)
  for (let i = 1; i < n; i++) stretchFirst[i] = times[i] - times[i - 1] > reach ? i : stretchFirst[i - 1]
  for (let i = n - 1; i >= 0; i--)
    stretchLast[i] = i + 1 < n && stretchFirst[i + 1] === stretchFirst[i] ? stretchLast[i + 1] : i

  const between = (left: number, t: number) => {
    const width = times[left + 1] - times[left]
    return values[left] + ((t - times[left]) / width) * (values[left + 1] - values[left])
  }
  const at = (t: number): number => {
    const right = lowerBound(times, t)
    if (right < n && times[right] === t) return values[right]
    if (right === 0 || right === n || stretchFirst[right] === right) return NaN
    return between(right - 1, t)
  }
  return {
    at,
    /** Less on both sides where the stretch does not reach so far: a slope stays what it is up to the ends. */
    meanAround(t: number, half: number): number {
      const middle = at(t)
      if (Number.isNaN(middle)) return NaN
      const right = lowerBound(times, t)
      const point = right < n && times[right] === t ? right : right - 1
      const [first, last] = [times[stretchFirst[point]], times[stretchLast[point]]]
      const own = Math.min(half, t - first, last - t)
      if (!(own > 0)) return middle
      const [from, to] = [t - own, t + own]
      let area = 0
      let [before, value] = [from, at(from)]
      for (let k = lowerBound(times, from); k < n && times[k] < to; k++) {
        // Of points at the same time the later ones begin a new line there.
        area += ((value + values[k]) / 2) * (times[k] - before)
        before = times[k]
        value = values[k]
      }
      area += ((value + at(to)) / 2) * (to - before)
      return area / (to - from)
    },
  }
}
