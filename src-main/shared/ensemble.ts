import { z } from 'zod'

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
