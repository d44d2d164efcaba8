import type { Standardisation } from '../../shared/ensemble.ts'
import { normalCdf } from '../math/distributions.ts'
import { ranks } from '../math/ranks.ts'

/**
 * Scores of different detectors on one scale, by all assessed scores of the run itself. scores — [n], NaN = not assessed;
 * so is the result.
 * z — deviations from the mean; a run that never changes becomes 0. rank — share of the scores that are as high or lower, ties
 * sharing the mean. unify — Gaussian scaling of Kriegel, Kröger, Schubert and Zimek, Interpreting and unifying outlier scores,
 * SDM 2011: erf(z/√2), not below 0; beyond 8 deviations it is 1 to the last digit.
 */
export function standardised(scores: Float64Array, how: Standardisation): Float64Array {
  if (how === 'rank') return ranked(scores)
  const { mean, deviation } = momentsOf(scores)
  const z = scores.map((score) => (deviation > 0 ? (score - mean) / deviation : 0 * score))
  return how === 'z' ? z : z.map((value) => (Number.isNaN(value) ? NaN : Math.max(0, 2 * normalCdf(value) - 1)))
}

function ranked(scores: Float64Array): Float64Array {
  const assessed = scores.filter((score) => !Number.isNaN(score))
  const places = ranks(assessed)
  let at = 0
  return scores.map((score) => (Number.isNaN(score) ? NaN : places[at++] / assessed.length))
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
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 }
}
