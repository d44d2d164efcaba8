import { upperBound } from '../search.ts'

/** A longer step than this many usual ones is a gap. */
export const gapSteps = 5

/** What happens more often than this is no exception. */
const RARE = 0.02
/** So many long steps are exceptions in however short a series. */
const FEW = 4
/** Rows that take less than this share of the time between them come in bunches. */
const BUNCHED = 0.05

/**
 * The step that a series has where nothing is missing: the median, unless more than 2 % of the steps are over five times as long and are no
 * gaps for all that. They are none where rows come in bunches (tags that are read one after the other) or when a value changes, so that steps
 * are of all lengths: then it is the step that nearly none exceeds. steps — ascending, above 0. NaN where there are none.
 */
export function usualStepOf(steps: ArrayLike<number>): number {
  const n = steps.length
  if (n === 0) return NaN
  const median = steps[(n - 1) >> 1]
  const first = upperBound(steps, gapSteps * median)
  const exceptions = Math.max(Math.ceil(RARE * n), FEW)
  if (n - first <= exceptions) return median
  const ofAllLengths = first - upperBound(steps, (gapSteps / 2) * median) >= (n - first) / 2
  return ofAllLengths || sum(steps, 0, first) < BUNCHED * sum(steps, 0, n) ? steps[n - 1 - exceptions] : median
}

function sum(steps: ArrayLike<number>, from: number, to: number): number {
  let all = 0
  for (let i = from; i < to; i++) all += steps[i]
  return all
}
