import { mapPicture, sitesReport, type MapPicture, type Place, type SitesReport } from '../shared/sites/sites.ts'
import type { Project } from './project.ts'
import { sql, write } from './file/statement.ts'
import { storedOrNull } from './file/stored.ts'

export interface SiteRow {
  name: string
  datasets: number[]
  rows: number
  place: Place | null
  detections: number | null
  alarms: number
}

/** Sites by name, with the place that a person gave. */
export function listSites(db: Project): SiteRow[] {
  const rows = sql<{ id: number; site: string; row_count: number; x: number | null; y: number | null }>(
    db,
    `SELECT dataset.id, dataset.site, row_count, x, y FROM dataset LEFT JOIN site_place ON site_place.site = dataset.site
     WHERE dataset.site IS NOT NULL AND status = 'ready' ORDER BY dataset.id`,
  ).all()
  const newest = sql<{ detections: number }>(
    db,
    `SELECT (SELECT count(*) FROM detection WHERE detection.run = run.id) AS detections FROM run
     WHERE dataset = ? AND status = 'ready' ORDER BY id DESC LIMIT 1`,
  )
  const waiting = sql<{ n: number }>(db, `SELECT count(*) AS n FROM alarm WHERE dataset = ? AND state = 'new'`)
  const sites = new Map<string, SiteRow>()
  for (const { id, site, row_count, x, y } of rows) {
    const one = sites.get(site) ?? {
      name: site,
      datasets: [],
      rows: 0,
      place: x === null || y === null ? null : { x, y },
      detections: null,
      alarms: 0,
    }
    const run = newest.get(id)
    one.datasets.push(id)
    one.rows += row_count
    one.alarms += waiting.get(id)!.n
    if (run) one.detections = (one.detections ?? 0) + run.detections
    sites.set(site, one)
  }
  return [...sites.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

export function assignSite(db: Project, datasets: readonly number[], site: string | null): void {
  write(db, () => {
    for (const id of datasets) sql(db, 'UPDATE dataset SET site = ? WHERE id = ?').run(site, id)
    sql(db, 'DELETE FROM site_place WHERE site NOT IN (SELECT site FROM dataset WHERE site IS NOT NULL)').run()
  })
}

/** Datasets with the name of the folder that their file came from; '' where nobody kept it. */
export const foldersOf = (db: Project): { id: number; name: string; folder: string }[] =>
  sql<{ id: number; name: string; folder: string }>(db, 'SELECT id, name, folder FROM dataset ORDER BY id').all()

/** null — nothing that a person gave. */
export function placeSite(db: Project, site: string, place: Place | null): void {
  if (place === null) sql(db, 'DELETE FROM site_place WHERE site = ?').run(site)
  else sql(db, 'INSERT OR REPLACE INTO site_place (site, x, y) VALUES (?, ?, ?)').run(site, place.x, place.y)
}

const edges = { what: 'edges of the map', schema: mapPicture }
const report = { what: 'table of sites', schema: sitesReport }

export function getMapPicture(db: Project): (MapPicture & { kind: string; bytes: Buffer }) | null {
  const row = sql<{ kind: string; picture: Buffer; edges: string }>(
    db,
    'SELECT kind, picture, edges FROM site_map',
  ).get()
  const lies = row ? storedOrNull(row.edges, edges) : null
  return row && lies ? { ...lies, kind: row.kind, bytes: row.picture } : null
}

export function putMapPicture(db: Project, kind: string, picture: Uint8Array, lies: MapPicture): void {
  sql(db, 'INSERT OR REPLACE INTO site_map (id, kind, picture, edges) VALUES (1, ?, ?, ?)').run(
    kind,
    picture,
    JSON.stringify(lies),
  )
}

export const moveMapPicture = (db: Project, lies: MapPicture): void =>
  void sql(db, 'UPDATE site_map SET edges = ?').run(JSON.stringify(lies))

export const removeMapPicture = (db: Project): void => void sql(db, 'DELETE FROM site_map').run()

/** The last table of sites; null where there was none, or it cannot be read: it can be made again. */
export function getSitesReport(db: Project): SitesReport | null {
  const row = sql<{ data: string }>(db, 'SELECT data FROM site_report').get()
  return row ? storedOrNull(row.data, report) : null
}

export const saveSitesReport = (db: Project, made: SitesReport): void =>
  void sql(db, 'INSERT OR REPLACE INTO site_report (id, data) VALUES (1, ?)').run(JSON.stringify(made))
