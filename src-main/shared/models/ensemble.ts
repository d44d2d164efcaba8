import { z } from 'zod'
import { badInput } from '../errors.ts'

/**
 * How runs become one. standardise — what is done to each run's scores first; votes need none.
 * combine — mean, maximum or weighted mean of the scores; or votes of the thresholds: all, any, or at least `k` of them.
 */
export const ensembleOptions = z.object({
  standardise: z.enum(['z', 'rank', 'unify']).default('z'),
  combine: z.enum(['mean', 'max', 'weighted', 'all', 'any', 'votes']).default('mean'),
  /** One per run, for the weighted mean. */
  weights: z.array(z.number().min(0).max(1e6)).max(50).default([]),
  /** For `votes`. */
  k: z.number().int().min(1).max(50).default(2),
})
export type EnsembleOptions = z.output<typeof ensembleOptions>
export type Standardisation = EnsembleOptions['standardise']

/** How an ensemble was made: JSON in the place where other models keep what they learnt. thresholds — of the members, then. */
export const ensembleRecipe = z.object({
  runs: z.array(z.number().int().positive()),
  thresholds: z.array(z.number().nullable()),
  options: ensembleOptions,
})
export type EnsembleRecipe = z.output<typeof ensembleRecipe>

export const isVote = (combine: EnsembleOptions['combine']) =>
  combine === 'all' || combine === 'any' || combine === 'votes'

/** Throws bad-input where the options do not fit the number of members. */
export function checkEnsemble(members: number, { combine, weights, k }: EnsembleOptions): void {
  if (members < 2) throw badInput('An ensemble needs at least two members.')
  if (combine === 'weighted' && weights.length !== members)
    throw badInput(`There are ${weights.length} weights for ${members} members.`)
  if (combine === 'weighted' && !weights.some((weight) => weight > 0))
    throw badInput('Every weight is 0: at least one must be more.')
  if (combine === 'votes' && k > members) throw badInput(`${k} of ${members} members cannot agree.`)
}
