import { badInput } from '../../shared/errors.ts'
import type { ThresholdInput } from './threshold.ts'

/** The assessed scores, in ascending order; copies. */
export function sortedScores(scores: Float64Array): Float64Array {
  return scores.filter(Number.isFinite).sort()
}

/**
 * What the training-based rules look at: the scores of the training data, or, for detectors that learn nothing and so
 * have none, the scores that are being judged. Ascending, at least one. Throws bad-input where nothing was assessed.
 */
export function calibrationScores(input: ThresholdInput): Float64Array {
  const training = sortedScores(input.training)
  const scores = training.length > 0 ? training : sortedScores(input.scored)
  if (scores.length === 0) throw badInput('No point has a score, so there is nothing to choose a threshold from.')
  return scores
}

/** Just below a score: `score > below(s)` holds for s, and for nothing that is noticeably lower. */
export const below = (score: number) => score - Math.max(Math.abs(score), 1e-300) * 1e-12

/** A threshold that parts two neighbouring scores, low < high: high is above it, low is not. */
export function between(low: number, high: number): number {
  const middle = low + (high - low) / 2
  return middle < high ? middle : low
}
