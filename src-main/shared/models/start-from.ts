import { z } from 'zod'

/**
 * A run whose network is gone on from instead of beginning anew. keepFirst — whether its first layers stay as they are; names — channel of the
 * data → what the model calls it, '' = it begins afresh; those that are not named go by their own name.
 */
export const startFrom = z.object({
  run: z.number().int().positive(),
  keepFirst: z.boolean().default(false),
  names: z.record(z.string(), z.string()).optional(),
})
export type StartFrom = z.output<typeof startFrom>
