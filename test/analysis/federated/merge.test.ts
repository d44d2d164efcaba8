import { describe, expect, test } from 'vitest'
import {
  beginFederation,
  scalerFromSums,
  trainAtSite,
  type Federation,
  type SiteUpdate,
} from '../../../src-main/analysis/federated/federation.ts'
import {
  packFederation,
  packUpdate,
  unpackFederation,
  unpackUpdate,
} from '../../../src-main/analysis/federated/file.ts'
import { mergeUpdates } from '../../../src-main/analysis/federated/merge.ts'
import { convAutoencoderDetector } from '../../../src-main/analysis/detectors/conv-autoencoder.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { fitScaler } from '../../../src-main/analysis/preprocessing/scaling.ts'
import { parseParams } from '../../../src-main/shared/models/params.ts'
import { planted } from '../../conformance/planted.ts'

const settings = { proximal: 0, clip: 0, noise: 0, delta: 1e-5, sites: 0, sample: 1 }
const begin = (change = {}): Federation =>
  beginFederation({
    detector: 'conv-autoencoder',
    params: parseParams(convAutoencoderDetector.params, { window: 25, epochs: 1 }),
    channels: ['channel 1', 'channel 2'],
    seed: 3,
    settings: { ...settings, ...change },
  })
const sites = [250, 400, 550].map((n, i) => planted(n, 2, [], i + 1).series)
const silent = () => 0
const train = (federation: Federation, which = sites) =>
  Promise.all(which.map((series, i) => trainAtSite(federation, `site ${i}`, series, quietJob({ seed: 1 }))))

async function firstRound(change = {}) {
  const first = begin(change)
  return mergeUpdates(first, await train(first), silent).federation
}

/** An update that moves every weight by `by`. */
const moved = (federation: Federation, site: string, by: number, rows = 100): SiteUpdate => ({
  ...federation,
  site,
  rows,
  loss: 1,
  sums: null,
  weights: Object.fromEntries(
    Object.entries(federation.weights!).map(([name, values]) => [name, values.map((v) => v + by)]),
  ),
})
const change = (before: Federation, after: Federation) => {
  const [name, values] = Object.entries(before.weights!)[0]
  return after.weights![name][0] - values[0]
}

