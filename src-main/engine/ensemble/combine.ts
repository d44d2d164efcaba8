import { badInput } from '../../shared/errors.ts'
import type { EnsembleOptions } from '../../shared/ensemble.ts'
import type { ThresholdChoice } from '../detectors/detector.ts'
import { standardised } from './standardise.ts'

/** scores — [n], NaN = not assessed; threshold — its own, for votes; null where none has been set. */
export interface Member {
  name: string
  scores: Float64Array
  threshold: number | null
}

/** Throws bad-input where the options do not fit the number of members. */
export function checkEnsemble(members: number, { combine, weights, k }: EnsembleOptions): void {
  if (members < 2) throw badInput('An ensemble needs at least two members.')
  if (combine === 'weighted' && weights.length !== members) throw badInput(`There are ${weights.length} weights for ${members} members.`)
  if (combine === 'weighted' && !weights.some((weight) => weight > 0)) throw badInput('Every weight is 0: at least one must be more.')
  if (combine === 'votes' && k > members) throw badInput(`${k} of ${members} members cannot agree.`)
}

export const isVote = (combine: EnsembleOptions['combine']) => combine === 'all' || combine === 'any' || combine === 'votes'

/** Votes that make an alarm. */
function votesNeeded(members: number, { combine, k }: EnsembleOptions): number {
  return combine === 'all' ? members : combine === 'any' ? 1 : k
}

/** The threshold that belongs to the combination: for votes the one that its rule says, else three deviations. */
export function ensembleThreshold(members: number, options: EnsembleOptions): ThresholdChoice {
  return isVote(options.combine)
    ? { rule: 'fixed', params: { value: (votesNeeded(members, options) - 0.5) / members } }
    : { rule: 'mean-sigma', params: { k: 3 } }
}

/**
 * One score from several. `member` is asked once for each, in order, so that long series need not lie in memory together.
 * A point is assessed where any member assesses it: means and maxima are over those that do, weights likewise; with votes
 * a member that does not assess a point does not vote. Votes give the share of the members whose threshold is exceeded.
 * Throws bad-input where the lengths differ or a voter has no threshold.
 */
export function combineScores(members: number, member: (index: number) => Member, options: EnsembleOptions): Float64Array {
  checkEnsemble(members, options)
  const vote = isVote(options.combine)
  let total: Float64Array | null = null
  let weights: Float64Array | null = null
  for (let m = 0; m < members; m++) {
    const { name, scores, threshold } = member(m)
    total ??= new Float64Array(scores.length)
    weights ??= new Float64Array(scores.length)
    if (scores.length !== total.length) throw badInput(`"${name}" has ${scores.length} scores where the others have ${total.length}: only runs of one dataset can be combined.`)
    if (vote && threshold === null) throw badInput(`"${name}" has no threshold, so it cannot vote.`)
    const level = vote ? scores.map((score) => (Number.isNaN(score) ? NaN : Number(score > threshold!))) : standardised(scores, options.standardise)
    const weight = options.combine === 'weighted' ? options.weights[m] : 1
    for (let i = 0; i < level.length; i++) {
      if (Number.isNaN(level[i]) || weight === 0) continue
      if (options.combine === 'max') total[i] = weights[i] === 0 ? level[i] : Math.max(total[i], level[i])
      else total[i] += weight * level[i]
      weights[i] += weight
    }
  }
  const divisor = (weight: number) => (vote ? members : options.combine === 'max' ? 1 : weight)
  return total!.map((sum, i) => (weights![i] === 0 ? NaN : sum / divisor(weights![i])))
}
