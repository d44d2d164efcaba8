import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { badInput, toPlainError } from '../../../shared/errors.ts'
import {
  areDegrees,
  distanceBetween,
  type SitePair,
  type SitesReport,
  type SiteWay,
} from '../../../shared/sites/sites.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { usualStep } from '../../../analysis/preprocessing/gaps.ts'
import { correlateSites } from '../../../analysis/sites/correlate-sites.ts'
import { commonChannels, type Site } from '../../../analysis/sites/join-sites.ts'
import { meanOverSites } from '../../../analysis/sites/summary.ts'
import { bestAt, trainSites, type SiteResult } from '../../../analysis/sites/train-sites.ts'
import { siteColumns, splitSites } from '../../../formats/split-sites.ts'
import type { EngineCalls } from '../../protocol.ts'
import { loadSeries } from '../data/stored-series.ts'
import { engineKind } from '../runs/train.ts'
import { withProject } from '../with-project.ts'
import { loadSite, type StoredSite } from './load-site.ts'
import { runsOfModel } from './runs-of-model.ts'

const inWords: Record<SiteWay, string> = {
  own: 'of its own site',
  common: 'of all sites',
  tuned: 'of all sites, tuned',
  'left out': 'of the other sites',
}

/** Trains models of many sites, judges them, and makes runs of the best one of each where that is wished. */
export function trainProjectSites(
  args: EngineCalls['trainSites']['args'],
  job: Job,
): Promise<EngineCalls['trainSites']['result']> {
  return withProject(args.project, async (db) => {
    const sites: StoredSite[] = []
    for (const [done, { name, datasets }] of args.sites.entries()) {
      await job.checkpoint({ phase: 'Reading', done, total: args.sites.length, unit: 'sites' })
      sites.push(loadSite(db, name, datasets))
    }
    const trainRows = ({ series }: Site) => Math.max(2, Math.floor(args.trainShare * series.times.length))
    const report: SitesReport = {
      made: Date.now(),
      trainShare: args.trainShare,
      detectors: [],
      outcomes: [],
      means: [],
      kept: [],
      notes: [],
    }
    const all: { detector: string; results: SiteResult[] }[] = []
    for (const { id, params } of args.detectors) {
      const detector = detectorById(id)
      const ways = args.ways.filter((way) => way !== 'tuned' || detector.continues)
      let problem: string | null = null
      try {
        if (detector.learns === 'labels')
          throw badInput('It learns from labels: sites are compared by detectors that learn what is normal.')
        if (detector.family === 'deep') await engineKind()
        const results = await trainSites(detector, sites, { ways, trainRows, params }, job)
        all.push({ detector: id, results })
        report.outcomes.push(
          ...results.map(({ site, way, aucPr, rows, hours }) => ({ detector: id, site, way, aucPr, rows, hours })),
        )
        for (const way of ways) {
          const mean = meanOverSites(results.filter((one) => one.way === way).map(({ aucPr }) => aucPr))
          if (mean) report.means.push({ detector: id, way, ...mean })
        }
        if (ways.length < args.ways.length)
          report.notes.push(`${detector.name} cannot go on from a trained model, so none was tuned.`)
      } catch (error) {
        const plain = toPlainError(error)
        if (plain.code !== 'bad-input' || args.detectors.length === 1) throw error
        problem = plain.message
      }
      report.detectors.push({ id, name: detector.name, problem })
    }
    const unjudged = sites.filter(({ name }) => report.outcomes.every((one) => one.site !== name || one.aucPr === null))
    if (unjudged.length > 0)
      report.notes.push(
        `Not judged, because there is no label after their training rows, or nothing else: ${unjudged.map(({ name }) => name).join(', ')}.`,
      )
    if (args.keep) report.kept = await keepBest(db, args, sites, all, trainRows, job)
    return report
  })
}

