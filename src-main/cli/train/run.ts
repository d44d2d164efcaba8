import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { quietJob } from '../../analysis/job.ts'
import { usualStep } from '../../analysis/preprocessing/gaps.ts'
import type { Site } from '../../analysis/sites/join-sites.ts'
import { bestAt, trainSites, type SiteResult } from '../../analysis/sites/train-sites.ts'
import { thresholdById } from '../../analysis/thresholds/index.ts'
import { writeBundle } from '../../formats/bundle/write-bundle.ts'
import { installation } from '../../hosting/installation.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import { safeFileName } from '../../app/files.ts'
import { startEngine } from '../detect/engine.ts'
import { watchProgress } from '../progress.ts'
import type { TrainPlan } from './plan.ts'
import { readSites } from './read-sites.ts'

/** Everything that `train` does. */
export async function runTrain(plan: TrainPlan): Promise<SiteResult[]> {
  const progress = watchProgress()
  const job = quietJob({ seed: plan.seed, onProgress: progress.report })
  try {
    const sites = await readSites(plan, job)
    await startEngine(plan.detector, plan.engine)
    const { train } = plan
    const trainRows = ({ name, series }: Site) => {
      const rows = 'rows' in train ? train.rows : Math.floor(train.share * series.times.length)
      if (rows > series.times.length)
        throw badInput(`Site "${name}" has ${series.times.length.toLocaleString('en')} rows, fewer than --train-rows.`)
      return rows
    }
    const results = await trainSites(plan.detector, sites, { ways: plan.ways, trainRows, params: plan.params }, job)
    if (plan.out !== null) await writeBest(plan.out, plan, sites, results)
    return results
  } finally {
    progress.end()
  }
}

/** The best model of each site: by the labels, where they say; else the one that was tuned, or that of all. */
async function writeBest(out: string, plan: TrainPlan, sites: Site[], results: SiteResult[]): Promise<void> {
  await mkdir(resolve(out))
  for (const { name, series } of sites) {
    const best = bestAt(results, name)
    const { rule, params } = plan.detector.threshold
    const { compute, params: specs } = thresholdById(rule)
    const { model } = best
    const value = compute(
      { training: model.trainingScores, scored: model.trainingScores, labels: null, stepMs: usualStep(series.times) },
      parseParams<ParamSpecs>(specs, params),
    )
    await writeBundle(join(out, safeFileName(name)), {
      model,
      channels: series.channels,
      name: `${plan.detector.name} at ${name}`,
      stepMs: usualStep(series.times),
      gapSteps,
      app: installation().version,
      threshold: { rule, params, value, hysteresis: 1, minDurationMs: 0, mergeGapMs: 0, modes: false },
      training: {
        dataset: best.way === 'own' ? name : best.way === 'common' ? 'all sites' : `all sites, then ${name}`,
        ranges: [],
        rows: best.rows,
        seed: plan.seed,
        engine: plan.engine,
        heldOut: 'the rows after those that trained',
      },
      measures: best.aucPr === null ? [] : [{ id: 'AUC-PR', value: best.aucPr, interval: null, badges: [] }],
    })
  }
}
