import { usualStep } from '../preprocessing/gaps.ts'

/** A channel on a regular time axis. filled — how many of the values were drawn between their neighbours, because none is there. */
export interface RegularSeries {
  start: number
  stepMs: number
  values: Float64Array
  filled: number
}

/**
 * What spectra and decompositions need: the mean of each step of a regular time axis, empty ones on the straight line between their
 * neighbours (at the ends: the nearest). The step is the usual one, or as long as keeps to `most` values. null where fewer than 4 values are there.
 * times — [row], epoch ms, never descending; values — [row], NaN = missing.
 */
export function regularSeries(times: Float64Array, values: Float64Array, most: number): RegularSeries | null {
  const usual = usualStep(times)
  let there = 0
  for (const v of values) there += Number(!Number.isNaN(v))
  if (there < 4 || !(usual > 0)) return null
  const span = times[times.length - 1] - times[0]
  const stepMs = usual * Math.max(1, Math.ceil((span / usual + 1) / most))
  const n = Math.round(span / stepMs) + 1
  const sums = new Float64Array(n)
  const counts = new Uint32Array(n)
  for (let i = 0; i < times.length; i++) {
    if (Number.isNaN(values[i])) continue
    const at = Math.min(n - 1, Math.round((times[i] - times[0]) / stepMs))
    sums[at] += values[i]
    counts[at]++
  }
  const out = sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : NaN))
  const filled = fillBetween(out)
  return { start: times[0], stepMs, values: out, filled }
}

/** In place; how many were filled. */
function fillBetween(values: Float64Array): number {
  let filled = 0
  let left = -1
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && Number.isNaN(values[i])) continue
    for (let k = left + 1; k < i; k++) {
      const [a, b] = [values[left] ?? values[i], values[i] ?? values[left]]
      values[k] = left < 0 ? b : i === values.length ? a : a + ((k - left) / (i - left)) * (b - a)
      filled++
    }
    left = i
  }
  return filled
}
