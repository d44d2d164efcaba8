import type { SiteInfo, SiteWay } from '../../../src-main/shared/sites/sites.ts'
import { counted } from '../../../src-main/shared/counted.ts'

export const wayNames: Record<SiteWay, string> = {
  own: 'Its own',
  common: 'One for all',
  tuned: 'One for all, tuned',
  'left out': 'Of the others',
}
export const wayHelp: Record<SiteWay, string> = {
  own: 'A model of each site’s rows alone',
  common: 'One model of the rows of all sites',
  tuned: 'The model of all sites, trained on at each: networks only',
  'left out': 'A model of all other sites: what a new site would get',
}

/** Stretches in which a site's state is told, the worst first. */
export type SiteState = 'alarm' | 'detections' | 'quiet' | 'unknown'
export const stateOf = ({ alarms, detections }: SiteInfo): SiteState =>
  alarms > 0 ? 'alarm' : detections === null ? 'unknown' : detections > 0 ? 'detections' : 'quiet'

export const stateColours: Record<SiteState, string> = {
  alarm: 'var(--error)',
  detections: 'var(--warn)',
  quiet: 'var(--ok)',
  unknown: 'var(--text-3)',
}

export function stateWords(site: SiteInfo): string {
  const { alarms, detections } = site
  if (alarms > 0) return `${counted(alarms, 'open alarm')}${detections ? `, ${counted(detections, 'detection')}` : ''}`
  return detections === null ? 'not scored' : detections > 0 ? counted(detections, 'detection') : 'nothing found'
}

/** "350 m", "1.2 km". */
export const metres = (m: number): string =>
  m >= 1000 ? `${Number((m / 1000).toPrecision(3)).toLocaleString('en')} km` : `${Number(m.toPrecision(3))} m`
