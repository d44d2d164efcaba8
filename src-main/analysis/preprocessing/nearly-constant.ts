/**
 * Rounding leaves a "spread" of about 1e-16 times their size in values that are all the same, and sums of many of them leave
 * more. What lies below is no spread: dividing by it would turn the next rounding error into an enormous score.
 */
const resolution = 1e-12

/** Squares of anything smaller vanish in a 64-bit number. */
const least = 1e-150

/** Whether `spread` is nothing beside values of size `magnitude` (same unit). NaN is nothing. */
export const isNothing = (spread: number, magnitude: number) =>
  !(spread > Math.max(least, resolution * Math.abs(magnitude)))

/** The first of the spreads that is something beside `magnitude`; 1 where none is, so that a constant keeps its own unit. */
export const firstSpread = (magnitude: number, ...spreads: number[]) =>
  spreads.find((spread) => !isNothing(spread, magnitude)) ?? 1
