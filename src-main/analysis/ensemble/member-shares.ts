import { isVote, type EnsembleOptions } from '../../shared/models/ensemble.ts'
import type { Member } from './combine.ts'
import { standardiser } from './standardise.ts'

/** What one member said of a point. level, limit — its score and threshold, standardised; votes: 1 and ½. */
export interface MemberShare {
  name: string
  /** null where the member did not assess the point. */
  score: number | null
  threshold: number | null
  level: number | null
  limit: number | null
  alarmed: boolean
  /** What it adds to the ensemble's score; those of all members sum to it. */
  adds: number
}

/**
 * How an ensemble's score of one row comes about, by the rules of combineScores. `member` is asked once for each, in order.
 * A mean is shared by weight among the members that assess the row; a maximum belongs to the one that reaches it; a vote counts alike for all.
 */
export function memberShares(
  members: number,
  member: (index: number) => Member,
  row: number,
  options: EnsembleOptions,
): MemberShare[] {
  const vote = isVote(options.combine)
  const shares = Array.from({ length: members }, (_, m): MemberShare => {
    const { name, scores, threshold } = member(m)
    const score = scores[row]
    const alarmed = threshold !== null && score > threshold
    const standard = vote ? null : standardiser(scores, options.standardise)
    const there = !Number.isNaN(score)
    return {
      name,
      threshold,
      alarmed,
      score: there ? score : null,
      adds: 0,
      level: !there ? null : standard ? standard(score) : Number(alarmed),
      limit: threshold === null ? null : standard ? standard(threshold) : 0.5,
    }
  })
  const weightOf = (m: number) =>
    shares[m].level === null ? 0 : options.combine === 'weighted' ? options.weights[m] : 1
  const total = vote ? members : shares.reduce((sum, _, m) => sum + weightOf(m), 0)
  const highest = shares.reduce(
    (best, share, m) => ((share.level ?? -Infinity) > (shares[best].level ?? -Infinity) ? m : best),
    0,
  )
  return shares.map((share, m) => {
    if (share.level === null || total === 0) return share
    return {
      ...share,
      adds: options.combine === 'max' ? (m === highest ? share.level : 0) : (weightOf(m) * share.level) / total,
    }
  })
}
