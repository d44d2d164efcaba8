import { usualStep } from '../preprocessing/gaps.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { subgroups } from './limits.ts'

/**
 * What a chart is made of. times, ends, values — [point]: the first and the last row of each, epoch ms, and its value, none missing;
 * parts — [part] where each begins, then the number of points: no pattern spans two of them.
 */
export interface ChartPoints {
  times: Float64Array
  ends: Float64Array
  values: Float64Array
  parts: number[]
}

/**
 * The values that are there, a point each. A channel that is logged more seldom than others is missing in between, which ends nothing.
 * times — [time], epoch ms, ascending; values — [time], NaN = missing; wanted — [time], 1 = row that counts, null = all.
 * rows — [point] the row of each, null = the same.
 */
export function singlePoints(
  times: Float64Array,
  values: Float64Array,
  wanted: Uint8Array | null,
): ChartPoints & { rows: Uint32Array | null } {
  const isThere = (row: number) => Number.isFinite(values[row]) && (!wanted || wanted[row] === 1)
  let n = 0
  for (let row = 0; row < values.length; row++) if (isThere(row)) n++
  const at = n === values.length ? times : new Float64Array(n)
  const of = n === values.length ? values : new Float64Array(n)
  const rows = n < values.length ? new Uint32Array(n) : null
  if (rows)
    for (let row = 0, i = 0; row < values.length; row++)
      if (isThere(row)) {
        rows[i] = row
        at[i] = times[row]
        of[i++] = values[row]
      }
  // The channel's own step: a gap ends a run, as it ends a segment of training.
  const longest = gapSteps * usualStep(at)
  const parts = n > 0 ? [0] : []
  for (let i = 1; i < n; i++) if (at[i] - at[i - 1] > longest) parts.push(i)
  return { times: at, ends: at, values: of, parts: [...parts, n], rows }
}

/** A point for each whole subgroup of `size` values in a row: values — the means; deviations — [point]. None spans two parts. */
export function subgroupPoints(single: ChartPoints, size: number): ChartPoints & { deviations: Float64Array } {
  const parts: number[] = []
  const n = eachPart(single).reduce((sum, { first, end }) => sum + Math.floor((end - first) / size), 0)
  const out = { times: new Float64Array(n), ends: new Float64Array(n), values: new Float64Array(n), deviations: new Float64Array(n) } // prettier-ignore
  let at = 0
  for (const { first, end } of eachPart(single)) {
    const { means, deviations } = subgroups(single.values.subarray(first, end), size)
    if (means.length === 0) continue
    parts.push(at)
    out.values.set(means, at)
    out.deviations.set(deviations, at)
    for (let g = 0; g < means.length; g++) {
      out.times[at + g] = single.times[first + g * size]
      out.ends[at + g] = single.ends[first + (g + 1) * size - 1]
    }
    at += means.length
  }
  return { ...out, parts: [...parts, n] }
}

/** Points first ≤ i < end of each part. */
export const eachPart = ({ parts }: ChartPoints): { first: number; end: number }[] =>
  parts.slice(0, -1).map((first, i) => ({ first, end: parts[i + 1] }))

/** The values of each part, as views. */
export const partValues = (points: ChartPoints): Float64Array[] =>
  eachPart(points).map(({ first, end }) => points.values.subarray(first, end))
