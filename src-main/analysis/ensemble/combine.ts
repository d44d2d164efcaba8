import { badInput } from '../../shared/errors.ts'
import { checkEnsemble, isVote, type EnsembleOptions } from '../../shared/models/ensemble.ts'
import type { ThresholdChoice } from '../detectors/detector.ts'
import { standardiser } from './standardise.ts'

/** scores — [n], NaN = not assessed; threshold — its own; null where none has been set. */
export interface Member {
  name: string
  scores: Float64Array
  threshold: number | null
}

/** scores — [n], NaN = not assessed. threshold — the rule that belongs to them. */
export interface Combined {
  scores: Float64Array
  threshold: ThresholdChoice
}

/** Votes that make an alarm. */
function votesNeeded(members: number, { combine, k }: EnsembleOptions): number {
  return combine === 'all' ? members : combine === 'any' ? 1 : k
}

/**
 * One score from several. `member` is asked once for each, in order, so that long series need not lie in memory together.
 * A point is assessed where any member assesses it: means and maxima are over those that do, weights likewise; with votes
 * a member that does not assess a point does not vote. Votes give the share of the members whose threshold is exceeded.
 * The threshold is what the combination makes of the members' own: a point at which all of them are at their thresholds is at the
 * ensemble's. Where a member has none, it is three deviations above the mean.
 * Throws bad-input where the lengths differ or a voter has no threshold.
 */
export function combineScores(members: number, member: (index: number) => Member, options: EnsembleOptions): Combined {
  checkEnsemble(members, options)
  const vote = isVote(options.combine)
  let scores: Mixing | null = null
  const threshold = mixing(1, options)
  let complete = true
  for (let m = 0; m < members; m++) {
    const { name, scores: own, threshold: limit } = member(m)
    scores ??= mixing(own.length, options)
    if (own.length !== scores.length)
      throw badInput(
        `"${name}" has ${own.length} scores where the others have ${scores.length}: only runs of one dataset can be combined.`,
      )
    if (vote && limit === null) throw badInput(`"${name}" has no threshold, so it cannot vote.`)
    complete &&= limit !== null && Number.isFinite(limit)
    const level = vote
      ? (score: number) => (Number.isNaN(score) ? NaN : Number(score > limit!))
      : standardiser(own, options.standardise)
    const weight = options.combine === 'weighted' ? options.weights[m] : 1
    scores.add(own.map(level), weight)
    if (complete && !vote) threshold.add(Float64Array.of(level(limit!)), weight)
  }
  const divisor = vote ? members : null
  return {
    scores: scores!.values(divisor),
    threshold: vote
      ? { rule: 'fixed', params: { value: (votesNeeded(members, options) - 0.5) / members } }
      : complete
        ? { rule: 'fixed', params: { value: threshold.values(null)[0] } }
        : { rule: 'mean-sigma', params: { k: 3 } },
  }
}

type Mixing = ReturnType<typeof mixing>

/** Sums, or maxima, of what is there. */
function mixing(length: number, { combine }: EnsembleOptions) {
  const total = new Float64Array(length)
  const weights = new Float64Array(length)
  return {
    length,
    add(level: Float64Array, weight: number) {
      if (weight === 0) return
      for (let i = 0; i < length; i++) {
        if (Number.isNaN(level[i])) continue
        if (combine === 'max') total[i] = weights[i] === 0 ? level[i] : Math.max(total[i], level[i])
        else total[i] += weight * level[i]
        weights[i] += weight
      }
    },
    /** divisor — null: by the weights that were added. */
    values: (divisor: number | null) =>
      total.map((sum, i) => (weights[i] === 0 ? NaN : sum / (divisor ?? (combine === 'max' ? 1 : weights[i])))),
  }
}
