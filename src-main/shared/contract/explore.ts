import { z } from 'zod'
import type { QualityReport } from '../quality.ts'
import { id, reply } from './call.ts'

export const exploreCalls = {
  /** Statistics, grades and findings of a whole dataset. Ended by the next one that is asked for, as cancelled. */
  'explore.quality': reply<QualityReport>()(z.object({ dataset: id })),
} as const
