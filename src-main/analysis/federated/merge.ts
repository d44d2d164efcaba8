import { badInput } from '../../shared/errors.ts'
import type { StoredWeights } from '../layers/weights.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import type { RoundRecord } from '../../shared/sites/federation.ts'
import { withScaling, type Federation, type SiteUpdate } from './federation.ts'
import { networkSpecs } from './networks.ts'
import { agreedUnits } from './units.ts'

/** An update that lies this many times as far from the middle of all as they usually do is not merged. */
const farAway = 5
/** Fewer updates say nothing about how far they usually lie. */
const enoughToCompare = 4

export interface Merged {
  federation: Federation
  /** Which updates were left out, and why, in sentences. */
  refused: string[]
}

/**
 * Merges the updates of one round: means weighted by rows (McMahan et al., Communication-efficient learning of deep networks from
 * decentralized data, AISTATS 2017), or, with noise, sums of clipped changes with Gaussian noise over the expected number of sites
 * (McMahan et al., Learning differentially private recurrent language models, ICLR 2018). Throws bad-input, naming the site, for an update
 * of another architecture, unit or round, a site that comes twice, or where nothing is left. normal — draws standard normal noise, which nobody may be able to draw again.
 */
export function mergeUpdates(before: Federation, updates: readonly SiteUpdate[], normal: () => number): Merged {
  for (const [i, update] of updates.entries()) {
    checkSame(before, update)
    if (updates.findIndex(({ site }) => site === update.site) !== i)
      throw badInput(`Site "${update.site}" comes twice: give one update of each site.`)
  }
  const federation = { ...before, units: agreedUnits(before.channels, before.units, updates) }
  const refused: string[] = []
  const sound = updates.filter((update) => {
    const isSound = federation.weights
      ? Object.values(update.weights!).every((values) => values.every(Number.isFinite))
      : [...update.sums!.mean, ...update.sums!.squares].every(Number.isFinite)
    if (!isSound) refused.push(`Site "${update.site}" was left out: its update holds values that are no numbers.`)
    return isSound
  })
  const taken = federation.weights ? nearEnough(federation.weights, sound, refused) : sound
  if (taken.length === 0) throw badInput(['No update is left to merge.', ...refused].join(' '))
  const rows = taken.reduce((n, update) => n + update.rows, 0)
  const record: RoundRecord = {
    round: federation.round,
    sites: taken.map(({ site }) => site),
    rows,
    loss: taken.reduce((sum, update) => sum + (update.loss * update.rows) / rows, 0),
    refused,
  }
  if (!federation.weights) return { federation: withScaling(federation, taken, record), refused }
  const { clip, noise, sites, sample } = federation.settings
  const weights = Object.fromEntries(
    Object.entries(federation.weights).map(([name, values]) => [name, Float64Array.from(values)]),
  )
  const parts = taken.map((update) => ({ update, factor: clipFactor(federation.weights!, update.weights!, clip) }))
  for (const [name, into] of Object.entries(weights)) {
    const before = federation.weights[name]
    for (const { update, factor } of parts) {
      const share = noise > 0 ? 1 / (sites * sample) : update.rows / rows
      for (let i = 0; i < into.length; i++) into[i] += share * factor * (update.weights![name][i] - before[i])
    }
    if (noise > 0) for (let i = 0; i < into.length; i++) into[i] += (normal() * noise * clip) / (sites * sample)
  }
  return {
    federation: {
      ...federation,
      round: federation.round + 1,
      weights: Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float32Array.from(values)])),
      history: [...federation.history, record],
    },
    refused,
  }
}

function checkSame(federation: Federation, update: SiteUpdate): void {
  const { site } = update
  if (update.round !== federation.round)
    throw badInput(`The update of site "${site}" is of round ${update.round}, and this is round ${federation.round}.`)
  const specs = networkSpecs(federation.detector, federation.channels.length, federation.params)
  const same =
    update.detector === federation.detector &&
    update.version === federation.version &&
    JSON.stringify([update.channels, update.params]) === JSON.stringify([federation.channels, federation.params]) &&
    (federation.weights
      ? update.weights !== null &&
        Object.keys(update.weights).length === specs.length &&
        specs.every(({ name, shape }) => update.weights![name]?.length === shape.reduce((a, b) => a * b, 1))
      : update.sums !== null && update.sums.mean.length === federation.channels.length)
  if (!same)
    throw badInput(
      `The update of site "${site}" is of another architecture: detector, parameters, channels and sizes of all weights must be those of the federation.`,
    )
}

/** Updates whose change is not far from the middle (per weight, the median) of all changes; the others are named. */
function nearEnough(global: StoredWeights, updates: readonly SiteUpdate[], refused: string[]): SiteUpdate[] {
  if (updates.length < enoughToCompare) return [...updates]
  const squares = updates.map(() => 0)
  for (const [name, before] of Object.entries(global))
    for (let i = 0; i < before.length; i++) {
      const middle = quantileSorted(Float64Array.from(updates, ({ weights }) => weights![name][i]).sort(), 0.5)
      updates.forEach(({ weights }, u) => (squares[u] += (weights![name][i] - middle) ** 2))
    }
  const distances = squares.map(Math.sqrt)
  const usual = quantileSorted(Float64Array.from(distances).sort(), 0.5)
  return updates.filter(({ site }, u) => {
    const isNear = distances[u] <= farAway * usual || usual === 0
    if (!isNear)
      refused.push(
        `Site "${site}" was left out: its update lies ${(distances[u] / usual).toPrecision(2)} times as far from the others as they usually do.`,
      )
    return isNear
  })
}

/** What makes a change no longer than `clip`. */
function clipFactor(before: StoredWeights, after: StoredWeights, clip: number): number {
  if (clip === 0) return 1
  let squares = 0
  for (const [name, values] of Object.entries(before))
    for (let i = 0; i < values.length; i++) squares += (after[name][i] - values[i]) ** 2
  return Math.min(1, clip / Math.sqrt(squares || 1))
}
