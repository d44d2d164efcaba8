import { z } from 'zod'
import type { Id } from '../id.ts'

/** How the model of a site comes about: of its own rows; of all sites' rows; that one trained on at the site; of all sites but it. */
export const siteWays = ['own', 'common', 'tuned', 'left out'] as const
export type SiteWay = (typeof siteWays)[number]

/** A point of a map: east and north, in metres or in degrees of longitude and latitude. */
export interface Place {
  x: number
  y: number
}

/** A machine, a line, a plant: datasets that belong together. */
export interface SiteInfo {
  name: string
  datasets: Id[]
  rows: number
  place: Place | null
  /** Whether a person gave the place, or the data hold it. */
  placeFrom: 'person' | 'data' | null
  /** Of the newest finished run of each dataset, together; null where there is none. */
  detections: number | null
  /** That nobody has answered yet. */
  alarms: number
}

/** A picture under the map. left … top — where its edges lie, in the coordinates of the places. */
export const mapPicture = z.object({
  left: z.number().finite(),
  right: z.number().finite(),
  bottom: z.number().finite(),
  top: z.number().finite(),
})
export type MapPicture = z.output<typeof mapPicture>

export interface SitesState {
  sites: SiteInfo[]
  /** Datasets that belong to none. */
  without: Id[]
  /** data — a data URL. */
  picture: (MapPicture & { data: string }) | null
}

/** Mean over sites with its 95 % interval, by drawing sites; NaN-free. */
export interface SitesMean {
  mean: number
  low: number
  high: number
  sites: number
}

/** One model at one site. aucPr — null where there was nothing to judge by; hours — of data that it was trained on. */
const outcome = z.object({
  detector: z.string(),
  site: z.string(),
  way: z.enum(siteWays),
  aucPr: z.number().nullable(),
  rows: z.number(),
  hours: z.number(),
})

/** What came of training many sites. kept — site to runs that were made of its best model. */
export const sitesReport = z.object({
  made: z.number(),
  trainShare: z.number(),
  detectors: z.array(z.object({ id: z.string(), name: z.string(), problem: z.string().nullable() })),
  outcomes: z.array(outcome),
  /** Over the sites that could be judged, with the 95 % interval by drawing sites. */
  means: z.array(
    z.object({
      detector: z.string(),
      way: z.enum(siteWays),
      mean: z.number(),
      low: z.number(),
      high: z.number(),
      sites: z.number(),
    }),
  ),
  kept: z.array(z.object({ site: z.string(), run: z.number(), detector: z.string(), way: z.enum(siteWays) })),
  notes: z.array(z.string()),
})
export type SitesReport = z.output<typeof sitesReport>

/** Two sites: how far apart they are (null where a place is not known), and how alike their values of a channel went over the same hours. */
export interface SitePair {
  a: string
  b: string
  distance: number | null
  /** Pearson's; null where fewer than 10 rows are of the same times, or one is constant. */
  correlation: number | null
  rows: number
}

const earthRadius = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Whether all places can be longitudes and latitudes, and no plan in metres. */
export const areDegrees = (places: readonly Place[]): boolean =>
  places.length > 0 && places.every(({ x, y }) => Math.abs(x) <= 180 && Math.abs(y) <= 90)

/** In metres; along the great circle between degrees (haversine), else straight. */
export function distanceBetween(a: Place, b: Place, degrees: boolean): number {
  if (!degrees) return Math.hypot(a.x - b.x, a.y - b.y)
  const [north, east] = [radians(b.y - a.y) / 2, radians(b.x - a.x) / 2]
  const h = Math.sin(north) ** 2 + Math.cos(radians(a.y)) * Math.cos(radians(b.y)) * Math.sin(east) ** 2
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** The hull of points, counter-clockwise, without those between two corners. Andrew's monotone chain, 1979. */
export function outlineOf(points: readonly Place[]): Place[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  if (sorted.length < 3) return sorted
  const half = (list: readonly Place[]) => {
    const hull: Place[] = []
    for (const p of list) {
      while (hull.length > 1 && turn(hull[hull.length - 2], hull[hull.length - 1], p) <= 0) hull.pop()
      hull.push(p)
    }
    return hull.slice(0, -1)
  }
  return [...half(sorted), ...half([...sorted].reverse())]
}

const turn = (a: Place, b: Place, c: Place) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

/** A round length of a scale that is at most so long: 1, 2 or 5 times a power of ten. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].map((times) => times * power).find((length) => length <= most * (1 + 1e-12)) ?? power
}
