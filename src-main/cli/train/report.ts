import { seededRandom } from '../../analysis/math/random.ts'
import { siteWays, type SiteResult, type SiteWay } from '../../analysis/sites/train-sites.ts'

const draws = 2000

/** Mean over sites with its 95 % interval by drawing sites; null where none could be judged. */
function summary(results: readonly SiteResult[], way: SiteWay) {
  const values = results.flatMap((one) => (one.way === way && one.aucPr !== null ? [one.aucPr] : []))
  if (values.length === 0) return null
  const random = seededRandom(1)
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[random.below(values.length)] / values.length
    return sum
  }).sort()
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { mean, interval: [means[draws * 0.025], means[draws * 0.975 - 1]] }
}

const waysOf = (results: readonly SiteResult[]) => siteWays.filter((way) => results.some((one) => one.way === way))
const sitesOf = (results: readonly SiteResult[]) => [...new Set(results.map(({ site }) => site))]

export function sitesJson(results: readonly SiteResult[]) {
  return {
    sites: sitesOf(results).map((site) => ({
      site,
      models: results.filter((one) => one.site === site).map(({ way, aucPr, rows }) => ({ way, aucPr, rows })),
    })),
    all: waysOf(results).map((way) => ({ way, ...summary(results, way) })),
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
      sums.map((one) => (one ? `${number(one.interval[0])}…${number(one.interval[1])}` : '–')),
    ),
    ...(sums.every((one) => one === null)
      ? ['No site has labels after its training rows, so nothing could be judged.']
      : []),
  ].join('\n')
}
