import { z } from 'zod'
import { exploreScope, type ExploreAnswer } from '../data/explore.ts'
import { type ChannelLimits, findingKinds, type FindingPlace, type QualityReport } from '../data/quality.ts'
import { id, nothing, reply, time, token } from './call.ts'

const finding = z.object({
  kind: z.enum(findingKinds),
  channel: z.string().max(1000).nullable(),
  start: time,
  end: time,
})

export const exploreCalls = {
  /** Statistics, grades and findings of a whole dataset. Ended by the next one that is asked for, as cancelled. */
  'explore.quality': reply<QualityReport>()(z.object({ dataset: id })),
  /** Findings that somebody has said are right as they are. */
  'explore.right': reply<FindingPlace[]>()(z.object({ dataset: id })),
  'explore.setRight': reply<void>()(z.object({ dataset: id, finding, right: z.boolean() })),
  /** Limits that were typed for channels: what lies beyond them is a finding. */
  'explore.limits': reply<ChannelLimits[]>()(z.object({ dataset: id })),
  'explore.setLimits': reply<ChannelLimits[]>()(
    z.object({ dataset: id, channel: id, low: z.number().finite().nullable(), high: z.number().finite().nullable() }),
  ),
  /** One question about a stretch. Ended, as cancelled, by the next one of any kind. */
  'explore.ask': reply<ExploreAnswer>()(exploreScope),
  /** The same about what lies between two cursors; ended by the next of its own. */
  'explore.measure': reply<ExploreAnswer>()(exploreScope),
  'explore.cancel': reply<void>()(nothing),
  /** Writes a picture or a table that the page has made. content — text, or base64 of a PNG. */
  'explore.save': reply<void>()(
    z.object({ file: token, kind: z.enum(['csv', 'svg', 'png']), content: z.string().max(30_000_000) }),
  ),
} as const
