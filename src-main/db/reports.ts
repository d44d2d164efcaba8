import type { DetectorRanking } from '../shared/runs/ranking.ts'
import type { DriftReport } from '../shared/watch/drift.ts'
import { transferReport, type TransferReport } from '../shared/models/transfer.ts'
import type { Project } from './project.ts'
import { sql, write } from './file/statement.ts'
import { storedOrNull } from './file/stored.ts'
import { storedDrift, storedRanking, storedTable } from './file/stored-values.ts'

interface Place {
  /** null — of the whole project. */
  dataset: number | null
  run: number | null
  kind: string
  /** What it depends on; '' = nothing that is kept. */
  key: string
}

/** One report of a kind: what was there before goes. */
function replaceReport(db: Project, { dataset, run, kind, key }: Place, data: string): void {
  write(db, () => {
    sql(db, 'DELETE FROM report WHERE dataset IS ? AND run IS ? AND kind = ?').run(dataset, run, kind)
    sql(db, 'INSERT INTO report (dataset, run, kind, key, data, created) VALUES (?, ?, ?, ?, ?, ?)').run(
      dataset,
      run,
      kind,
      key,
      data,
      Date.now(),
    )
  })
}

/** Keeps the comparison of a dataset's detectors, instead of the one before. */
export function saveRanking(db: Project, dataset: number, comparison: DetectorRanking): void {
  replaceReport(db, { dataset, run: null, kind: 'comparison', key: '' }, JSON.stringify(comparison))
}

/** The last comparison; null where there was none, or it cannot be read: it can be made again. */
export function getRanking(db: Project, dataset: number): DetectorRanking | null {
  const row = sql<{ data: string }>(db, `SELECT data FROM report WHERE dataset = ? AND kind = 'comparison'`).get(
    dataset,
  )
  return row ? storedOrNull(row.data, storedRanking) : null
}

/** Keeps what a network from elsewhere was worth on a dataset, instead of the time before. */
export function saveTransfer(db: Project, dataset: number, found: TransferReport): void {
  replaceReport(db, { dataset, run: null, kind: 'transfer', key: '' }, JSON.stringify(found))
}

/** null where there was none, or it cannot be read. */
export function getTransfer(db: Project, dataset: number): TransferReport | null {
  const row = sql<{ data: string }>(db, `SELECT data FROM report WHERE dataset = ? AND kind = 'transfer'`).get(dataset)
  return row ? storedOrNull(row.data, { what: 'comparison of networks', schema: transferReport }) : null
}

/** Keeps what an adaptive run saw; once per run. */
export function saveDrift(db: Project, dataset: number, run: number, drift: DriftReport): void {
  // JSON holds no NaN; a channel without a value at some time has null there.
  sql(db, `INSERT INTO report (dataset, run, kind, data, created) VALUES (?, ?, 'drift', ?, ?)`).run(
    dataset,
    run,
    JSON.stringify(drift),
    Date.now(),
  )
}

/** null for a run that was not adaptive, and where it cannot be read. */
export function getDrift(db: Project, run: number): DriftReport | null {
  const row = sql<{ data: string }>(db, `SELECT data FROM report WHERE run = ? AND kind = 'drift'`).get(run)
  const drift = row ? storedOrNull(row.data, storedDrift) : null
  if (!drift) return null
  const numbers = (list: (number | null)[]) => list.map((value) => value ?? NaN)
  return {
    ...drift,
    points: drift.points.map((point) => ({ ...point, psi: numbers(point.psi), ks: numbers(point.ks) })),
  }
}

/** Keeps the table of runs of a dataset (null = of the whole project) instead of the one before. key — what it depends on. */
export function saveRunTable(db: Project, dataset: number | null, key: string, table: object): void {
  replaceReport(db, { dataset, run: null, kind: 'run-table', key }, JSON.stringify(table))
}

/** The last table of runs and what it depended on; null where none was made, or it cannot be read. */
export function getRunTable<T extends object>(db: Project, dataset: number | null): { key: string; table: T } | null {
  const row = sql<{ key: string; data: string }>(
    db,
    `SELECT key, data FROM report WHERE dataset IS ? AND kind = 'run-table'`,
  ).get(dataset)
  const table = row ? storedOrNull(row.data, storedTable) : null
  return row && table ? { key: row.key, table: table as T } : null
}

/** Keeps what was drawn for a run (null: for a detector that learns nothing, whose id `of` is) instead of what was there before. */
export function saveDraws(
  db: Project,
  dataset: number,
  run: number | null,
  of: string,
  key: string,
  data: string,
): void {
  replaceReport(db, { dataset, run, kind: `draws ${of}`, key }, data)
}

/** null where nothing was drawn, or for something else. */
export function getDraws(db: Project, dataset: number, run: number | null, of: string, key: string): string | null {
  const row = sql<{ data: string }>(
    db,
    'SELECT data FROM report WHERE dataset = ? AND run IS ? AND kind = ? AND key = ?',
  ).get(dataset, run, `draws ${of}`, key)
  return row?.data ?? null
}
