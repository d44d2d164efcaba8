import { lowerBound } from '../../src-main/shared/search.ts'

/** A stretch of time laid over pixels. start, end — epoch ms; width — px. */
export interface TimeScale {
  start: number
  end: number
  width: number
}

export const toX = (scale: TimeScale, time: number) => ((time - scale.start) / (scale.end - scale.start)) * scale.width
export const toTime = (scale: TimeScale, x: number) => scale.start + (x / scale.width) * (scale.end - scale.start)

/** Zooms about a fixed time. factor < 1 zooms in. The answer keeps to `limits`, and to a span of at least `least` ms. */
export function zoomed(
  range: { start: number; end: number },
  about: number,
  factor: number,
  limits: { start: number; end: number },
  least: number,
) {
  const span = range.end - range.start
  const wanted = Math.min(Math.max(span * factor, least), limits.end - limits.start)
  const share = (about - range.start) / span
  return kept({ start: about - share * wanted, end: about + (1 - share) * wanted }, limits)
}

/** Moves a range, without changing its span, to where it fits into the limits. */
export function kept(range: { start: number; end: number }, limits: { start: number; end: number }) {
  const span = Math.min(range.end - range.start, limits.end - limits.start)
  const start = Math.min(Math.max(range.start, limits.start), limits.end - span)
  return { start, end: start + span }
}

/** The sample time nearest to a time. times — ascending. */
export function nearest(times: ArrayLike<number>, time: number): number {
  if (times.length === 0) return time
  const above = lowerBound(times, time)
  if (above === 0) return times[0]
  if (above === times.length) return times[above - 1]
  return times[above] - time < time - times[above - 1] ? times[above] : times[above - 1]
}