/** A run on every dataset of a site, of the best model that was trained for it. */
async function keepBest(
  db: Project,
  args: EngineCalls['trainSites']['args'],
  sites: readonly StoredSite[],
  all: readonly { detector: string; results: SiteResult[] }[],
  trainRows: (site: Site) => number,
  job: Job,
): Promise<SitesReport['kept']> {
  const kept: SitesReport['kept'] = []
  for (const [done, site] of sites.entries()) {
    await job.checkpoint({ phase: 'Scoring sites', done, total: sites.length, unit: 'sites' })
    const results = all.flatMap(({ results }) => results.filter((one) => one.way !== 'left out'))
    if (!results.some((one) => one.site === site.name)) continue
    const { model, way } = bestAt(results, site.name)
    const detector = detectorById(model.detector)
    const name = `${detector.name} ${inWords[way]}`
    for (const run of await runsOfModel(db, site.parts, model, { name, seed: args.seed, learnt: trainRows(site) }, job))
      kept.push({ site: site.name, run, detector: detector.id, way })
  }
  return kept
}

/** How alike a channel goes at each two sites. channel — null = the first that all have. */
export function siteCorrelation(
  { project, sites, channel }: EngineCalls['siteCorrelation']['args'],
  job: Job,
): Promise<EngineCalls['siteCorrelation']['result']> {
  return withProject(project, async (db) => {
    const known = sites.flatMap(({ name, datasets }) =>
      datasets.map((dataset) => ({
        name,
        labels: null,
        series: { times: new Float64Array(0), values: [], channels: getDataset(db, dataset).channels },
      })),
    )
    const channels = commonChannels(known)
    const chosen = channel ?? channels[0]
    if (!channels.includes(chosen))
      throw badInput(`Not every site has a channel "${chosen}". All have: ${channels.join(', ')}.`)
    const series: { times: Float64Array; values: Float64Array }[] = []
    for (const { datasets } of sites) series.push(inTime(datasets.map((one) => loadSeries(db, one, [chosen]))))
    const degrees = areDegrees(sites.flatMap(({ place }) => place ?? []))
    const pairs: SitePair[] = []
    for (const [i, a] of sites.entries()) {
      const stepMs = usualStep(series[i].times)
      await job.checkpoint({ phase: 'Comparing', done: i, total: sites.length, unit: 'sites' })
      for (const [j, b] of sites.entries()) {
        if (j <= i) continue
        const distance = a.place && b.place ? distanceBetween(a.place, b.place, degrees) : null
        pairs.push({
          a: a.name,
          b: b.name,
          distance,
          ...correlateSites(series[i], series[j], stepMs),
        })
      }
    }
    return { channel: chosen, channels, pairs }
  })
}

/** Tables of one site in the order of their times, as one. */
function inTime(parts: { times: Float64Array; values: Float64Array[] }[]) {
  const sorted = parts.filter(({ times }) => times.length > 0).sort((a, b) => a.times[0] - b.times[0])
  const n = sorted.reduce((sum, { times }) => sum + times.length, 0)
  const [times, values] = [new Float64Array(n), new Float64Array(n)]
  let at = 0
  for (const part of sorted) {
    times.set(part.times, at)
    values.set(part.values[0], at)
    at += part.times.length
  }
  return { times, values }
}

export const columnsOfSites = async ({
  path,
}: EngineCalls['siteColumns']['args']): Promise<EngineCalls['siteColumns']['result']> => siteColumns(path)

/** Writes each site's rows of a file into a file of its own in a folder that is there. */
export async function splitBySite(
  { path, column, folder }: EngineCalls['splitSites']['args'],
  job: Job,
): Promise<EngineCalls['splitSites']['result']> {
  await job.checkpoint({ phase: 'Telling sites apart', done: 0, total: 1, unit: 'files' })
  const parts = new Map<string, string>()
  await splitSites(path, column, folder, parts)
  return [...parts].map(([name, file]) => ({ name, file }))
}
