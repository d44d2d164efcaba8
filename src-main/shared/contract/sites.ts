import { z } from 'zod'
import { mapPicture, siteWays, type SitePair, type SitesReport, type SitesState } from '../sites/sites.ts'
import { id, name, nothing, paramValues, reply, seed, token } from './call.ts'

const number = z.number().finite()

export const siteCalls = {
  'sites.state': reply<SitesState>()(nothing),
  /** Puts datasets to a site; null takes them out of the one they are in. */
  'sites.assign': reply<void>()(z.object({ datasets: z.array(id).min(1).max(10_000), site: name.nullable() })),
  /** Every dataset becomes a site of its own name; or those of a folder become one that is called as the folder. */
  'sites.assignBy': reply<{ assigned: number; notes: string[] }>()(z.object({ by: z.enum(['file', 'folder']) })),
  /** Columns of a file that could name the site of a row: text, or few different whole numbers; with how many there are. */
  'sites.columns': reply<{ name: string; values: number; first: string[] }[]>()(z.object({ file: token })),
  /** Imports each site of a file as a dataset of its own. */
  'sites.import': reply<{ job: number }>()(z.object({ file: token, column: name })),
  /** null — the place that the data hold counts again. */
  'sites.place': reply<void>()(z.object({ site: name, place: z.object({ x: number, y: number }).nullable() })),
  /** Places of many sites from a table with a column of their names and two of coordinates. */
  'sites.placesFrom': reply<{ placed: number; notes: string[] }>()(z.object({ file: token })),
  /** A picture (PNG or JPEG) under the map, over all places at first; null takes it away. */
  'sites.picture': reply<void>()(z.object({ file: token.nullable() })),
  'sites.movePicture': reply<void>()(mapPicture),
  /** Trains models of all sites and judges them on what comes after the training part of each. */
  'sites.train': reply<{ job: number }>()(
    z.object({
      detectors: z
        .array(z.object({ id: z.string(), params: paramValues }))
        .min(1)
        .max(40),
      ways: z.array(z.enum(siteWays)).min(1),
      /** Of each site, at its beginning. */
      trainShare: z.number().min(0.01).max(0.99),
      /** Make runs of the best model of each site. */
      keep: z.boolean(),
      seed: seed.default(1),
    }),
  ),
  /** What the last training of sites came to; null before the first. */
  'sites.report': reply<SitesReport | null>()(nothing),
  'sites.correlation': reply<{ channel: string; channels: string[]; pairs: SitePair[] }>()(
    z.object({ channel: name.nullable() }),
  ),
} as const