describe('a federation', () => {
  test('scales by sums as if all rows lay together', async () => {
    const federation = await firstRound()
    const all = fitScaler(
      sites.map((series) => ({ start: 0, times: series.times, values: series.values })),
      'z-score',
    )
    expect(federation.round).toBe(1)
    all.centre.forEach((v, c) => expect(federation.scaler!.centre[c]).toBeCloseTo(v, 9))
    all.spread.forEach((v, c) => expect(federation.scaler!.spread[c]).toBeCloseTo(v, 9))
    expect(scalerFromSums([{ rows: 2, mean: Float64Array.of(1e9), squares: Float64Array.of(2) }]).spread[0]).toBe(1)
  })

  test('learns from round to round, and survives its files', async () => {
    let federation = await firstRound()
    for (let round = 0; round < 4; round++) {
      const updates = (await train(federation)).map((update) => unpackUpdate(packUpdate(update), 'u'))
      federation = unpackFederation(packFederation(mergeUpdates(federation, updates, silent).federation), 'f')
    }
    const losses = federation.history.slice(1).map(({ loss }) => loss)
    expect(losses[3]).toBeLessThan(0.8 * losses[0])
    expect(federation.history.at(-1)).toMatchObject({ round: 4, sites: ['site 0', 'site 1', 'site 2'], rows: 1200 })
    expect(() => unpackFederation(packUpdate(moved(federation, 'a', 0)), 'u')).toThrow('"u" is not a federation.')
  })

  test('weighs sites by their rows', async () => {
    const federation = await firstRound()
    const merged = mergeUpdates(federation, [moved(federation, 'a', 1, 100), moved(federation, 'b', 2, 300)], silent)
    expect(change(federation, merged.federation)).toBeCloseTo(1.75, 5)
  })

  test('the proximal term holds a site to the common weights', async () => {
    const distance = async (proximal: number) => {
      const federation = await firstRound({ proximal })
      const [update] = await train(federation, sites.slice(2))
      return Math.hypot(
        ...Object.entries(update.weights!).flatMap(([name, values]) =>
          [...values].map((v, i) => v - federation.weights![name][i]),
        ),
      )
    }
    const [free, held] = [await distance(0), await distance(1000)]
    expect(held).toBeLessThan(0.5 * free)
    expect(held).toBeGreaterThan(0)
  })

  test('clips what a site brings, and adds noise by the clipping length', async () => {
    const clipped = await firstRound({ clip: 1 })
    const count = Object.values(clipped.weights!).reduce((n, { length }) => n + length, 0)
    const after = mergeUpdates(clipped, [moved(clipped, 'a', 5)], silent).federation
    expect(change(clipped, after)).toBeCloseTo(1 / Math.sqrt(count), 5)
    const noisy = await firstRound({ clip: 1, noise: 2, sites: 4, sample: 0.5 })
    const { normal } = seededRandom(1)
    const with0 = mergeUpdates(noisy, [moved(noisy, 'a', 0)], normal).federation
    const all = Object.entries(noisy.weights!).flatMap(([name, values]) =>
      [...values].map((v, i) => with0.weights![name][i] - v),
    )
    // σ · clip over the expected number of sites: 2 · 1 / 2.
    expect(Math.sqrt(all.reduce((sum, v) => sum + v * v, 0) / all.length)).toBeCloseTo(1, 1)
  })

  test('refuses by name what does not belong, is no number or lies far away', async () => {
    const federation = await firstRound()
    const good = ['a', 'b', 'c', 'd'].map((site, i) => moved(federation, site, 0.01 * (1 + i)))
    const merge = (...updates: SiteUpdate[]) => mergeUpdates(federation, updates, silent)
    expect(() => merge({ ...good[0], params: { ...federation.params, window: 30 } })).toThrow(
      'The update of site "a" is of another architecture',
    )
    expect(() => merge({ ...good[0], weights: { ...good[0].weights, output: new Float32Array(3) } })).toThrow(
      '"a" is of another architecture',
    )
    expect(() => merge({ ...good[1], round: 7 })).toThrow('The update of site "b" is of round 7, and this is round 1.')
    expect(() => merge(good[0], good[0])).toThrow('Site "a" comes twice')
    const broken = moved(federation, 'broken', NaN)
    expect(merge(...good, broken).refused).toEqual([
      'Site "broken" was left out: its update holds values that are no numbers.',
    ])
    expect(() => merge(broken)).toThrow('No update is left to merge.')
    const { refused, federation: merged } = merge(...good, moved(federation, 'mad', 50))
    expect(refused).toEqual([expect.stringMatching(/^Site "mad" was left out: its update lies \S+ times as far/)])
    expect(merged.history.at(-1)!.sites).toEqual(['a', 'b', 'c', 'd'])
    expect(() => beginFederation({ ...federation, detector: 'pca' })).toThrow(
      'has no weights that could be carried over',
    )
  })
})

describe('units', () => {
  const inUnit = (series: (typeof sites)[number], unit: string | null) => ({
    ...series,
    channels: series.channels.map((channel, c) => (c === 1 ? { ...channel, unit } : channel)),
  })

  test('a site with another unit is refused by name; one that says none is taken', async () => {
    const first = begin()
    const updates = await train(first, [inUnit(sites[0], null), inUnit(sites[1], '°C'), inUnit(sites[2], '°F')])
    expect(() => mergeUpdates(first, updates, silent)).toThrow(
      'Channel "channel 2" comes in °F at site "site 2", and the sites train on °C: convert it first, or mend the unit that is written down.',
    )
    expect(mergeUpdates(first, updates.slice(0, 2), silent).federation.units).toEqual([null, '°C'])
  })

  test('what all have agreed on travels with the file and is asked of each site before it trains', async () => {
    const first = begin({})
    const merged = mergeUpdates(first, await train(first, [inUnit(sites[0], '°C')]), silent).federation
    const carried = unpackFederation(packFederation(merged), 'round 1')
    await expect(train(carried, [inUnit(sites[1], 'K')])).rejects.toThrow('comes in K at site "site 0"')
  })

  test('a file of a version that knew no units is read', () => {
    const { units: _, ...old } = begin()
    expect(unpackFederation(packFederation(old as Federation), 'old').units).toEqual([null, null])
  })
})
