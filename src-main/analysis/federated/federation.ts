import { badInput } from '../../shared/errors.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import type { Segment, Series } from '../../shared/data/series.ts'
import type { MergeSettings, RoundRecord } from '../../shared/sites/federation.ts'
import { detectorById } from '../detectors/index.ts'
import type { Job } from '../job.ts'
import { firstWeights, type StoredWeights } from '../layers/weights.ts'
import { firstSpread } from '../preprocessing/nearly-constant.ts'
import type { Scaler } from '../preprocessing/scaling.ts'
import { pickChannels, prepareTraining } from '../train-and-score.ts'
import { networkSpecs, type NetworkModel } from './networks.ts'
import { checkUnits, unitsOf, type Units } from './units.ts'

/** What every site trains, and how far it is. round 0 — sums are wanted; from 1 on, weights. */
export interface Federation {
  detector: string
  version: number
  params: ParamValues
  channels: string[]
  units: Units
  seed: number
  settings: MergeSettings
  round: number
  scaler: Scaler | null
  weights: StoredWeights | null
  history: RoundRecord[]
}

/** How many values, their mean and the sum of squared distances from it, per channel: no row can be read from it where there are many. */
export interface ChannelSums {
  rows: number
  mean: Float64Array
  squares: Float64Array
}

/** What a site hands back: sums in round 0, else weights. */
export interface SiteUpdate {
  site: string
  round: number
  detector: string
  version: number
  params: ParamValues
  channels: string[]
  /** As they are at the site. */
  units: Units
  rows: number
  loss: number
  sums: ChannelSums | null
  weights: StoredWeights | null
}

/** One part of the work of a site: what the federation asks for now. Throws bad-input where the data do not allow it. */
export async function trainAtSite(federation: Federation, site: string, series: Series, job: Job): Promise<SiteUpdate> {
  const { detector, version, params, channels, round, scaler, weights } = federation
  const missing = channels.find((name) => !series.channels.some((channel) => channel.name === name))
  if (missing !== undefined)
    throw badInput(
      `All sites train on channel "${missing}", which site "${site}" does not have. It has: ${series.channels.map(({ name }) => name).join(', ')}.`,
    )
  const units = unitsOf(channels, series)
  checkUnits(channels, federation.units, units, `at site "${site}"`)
  const { train } = prepareTraining(detectorById(detector), pickChannels(series, channels), { params })
  const rows = train.reduce((n, { times }) => n + times.length, 0)
  const update = { site, round, detector, version, params, channels, units, rows }
  if (!scaler || !weights) return { ...update, loss: NaN, sums: sumsOf(train), weights: null }
  let loss = NaN
  const own: Job = {
    ...job,
    checkpoint: (progress) => job.checkpoint(progress),
    seed: federation.seed + round,
    keeps: { proximal: federation.settings.proximal },
    epoch: (entry) => {
      loss = entry.loss
      job.epoch?.(entry)
    },
  }
  const before: NetworkModel = { scaler, weights, note: null }
  const trained = (await detectorById(detector).fit(train, params, own, before)) as NetworkModel
  return { ...update, loss, sums: null, weights: trained.weights }
}

function sumsOf(train: Segment[]): ChannelSums {
  const rows = train.reduce((n, { times }) => n + times.length, 0)
  const mean = Float64Array.from(train[0].values, (_, c) =>
    train.reduce((sum, { values }) => values[c].reduce((a, v) => a + v / rows, sum), 0),
  )
  const squares = mean.map((m, c) =>
    train.reduce((sum, { values }) => values[c].reduce((a, v) => a + (v - m) ** 2, sum), 0),
  )
  return { rows, mean, squares }
}

/** The scaling of all rows together, from the sums of each site. Chan, Golub and LeVeque 1979. */
export function scalerFromSums(parts: readonly ChannelSums[]): Scaler {
  const rows = parts.reduce((n, part) => n + part.rows, 0)
  const centre = parts[0].mean.map((_, c) => parts.reduce((sum, part) => sum + (part.mean[c] * part.rows) / rows, 0))
  const spread = centre.map((m, c) => {
    const squares = parts.reduce((sum, part) => sum + part.squares[c] + part.rows * (part.mean[c] - m) ** 2, 0)
    return firstSpread(m, Math.sqrt(squares / rows))
  })
  return { centre, spread }
}

/** A federation before its first round. Throws bad-input for a detector whose weights cannot be exchanged. */
export function beginFederation(
  chosen: Pick<Federation, 'detector' | 'params' | 'channels' | 'seed' | 'settings'> & { units?: Units },
): Federation {
  const { version } = detectorById(chosen.detector)
  networkSpecs(chosen.detector, chosen.channels.length, chosen.params)
  if (chosen.params.scaling !== 'z-score')
    throw badInput('Sites share sums and no rows, so the scaling has to be z-score.')
  const units = chosen.units ?? chosen.channels.map(() => null)
  return { ...chosen, units, version, round: 0, scaler: null, weights: null, history: [] }
}

/** The federation after its sums are known: round 1, with first weights from its seed. */
export function withScaling(federation: Federation, updates: readonly SiteUpdate[], record: RoundRecord): Federation {
  const { detector, channels, params, seed, history } = federation
  return {
    ...federation,
    round: 1,
    scaler: scalerFromSums(updates.map(({ sums }) => sums!)),
    weights: firstWeights(networkSpecs(detector, channels.length, params), seed),
    history: [...history, record],
  }
}
