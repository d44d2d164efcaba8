import type { Standardisation } from '../../shared/models/ensemble.ts'
import { normalCdf } from '../math/distributions.ts'
import { isNothing } from '../preprocessing/nearly-constant.ts'
import { lowerBound, upperBound } from '../../shared/search.ts'

/**
 * Brings scores of different detectors, and their thresholds, to one scale, by all assessed scores of the run itself.
 * scores — [n], NaN = not assessed. The function that comes back takes one score; NaN stays NaN.
 * z — deviations from the mean; a run that never changes becomes 0. rank — share of the scores that are as high or lower, ties
 * sharing the mean. unify — Gaussian scaling of Kriegel, Kröger, Schubert and Zimek, Interpreting and unifying outlier scores,
 * SDM 2011: erf(z/√2), not below 0; beyond 8 deviations it is 1 to the last digit.
 */
export function standardiser(scores: Float64Array, how: Standardisation): (score: number) => number {
  if (how === 'rank') {
    const sorted = scores.filter((score) => !Number.isNaN(score)).sort()
    return (score) =>
      Number.isNaN(score) ? NaN : (lowerBound(sorted, score) + upperBound(sorted, score) + 1) / 2 / sorted.length
  }
  const { mean, deviation } = momentsOf(scores)
  const z = (score: number) => (deviation > 0 ? (score - mean) / deviation : 0 * score)
  return how === 'z' ? z : (score) => (Number.isNaN(score) ? NaN : Math.max(0, 2 * normalCdf(z(score)) - 1))
}

function momentsOf(scores: Float64Array): { mean: number; deviation: number } {
  let [n, mean, squares] = [0, 0, 0]
  for (const score of scores) {
    if (Number.isNaN(score)) continue
    const before = score - mean
    mean += before / ++n
    squares += before * (score - mean)
  }
  const deviation = n > 0 ? Math.sqrt(squares / n) : 0
  return { mean, deviation: isNothing(deviation, mean) ? 0 : deviation }
}
