import { meanOverSites } from '../../analysis/sites/summary.ts'
import type { SiteResult } from '../../analysis/sites/train-sites.ts'
import { siteWays, type SiteWay } from '../../shared/sites/sites.ts'

const summary = (results: readonly SiteResult[], way: SiteWay) =>
  meanOverSites(results.filter((one) => one.way === way).map(({ aucPr }) => aucPr))

const waysOf = (results: readonly SiteResult[]) => siteWays.filter((way) => results.some((one) => one.way === way))
const sitesOf = (results: readonly SiteResult[]) => [...new Set(results.map(({ site }) => site))]

export function sitesJson(results: readonly SiteResult[]) {
  return {
    sites: sitesOf(results).map((site) => ({
      site,
      models: results
        .filter((one) => one.site === site)
        .map(({ way, aucPr, rows, hours }) => ({ way, aucPr, rows, hours })),
    })),
    all: waysOf(results).map((way) => {
      const all = summary(results, way)
      return { way, ...(all && { mean: all.mean, interval: [all.low, all.high] }) }
    }),
  }
}

const titles: Record<SiteWay, string> = {
  own: 'its own',
  common: 'one for all',
  tuned: 'tuned',
  'left out': 'of the others',
}

const number = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value.toFixed(3))

export function sitesInWords(results: readonly SiteResult[]): string {
  const ways = waysOf(results)
  const sites = sitesOf(results)
  const wide = Math.max(8, ...sites.map((site) => site.length))
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(wide)}  ${cells.map((cell) => cell.padStart(15)).join('')}`
  const found = (site: string, way: SiteWay) => results.find((one) => one.site === site && one.way === way)?.aucPr
  const sums = ways.map((way) => summary(results, way))
  return [
    'AUC-PR of the rows after those that trained, by the model that was used:',
    line(
      'site',
      ways.map((way) => titles[way]),
    ),
    ...sites.map((site) =>
      line(
        site,
        ways.map((way) => number(found(site, way))),
      ),
    ),
    line(
      'mean',
      sums.map((one) => number(one?.mean)),
    ),
    line(
      '95 %',
      sums.map((one) => (one ? `${number(one.low)}…${number(one.high)}` : '–')),
    ),
    ...(sums.every((one) => one === null)
      ? ['No site has labels after its training rows, so nothing could be judged.']
      : []),
  ].join('\n')
}
