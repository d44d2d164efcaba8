import { z } from 'zod'
import { mergeSettings, type FederationLook, type UpdateLook } from '../sites/federation.ts'
import type { FileRef } from './app.ts'
import { id, name, paramValues, reply, seed, token } from './call.ts'

/** The rows of one site in this project. trainShare — that have a part, at their beginning. */
const siteRows = { site: name, datasets: z.array(id).min(1).max(1000), trainShare: z.number().min(0.01).max(1) }

/** Training at many sites that keep their data. Files to be written are from files.pickSave; `file` of an answer opens what was written. */
export const federationCalls = {
  'federation.look': reply<FederationLook>()(z.object({ file: token })),
  'federation.lookAtUpdate': reply<UpdateLook>()(z.object({ file: token })),
  'federation.begin': reply<{ look: FederationLook; file: FileRef }>()(
    z.object({
      detector: z.string(),
      params: paramValues,
      channels: z.array(name).min(1).max(10_000),
      /** Of each channel, null where it has none. */
      units: z.array(z.string().max(100).nullable()).max(10_000).optional(),
      settings: mergeSettings,
      seed: seed.default(1),
      out: token,
    }),
  ),
  /** What the federation asks of a site now: sums of its rows, then weights. */
  'federation.train': reply<{ job: number; file: FileRef }>()(z.object({ file: token, ...siteRows, out: token })),
  'federation.merge': reply<{ job: number; file: FileRef }>()(
    z.object({ file: token, updates: z.array(token).min(1).max(10_000), out: token }),
  ),
  /** Makes runs of the common model on the datasets of a site. */
  'federation.apply': reply<{ job: number }>()(z.object({ file: token, ...siteRows })),
} as const
