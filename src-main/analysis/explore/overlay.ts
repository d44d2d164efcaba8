import { quantilesOf } from '../math/select.ts'
import { lowerBound } from '../../shared/search.ts'
import type { TimeRange } from '../../shared/data/series.ts'

/**
 * Stretches laid over each other. at — [bin], ms from the anchor, or 0…1 of the length where they are stretched to one;
 * curves — [stretch][bin], the mean of the values in each bin, NaN = none; mean, low, high — [bin] over the stretches, low and high the
 * 10 % and 90 % quantile.
 */
export interface Overlay {
  at: Float64Array
  starts: Float64Array
  curves: Float64Array[]
  mean: Float64Array
  low: Float64Array
  high: Float64Array
}

/** The stretches of a period that touch a range: day on day from midnight where the offset says so. offset — ms. */
export function periodsOf(range: TimeRange, period: number, offset: number): TimeRange[] {
  const first = Math.floor((range.start - offset) / period)
  const last = Math.floor((range.end - offset) / period)
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    start: (first + i) * period + offset,
    end: (first + i + 1) * period + offset,
  }))
}

/**
 * times, values — [row], NaN = missing. ranges — the stretches, half open. anchor — what they are aligned at; stretched — each is taken as
 * of one length instead. before, after — ms of what lies around each, counted from the anchor: before the start, or behind the end.
 */
export function overlay(
  times: Float64Array,
  values: Float64Array,
  ranges: readonly TimeRange[],
  {
    bins,
    anchor,
    stretched,
    before = 0,
    after = 0,
  }: { bins: number; anchor: 'start' | 'end'; stretched: boolean; before?: number; after?: number },
): Overlay {
  const longest = ranges.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  const whole = before + longest + after
  const curves = ranges.map(({ start, end }) => {
    const length = stretched ? end - start : whole
    const from = stretched ? start : anchor === 'start' ? start - before : end - longest - before
    const until = stretched ? end : end + after
    const sums = new Float64Array(bins)
    const counts = new Uint32Array(bins)
    for (let i = lowerBound(times, stretched ? start : start - before); i < times.length && times[i] < until; i++) {
      if (Number.isNaN(values[i])) continue
      const bin = Math.min(bins - 1, Math.floor(((times[i] - from) / length) * bins))
      sums[bin] += values[i]
      counts[bin]++
    }
    return sums.map((sum, b) => (counts[b] > 0 ? sum / counts[b] : NaN))
  })
  const across = (bin: number) => Float64Array.from(curves, (curve) => curve[bin]).filter((v) => !Number.isNaN(v))
  const summary = Array.from({ length: bins }, (_, bin) => {
    const there = across(bin)
    const mean = there.reduce((sum, v) => sum + v, 0) / there.length
    return [mean, ...quantilesOf(there, [0.1, 0.9])]
  })
  const place = (bin: number) => (bin + 0.5) / bins
  return {
    at: Float64Array.from({ length: bins }, (_, bin) =>
      stretched ? place(bin) : place(bin) * whole - before - (anchor === 'end' ? longest : 0),
    ),
    starts: Float64Array.from(ranges, ({ start }) => start),
    curves,
    mean: Float64Array.from(summary, ([mean]) => mean),
    low: Float64Array.from(summary, ([, low]) => low),
    high: Float64Array.from(summary, ([, , high]) => high),
  }
}
