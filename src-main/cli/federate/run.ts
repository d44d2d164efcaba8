import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { detectorById } from '../../analysis/detectors/index.ts'
import { epsilonOf } from '../../analysis/federated/accountant.ts'
import { trainAtSite, type Federation } from '../../analysis/federated/federation.ts'
import { packFederation, packUpdate, unpackFederation, unpackUpdate } from '../../analysis/federated/file.ts'
import { mergeUpdates } from '../../analysis/federated/merge.ts'
import { quietJob, type Job } from '../../analysis/job.ts'
import { medianStep } from '../../analysis/preprocessing/gaps.ts'
import { thresholdById } from '../../analysis/thresholds/index.ts'
import { pickChannels, scoreSeries, type TrainedModel } from '../../analysis/train-and-score.ts'
import { checkBundleFolder, writeBundle } from '../../formats/bundle/write-bundle.ts'
import { writeOutput } from '../../files/output.ts'
import { installation } from '../../hosting/installation.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { Series } from '../../shared/data/series.ts'
import { checkFile } from '../check-file.ts'
import { engineFrom, wholeNumber } from '../detect/options.ts'
import { readFile } from '../detect/read.ts'
import { startEngine } from '../detect/single.ts'
import { rowsOf } from '../detect/split.ts'
import { outputFrom } from '../output.ts'
import { watchProgress } from '../progress.ts'
import { parseInit, type InitOptions, type SiteOptions } from './plan.ts'

/** Begins a federation. Each of these answers what to tell the person. */
export async function beginAtFile(options: InitOptions): Promise<string> {
  const federation = parseInit(options)
  const out = outputFrom(options.out, options.force)
  await writeOutput(out, (file) => file.writeFile(packFederation(federation)))
  return `${out.path}: a federation of ${detectorById(federation.detector).name} over ${federation.channels.join(', ')}. First every site runs "federate train", which hands back sums, and no weights yet.`
}

export async function trainSite(path: string, data: string, options: SiteOptions): Promise<string> {
  const out = outputFrom(options.out, options.force, [path, data])
  const federation = federationIn(path)
  return atSite(federation, data, options, async (series, job) => {
    const update = await trainAtSite(federation, options.site, series, job)
    await writeOutput(out, (file) => file.writeFile(packUpdate(update)))
    return update.sums
      ? `${out.path}: sums of ${update.rows.toLocaleString('en')} rows.`
      : `${out.path}: weights after round ${update.round}, trained on ${update.rows.toLocaleString('en')} rows, loss ${update.loss.toPrecision(4)}.`
  })
}

export async function mergeSites(
  path: string,
  updates: readonly string[],
  options: { out: string; force?: boolean },
): Promise<string> {
  const out = outputFrom(options.out, options.force, [path, ...updates])
  const before = federationIn(path)
  const { federation, refused } = mergeUpdates(
    before,
    updates.map((update) => unpackUpdate(bytesOf(update), basename(update))),
    unseededNormal(),
  )
  await writeOutput(out, (file) => file.writeFile(packFederation(federation)))
  const { sites, rows, loss } = federation.history.at(-1)!
  const said = [
    before.round === 0
      ? `${out.path}: the scaling of ${rows.toLocaleString('en')} rows of ${sites.length} sites. Round 1 can begin.`
      : `${out.path}: round ${before.round} of ${sites.length} sites, ${rows.toLocaleString('en')} rows, loss ${loss.toPrecision(4)}.`,
    ...refused,
  ]
  const { noise, delta, sample } = federation.settings
  const rounds = federation.round - 1
  if (noise > 0 && rounds > 0)
    said.push(
      `After ${rounds} rounds whether a site took part is hidden by epsilon ${epsilonOf(sample, noise, rounds, delta).toPrecision(4)} at delta ${delta}. That is of the weights that are handed on: whoever merges sees each update, and the sums of the first round have no noise.`,
    )
  return said.join('\n')
}

export async function applyAtSite(path: string, data: string, options: Omit<SiteOptions, 'site'>): Promise<string> {
  checkBundleFolder(options.out)
  const federation = federationIn(path)
  const { scaler, weights, detector: id, version, params, channels, seed, history } = federation
  if (!scaler || !weights || federation.round < 2)
    throw badInput('The federation has no trained weights yet: train and merge at least one round.')
  return atSite(federation, data, options, async (series, job) => {
    const bare = { detector: id, version, params, channels, data: { scaler, weights, note: null } }
    const { scores, windowScores } = await scoreSeries(bare, series, {}, job)
    const training = (windowScores ?? scores).filter((score) => !Number.isNaN(score))
    const model: TrainedModel = {
      ...bare,
      trainingScores: training,
      history: [],
      rowsUsed: history.at(-1)!.rows,
      seconds: 0,
    }
    const { rule, params: settings } = detectorById(id).threshold
    const threshold = thresholdById(rule).compute(
      { training, scored: scores, labels: null, stepMs: medianStep(series.times) },
      parseParams<ParamSpecs>(thresholdById(rule).params, settings),
    )
    await writeBundle(options.out, {
      model,
      channels: pickChannels(series, channels).channels,
      name: `${detectorById(id).name} of ${history.at(-1)!.sites.length} sites at ${basename(data)}`,
      stepMs: medianStep(series.times),
      gapSteps: 5,
      app: installation().version,
      threshold: {
        rule,
        params: settings,
        value: threshold,
        hysteresis: 1,
        minDurationMs: 0,
        mergeGapMs: 0,
        modes: false,
      },
      training: {
        dataset: `${federation.round - 1} rounds at ${history.at(-1)!.sites.join(', ')}`,
        ranges: [],
        rows: history.at(-1)!.rows,
        seed,
        engine: 'native',
        heldOut: null,
      },
      measures: [],
    })
    return `${options.out}: the common model, with the threshold ${threshold.toPrecision(4)} of these data. Score with "anomaly-studio score --model ${options.out}".`
  })
}

async function atSite(
  federation: Federation,
  data: string,
  options: Pick<SiteOptions, 'trainRows' | 'engine'>,
  work: (series: Series, job: Job) => Promise<string>,
): Promise<string> {
  checkFile(data)
  const rows = options.trainRows === undefined ? null : wholeNumber('--train-rows', options.trainRows, 1, 2 ** 31)
  const progress = watchProgress()
  const job = quietJob({ seed: federation.seed, onProgress: progress.report })
  try {
    await startEngine(detectorById(federation.detector), engineFrom(options.engine))
    const { series } = await readFile(data, { kind: 'own' }, job)
    return await work(rowsOf(series, 0, Math.min(rows ?? Infinity, series.times.length)), job)
  } finally {
    progress.end()
  }
}

function bytesOf(path: string): Uint8Array {
  checkFile(path)
  return readFileSync(path)
}

const federationIn = (path: string) => unpackFederation(bytesOf(path), basename(path))

/** Standard normal numbers from the machine's own randomness: noise that can be drawn again protects nobody. */
function unseededNormal(): () => number {
  const uniform = () => {
    const bytes = randomBytes(8)
    return (bytes.readUInt32LE(0) * 2 ** 21 + (bytes.readUInt32LE(4) >>> 11)) / 2 ** 53
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
