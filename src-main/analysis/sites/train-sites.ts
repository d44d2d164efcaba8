import type { ParamValues } from '../../shared/models/params.ts'
import type { Series } from '../../shared/data/series.ts'
import type { SiteWay } from '../../shared/sites/sites.ts'
import type { AnyDetector } from '../detectors/detector.ts'
import type { Job } from '../job.ts'
import { averagePrecision, rankingCurve } from '../metrics/ranking.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { scoreSeries, trainDetector, type TrainedModel } from '../train-and-score.ts'
import { checkSteps, commonChannels, joinedRows, type Site } from './join-sites.ts'

/** One model at one site, judged on the rows that trained nobody. */
export interface SiteResult {
  site: string
  way: SiteWay
  /** Of the rows judged; null without labels there, or where all or none are labelled. */
  aucPr: number | null
  /** Rows trained on, and how long a time they are: rows times the usual step. */
  rows: number
  hours: number
  model: TrainedModel
}

export interface SitesOptions {
  ways: readonly SiteWay[]
  /** Rows at the beginning of each site that train; the rest is judged. */
  trainRows: (site: Site) => number
  params: Record<string, unknown>
}

/**
 * Trains the models of many sites in every way that is asked for and judges each at its site, on the rows after those that train. Throws
 * bad-input where sites do not go together, or a site has too few rows.
 */
export async function trainSites(
  detector: AnyDetector,
  sites: readonly Site[],
  { ways, trainRows, params }: SitesOptions,
  job: Job,
): Promise<SiteResult[]> {
  checkSteps(sites)
  const step = usualStep(sites[0].series.times)
  const names = commonChannels(sites)
  const parts = sites.map((site) => firstRows(site.series, trainRows(site)))
  const trainOn = (which: readonly Series[], settings: Record<string, unknown>, before?: TrainedModel) =>
    trainDetector(detector, joinedRows(which, names), { params: settings, before }, job)
  const results: SiteResult[] = []
  const judge = async (i: number, way: SiteWay, model: TrainedModel) => {
    results.push({
      site: sites[i].name,
      way,
      model,
      rows: model.rowsUsed,
      hours: (model.rowsUsed * step) / 3_600_000,
      aucPr: await judged(sites[i], parts[i], model, job),
    })
  }
  const common = ways.includes('common') || ways.includes('tuned') ? await trainOn(parts, params) : null
  for (const i of sites.keys()) {
    await job.checkpoint({ phase: 'Training sites', done: i, total: sites.length, unit: 'sites' })
    if (ways.includes('own')) await judge(i, 'own', await trainOn([parts[i]], params))
    if (ways.includes('common')) await judge(i, 'common', common!)
    if (ways.includes('tuned'))
      await judge(i, 'tuned', await trainOn([parts[i]], common!.params satisfies ParamValues, common!))
    if (ways.includes('left out'))
      await judge(
        i,
        'left out',
        await trainOn(
          parts.filter((_, other) => other !== i),
          params,
        ),
      )
  }
  return results
}

const firstRows = (series: Series, rows: number): Series => ({
  ...series,
  times: series.times.subarray(0, rows),
  values: series.values.map((column) => column.subarray(0, rows)),
})

/** AUC-PR of the rows after those that train; they are scored with those before them in view, which is what a model at work has. */
async function judged(site: Site, train: Series, model: TrainedModel, job: Job): Promise<number | null> {
  const from = train.times.length
  if (!site.labels || from >= site.series.times.length) return null
  const labels = site.labels.subarray(from)
  if (labels.every((label) => label === 0) || labels.every((label) => label === 1)) return null
  const { scores } = await scoreSeries(model, site.series, {}, job)
  return averagePrecision(rankingCurve(scores.subarray(from), labels))
}

/** The best model of a site that its own rows may be scored with: by the labels, where they say; else the one that knows most of it. */
export function bestAt(results: readonly SiteResult[], site: string): SiteResult {
  const own = results.filter((one) => one.site === site && one.way !== 'left out')
  return own.reduce((a, b) => ((b.aucPr ?? 0) >= (a.aucPr ?? 0) ? b : a))
}
