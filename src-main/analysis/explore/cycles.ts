import type { RowRange } from '../../shared/data/series.ts'
import { usualStep } from '../preprocessing/gaps.ts'

/** rises — from one crossing of the level, upwards, to the next; the others — for as long as it holds. */
export type CycleEdge = 'above' | 'below' | 'equals' | 'rises'

/** A pause of more usual steps than this ends a cycle. */
const PAUSE = 5

/**
 * Cuts a channel into cycles or batches. A missing value neither begins nor ends one; of rises, what lies before the first and behind the
 * last crossing is no cycle. times — [row], epoch ms, never descending; values — [row], NaN = missing; leastMs — shorter ones are left out.
 */
export function cyclesOf(
  times: Float64Array,
  values: Float64Array,
  { edge, level, leastMs }: { edge: CycleEdge; level: number; leastMs: number },
): RowRange[] {
  const found = edge === 'rises' ? betweenRises(values, level) : whereItHolds(times, values, edge, level)
  return found.filter(({ first, last }) => last > first && times[last] - times[first] >= leastMs)
}

function betweenRises(values: Float64Array, level: number): RowRange[] {
  const out: RowRange[] = []
  let [before, began] = [NaN, -1]
  for (let i = 0; i < values.length; i++) {
    const v = values[i]
    if (Number.isNaN(v)) continue
    if (before < level && v >= level) {
      if (began >= 0) out.push({ first: began, last: i - 1 })
      began = i
    }
    before = v
  }
  return out
}

function whereItHolds(times: Float64Array, values: Float64Array, edge: CycleEdge, level: number): RowRange[] {
  const pause = PAUSE * usualStep(times)
  const holds = (v: number) => (edge === 'above' ? v > level : edge === 'below' ? v < level : v === level)
  const out: RowRange[] = []
  let [first, last] = [-1, -1]
  const end = () => {
    if (first >= 0) out.push({ first, last })
    first = -1
  }
  for (let i = 0; i < values.length; i++) {
    if (first >= 0 && times[i] - times[last] > pause) end()
    if (Number.isNaN(values[i])) continue
    if (!holds(values[i])) end()
    else {
      if (first < 0) first = i
      last = i
    }
  }
  end()
  return out
}

/**
 * The shape of a cycle after stretching to one length: values at equal shares of its time, on the straight line between those that are
 * there, the nearest beyond the first and the last. null where fewer than two are there.
 */
export function shapeOf(
  times: Float64Array,
  values: Float64Array,
  { first, last }: RowRange,
  points: number,
): Float64Array | null {
  let left = first
  while (left <= last && Number.isNaN(values[left])) left++
  let right = last
  while (right > left && Number.isNaN(values[right])) right--
  if (right <= left) return null
  const out = new Float64Array(points)
  let [before, after] = [left, left]
  for (let p = 0; p < points; p++) {
    const time = times[first] + ((times[last] - times[first]) * p) / (points - 1)
    while (after < right && (times[after] < time || Number.isNaN(values[after]))) {
      if (!Number.isNaN(values[after])) before = after
      after++
    }
    const step = times[after] - times[before]
    const share = step > 0 ? Math.min(1, Math.max(0, (time - times[before]) / step)) : 1
    out[p] = values[before] + share * (values[after] - values[before])
  }
  return out
}
