import { z } from 'zod'
import { epsilonOf } from './accountant.ts'
import type { ParamValues } from '../models/params.ts'

/**
 * How updates become one. proximal — how much a site is held to the common weights; clip — longest change of the weights that a site may
 * bring, 0 = any; noise — deviation over clip, 0 = none; delta — of the epsilon that is stated; sites — how many there are, where noise is
 * added; sample — share that takes part in a round.
 */
export const mergeSettings = z.object({
  proximal: z.number().finite().min(0),
  clip: z.number().finite().min(0),
  noise: z.number().finite().min(0),
  delta: z.number().gt(0).lt(1),
  sites: z.number().finite().min(0),
  sample: z.number().gt(0).max(1),
})
export type MergeSettings = z.output<typeof mergeSettings>

/** One merged round. loss — of the sites' training, weighted by their rows; NaN in round 0, where nothing was trained. */
export interface RoundRecord {
  round: number
  sites: string[]
  rows: number
  loss: number
  refused: string[]
}

/** What a federation's file says to a person. round — the next one: 0 wants sums, later ones weights. */
export interface FederationLook {
  detector: string
  name: string
  params: ParamValues
  channels: string[]
  /** Of each channel; null where nobody has said. */
  units: (string | null)[]
  round: number
  settings: MergeSettings
  history: RoundRecord[]
}

/** What a site hands back, without its numbers. loss — NaN where it holds sums. */
export interface UpdateLook {
  site: string
  round: number
  rows: number
  loss: number
}

/** What hides a site's part in the weights that are handed on, after rounds of training; null where no noise was added. */
export const epsilonAfter = (
  { noise, sample, delta }: Pick<MergeSettings, 'noise' | 'sample' | 'delta'>,
  rounds: number,
): number | null => (noise > 0 && rounds > 0 ? epsilonOf(sample, noise, rounds, delta) : null)

/** Why noise cannot be added so, in a sentence; null where it can, or where there is none. */
export const noiseProblem = ({ noise, clip, sites }: MergeSettings): string | null =>
  noise > 0 && (clip === 0 || sites === 0)
    ? 'Noise needs a longest change, which it is measured by, and how many sites there are.'
    : null
