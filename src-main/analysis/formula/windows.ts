import { usualStep } from '../preprocessing/gaps.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { lowerBound } from '../../shared/search.ts'

/** times — [time], epoch ms, never descending; first — [time], the row with which the stretch without a gap begins that a row is in. */
export interface Axis {
  times: Float64Array
  first: Int32Array
}

/** How far a function looks back. */
export type Span = { rows: number } | { ms: number }

/** Nothing looks back across a gap. stepMs — the usual step, null = the usual one of these rows. */
export function axisOf(times: Float64Array, stepMs: number | null = null): Axis {
  const longest = gapSteps * (stepMs ?? usualStep(times))
  const first = new Int32Array(times.length)
  for (let i = 1; i < times.length; i++) first[i] = times[i] - times[i - 1] > longest ? i : first[i - 1]
  return { times, first }
}

/** x some rows before, or a time before: there between the two neighbours. NaN before the beginning of the stretch. */
export function valueBefore(values: Float64Array, { times, first }: Axis, span: Span): Float64Array {
  if ('rows' in span) return values.map((_, i) => (i - span.rows >= first[i] ? values[i - span.rows] : NaN))
  return values.map((_, i) => {
    const t = times[i] - span.ms
    if (t < times[first[i]]) return NaN
    const right = lowerBound(times, t)
    if (times[right] === t) return values[right]
    const left = right - 1
    return values[left] + ((t - times[left]) / (times[right] - times[left])) * (values[right] - values[left])
  })
}

export function differenceBefore(values: Float64Array, axis: Axis, span: Span): Float64Array {
  const before = valueBefore(values, axis, span)
  return values.map((v, i) => v - before[i])
}

/**
 * Mean or standard deviation (n − 1) of the latest rows: of exactly so many, all present, else NaN; or of the present values of the
 * time span (t − span, t], of which the deviation needs two. Sums are kept about the stretch's first value, so that a large level does
 * not eat the digits of a small spread.
 */
export function window(values: Float64Array, { times, first }: Axis, span: Span, what: 'mean' | 'std'): Float64Array {
  const result = new Float64Array(values.length).fill(NaN)
  let [from, n, sum, squares, centre] = [0, 0, 0, 0, 0]
  const add = (v: number, sign: 1 | -1) => {
    if (Number.isNaN(v)) return
    n += sign
    sum += sign * (v - centre)
    squares += sign * (v - centre) ** 2
  }
  for (let i = 0; i < values.length; i++) {
    if (first[i] === i) {
      ;[from, n, sum, squares] = [i, 0, 0, 0]
    }
    // Sums begin anew where nothing is in them, and now and then: rounding does not pile up.
    if (n === 0 || i % 4096 === 0) {
      centre = Number.isNaN(values[i]) ? centre : values[i]
      ;[n, sum, squares] = [0, 0, 0]
      for (let j = from; j < i; j++) add(values[j], 1)
    }
    add(values[i], 1)
    while ('rows' in span ? i - from >= span.rows : times[i] - times[from] >= span.ms) add(values[from++], -1)
    const full = 'rows' in span ? n === span.rows : n > 0
    if (!full) continue
    if (what === 'mean') result[i] = centre + sum / n
    else if (n > 1) result[i] = Math.sqrt(Math.max(0, (squares - sum ** 2 / n) / (n - 1)))
  }
  return result
}
