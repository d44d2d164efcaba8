import { basename } from 'node:path'
import { detectorById } from '../../analysis/detectors/index.ts'
import { commonModel } from '../../analysis/federated/apply.ts'
import type { Federation } from '../../analysis/federated/federation.ts'
import { quietJob, type Job } from '../../analysis/job.ts'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import { thresholdById } from '../../analysis/thresholds/index.ts'
import { pickChannels } from '../../analysis/train-and-score.ts'
import { beginFederationAt, federationIn, handBack, mergeFederation } from '../../engine/jobs/sites/federation.ts'
import { checkBundleFolder, writeBundle } from '../../formats/bundle/write-bundle.ts'
import { installation } from '../../hosting/installation.ts'
import { counted } from '../../shared/counted.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { Series } from '../../shared/data/series.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { epsilonAfter } from '../../shared/sites/federation.ts'
import { checkFile } from '../check-file.ts'
import { engineFrom, wholeNumber } from '../detect/options.ts'
import { readFile } from '../detect/read.ts'
import { startEngine } from '../detect/engine.ts'
import { rowsOf } from '../detect/split.ts'
import { outputFrom } from '../output.ts'
import { watchProgress } from '../progress.ts'
import { parseInit, type InitOptions, type SiteOptions } from './plan.ts'

/** Begins a federation. Each of these answers what to tell the person. */
export async function beginAtFile(options: InitOptions): Promise<string> {
  const out = outputFrom(options.out, options.force)
  const { name, channels } = await beginFederationAt({ ...parseInit(options), out })
  return `${out.path}: a federation of ${name} over ${channels.join(', ')}. First every site runs "federate train", which hands back sums, and no weights yet.`
}

export async function trainSite(path: string, data: string, options: SiteOptions): Promise<string> {
  const out = outputFrom(options.out, options.force, [path, data])
  const federation = federationAt(path)
  return atSite(federation, data, options, async (series, job) => {
    const { round, rows, loss } = await handBack(federation, options.site, series, out, job)
    return round === 0
      ? `${out.path}: sums of ${rows.toLocaleString('en')} rows.`
      : `${out.path}: weights after round ${round}, trained on ${rows.toLocaleString('en')} rows, loss ${loss.toPrecision(4)}.`
  })
}

export async function mergeSites(
  path: string,
  updates: string[],
  options: { out: string; force?: boolean },
): Promise<string> {
  for (const file of [path, ...updates]) checkFile(file)
  const out = outputFrom(options.out, options.force, [path, ...updates])
  const { look, refused } = await mergeFederation({ federation: path, updates, out })
  const { round, sites, rows, loss } = look.history.at(-1)!
  const said = [
    round === 0
      ? `${out.path}: the scaling of ${rows.toLocaleString('en')} rows of ${counted(sites.length, 'site')}. Round 1 can begin.`
      : `${out.path}: round ${round} of ${counted(sites.length, 'site')}, ${rows.toLocaleString('en')} rows, loss ${loss.toPrecision(4)}.`,
    ...refused,
  ]
  const epsilon = epsilonAfter(look.settings, round)
  if (epsilon !== null)
    said.push(
      `After ${counted(round, 'round')} whether a site took part is hidden by epsilon ${epsilon.toPrecision(4)} at delta ${look.settings.delta}. That is of the weights that are handed on: whoever merges sees each update, and the sums of the first round have no noise.`,
    )
  return said.join('\n')
}

export async function applyAtSite(path: string, data: string, options: Omit<SiteOptions, 'site'>): Promise<string> {
  checkBundleFolder(options.out)
  const federation = federationAt(path)
  const { detector: id, channels, seed, round } = federation
  return atSite(federation, data, options, async (series, job) => {
    const { model, scored } = await commonModel(federation, series, job)
    const { sites, rows } = federation.history.at(-1)!
    const { rule, params: settings } = detectorById(id).threshold
    const threshold = thresholdById(rule).compute(
      { training: model.trainingScores, scored: scored.scores, labels: null, stepMs: usualStep(series.times) },
      parseParams<ParamSpecs>(thresholdById(rule).params, settings),
    )
    await writeBundle(options.out, {
      model,
      channels: pickChannels(series, channels).channels,
      name: `${detectorById(id).name} of ${sites.length} sites at ${basename(data)}`,
      stepMs: usualStep(series.times),
      gapSteps,
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
        dataset: `${round - 1} rounds at ${sites.join(', ')}`,
        ranges: [],
        rows,
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

function federationAt(path: string): Federation {
  checkFile(path)
  return federationIn(path)
}
