import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convAutoencoderDetector } from '../../src-main/analysis/detectors/conv-autoencoder.ts'
import { epsilonOf } from '../../src-main/shared/sites/accountant.ts'
import { beginFederation, trainAtSite } from '../../src-main/analysis/federated/federation.ts'
import { mergeUpdates } from '../../src-main/analysis/federated/merge.ts'
import type { NetworkModel } from '../../src-main/analysis/federated/networks.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { averagePrecision, rankingCurve } from '../../src-main/analysis/metrics/ranking.ts'
import { fitScaler } from '../../src-main/analysis/preprocessing/scaling.ts'
import { scoreSeries } from '../../src-main/analysis/train-and-score.ts'
import { parseParams } from '../../src-main/shared/models/params.ts'
import type { Segment, Series } from '../../src-main/shared/data/series.ts'

/**
 * The table of docs/federated.md: experiments of the SKAB benchmark as sites. Each trains on its first 400 rows, which are normal, and is
 * judged on the rest. `node bin/with-node.js scripts/bench/federated.ts`, with the data in ../shared/data.
 */
const folder = join(import.meta.dirname, '../../../shared/data/skab/valve1')
const trainRows = 400
const rounds = 10
const seeds = [1, 2, 3, 4, 5]
const detector = convAutoencoderDetector
const params = parseParams(detector.params, { window: 20, epochs: 1, batch: 16, learningRate: 0.002, points: 'mean' })

interface Site {
  series: Series
  labels: Uint8Array
  train: Segment
}

function siteOf(file: string): Site {
  const [head, ...lines] = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/)
  const names = head.split(';').slice(1, 9)
  const cells = lines.map((line) => line.split(';'))
  const times = Float64Array.from(cells, (row) => Date.parse(`${row[0].replace(' ', 'T')}Z`))
  const values = names.map((_, c) => Float64Array.from(cells, (row) => Number(row[c + 1])))
  return {
    series: { times, values, channels: names.map((name) => ({ name, unit: null })) },
    labels: Uint8Array.from(cells, (row) => Number(row[9])),
    train: { start: 0, times: times.subarray(0, trainRows), values: values.map((v) => v.subarray(0, trainRows)) },
  }
}

const first = ({ series }: Site): Series => ({
  ...series,
  times: series.times.subarray(0, trainRows),
  values: series.values.map((v) => v.subarray(0, trainRows)),
})

async function aucPr(model: NetworkModel, { series, labels }: Site): Promise<number> {
  const channels = series.channels.map(({ name }) => name)
  const trained = { detector: detector.id, version: detector.version, params, channels, data: model }
  const { scores } = await scoreSeries(trained, series, {}, quietJob())
  return averagePrecision(rankingCurve(scores.subarray(trainRows), labels.subarray(trainRows)))!
}

/** As many epochs as the federation has rounds, so that every row is seen as often. */
const fit = (segments: Segment[], seed: number) =>
  detector.fit(segments, { ...params, epochs: rounds, patience: 1000 }, quietJob({ seed }))

async function federated(sites: Site[], seed: number, change: object): Promise<NetworkModel> {
  const plain = { proximal: 0, clip: 0, noise: 0, delta: 1e-5, sites: sites.length, sample: 1 }
  const channels = sites[0].series.channels.map(({ name }) => name)
  let federation = beginFederation({ detector: detector.id, params, channels, seed, settings: { ...plain, ...change } })
  const { normal } = seededRandom(seed)
  for (let round = 0; round <= rounds; round++) {
    const updates = []
    for (const [i, site] of sites.entries())
      updates.push(await trainAtSite(federation, `${i}`, first(site), quietJob({ seed: 100 * seed + i })))
    federation = mergeUpdates(federation, updates, normal).federation
  }
  return { scaler: federation.scaler!, weights: federation.weights!, note: null }
}

const noise = { clip: 1, noise: 0.5 }
const ways: Record<string, (sites: Site[], seed: number) => Promise<NetworkModel[]>> = {
  'each site alone': (sites, seed) => Promise.all(sites.map(({ train }) => fit([train], seed))),
  'all rows pooled': async (sites, seed) => {
    const model = await fit(
      sites.map(({ train }) => train),
      seed,
    )
    return sites.map(() => model)
  },
  federated: async (sites, seed) => repeated(await federated(sites, seed, {}), sites),
  'federated, FedProx 0.1': async (sites, seed) => repeated(await federated(sites, seed, { proximal: 0.1 }), sites),
  'federated with noise': async (sites, seed) => repeated(await federated(sites, seed, noise), sites),
}
const repeated = <T>(one: T, of: readonly unknown[]): T[] => of.map(() => one)

/** 95 % interval of the mean over sites, by drawing sites. */
function interval(bySite: number[]): [number, number] {
  const random = seededRandom(7)
  const means = Float64Array.from({ length: 2000 }, () => {
    let sum = 0
    for (let i = 0; i < bySite.length; i++) sum += bySite[random.below(bySite.length)]
    return sum / bySite.length
  }).sort()
  return [means[50], means[1949]]
}

if (!existsSync(folder)) throw new Error('The SKAB data are not in ../shared/data.')
const sites = ['0', '2', '4', '6', '8', '10'].map((name) => siteOf(`${name}.csv`))
if (fitScaler([sites[0].train], 'z-score').centre.length !== 8) throw new Error('These are not the SKAB data.')
const bySite: Record<string, number[]> = {}
for (const [name, way] of Object.entries(ways)) {
  const sums = sites.map(() => 0)
  for (const seed of seeds) {
    const models = await way(sites, seed)
    for (const [i, site] of sites.entries()) sums[i] += (await aucPr(models[i], site)) / seeds.length
  }
  bySite[name] = sums
  const mean = sums.reduce((a, b) => a + b) / sums.length
  const [low, high] = interval(sums)
  const pooled = name.startsWith('fed') ? bySite['all rows pooled'] : null
  const apart = pooled ? interval(sums.map((v, i) => v - pooled[i])) : []
  console.log(
    `| ${name} | ${mean.toFixed(3)} | ${low.toFixed(3)} … ${high.toFixed(3)} | ${apart.map((v) => v.toFixed(3)).join(' … ')} | ${sums.map((v) => v.toFixed(2)).join(' ')} |`,
  )
}
console.log(`epsilon ${epsilonOf(1, noise.noise, rounds, 1e-5).toFixed(1)} at delta 1e-5, ${rounds} rounds`)
