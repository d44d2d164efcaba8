import { z } from 'zod'
import { exploreScope, type ExploreAnswer } from '../explore.ts'
import type { QualityReport } from '../quality.ts'
import { id, nothing, reply, token } from './call.ts'

export const exploreCalls = {
  /** Statistics, grades and findings of a whole dataset. Ended by the next one that is asked for, as cancelled. */
  'explore.quality': reply<QualityReport>()(z.object({ dataset: id })),
  /** One question about a stretch. Ended, as cancelled, by the next one of any kind. */
  'explore.ask': reply<ExploreAnswer>()(exploreScope),
  'explore.cancel': reply<void>()(nothing),
  /** Writes a picture or a table that the page has made. content — text, or base64 of a PNG. */
  'explore.save': reply<void>()(
    z.object({ file: token, kind: z.enum(['csv', 'svg', 'png']), content: z.string().max(30_000_000) }),
  ),
} as const
