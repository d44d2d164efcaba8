import { usualStep } from '../preprocessing/gaps.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import type { RowRange } from '../../shared/data/series.ts'

/**
 * Runs of present values without a gap in time, of one channel. times — [time], epoch ms, never descending; NaN = missing; stepMs — the
 * usual step, null = the usual one of these rows.
 */
function stretches(values: Float64Array, times: Float64Array, stepMs: number | null): RowRange[] {
  const longest = gapSteps * (stepMs ?? usualStep(times))
  const found: RowRange[] = []
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue
    const open = found.at(-1)
    if (open && open.last === row - 1 && !(times[row] - times[row - 1] > longest)) open.last = row
    else found.push({ first: row, last: row })
  }
  return found
}

/** Every stretch changed by itself; what is missing stays missing. `change` gets and gives as many values. */
export function perStretch(
  values: Float64Array,
  times: Float64Array,
  stepMs: number | null,
  change: (part: Float64Array, times: Float64Array) => ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(values.length).fill(NaN)
  for (const { first, last } of stretches(values, times, stepMs))
    result.set(change(values.subarray(first, last + 1), times.subarray(first, last + 1)), first)
  return result
}
