import { z } from 'zod'

/** A run whose network is gone on from instead of beginning anew. keepFirst — whether its first layers stay as they are. */
export const startFrom = z.object({ run: z.number().int().positive(), keepFirst: z.boolean().default(false) })
export type StartFrom = z.output<typeof startFrom>
