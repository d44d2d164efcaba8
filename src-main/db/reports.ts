import type { Comparison } from '../shared/comparison.ts'
import type { DriftReport } from '../shared/drift.ts'
import type { Project } from './open.ts'
import { sql, write } from './statement.ts'

/** Keeps the comparison of a dataset's detectors, instead of the one before. */
export function saveComparison(db: Project, dataset: number, comparison: Comparison): void {
  write(db, () => {
    sql(db, `DELETE FROM report WHERE dataset = ? AND kind = 'comparison'`).run(dataset)
    sql(db, `INSERT INTO report (dataset, kind, data, created) VALUES (?, 'comparison', ?, ?)`).run(dataset, JSON.stringify(comparison), Date.now())
  })
}

/** The last comparison; null where there was none. */
export function getComparison(db: Project, dataset: number): Comparison | null {
  const row = sql<{ data: string }>(db, `SELECT data FROM report WHERE dataset = ? AND kind = 'comparison'`).get(dataset)
  return row ? (JSON.parse(row.data) as Comparison) : null
}

/** Keeps what an adaptive run saw; once per run. */
export function saveDrift(db: Project, dataset: number, run: number, drift: DriftReport): void {
  // JSON holds no NaN; a channel without a value at some time has null there.
  sql(db, `INSERT INTO report (dataset, run, kind, data, created) VALUES (?, ?, 'drift', ?, ?)`).run(dataset, run, JSON.stringify(drift), Date.now())
}

/** null for a run that was not adaptive. */
export function getDrift(db: Project, run: number): DriftReport | null {
  const row = sql<{ data: string }>(db, `SELECT data FROM report WHERE run = ? AND kind = 'drift'`).get(run)
  if (!row) return null
  const drift = JSON.parse(row.data) as DriftReport
  const numbers = (list: (number | null)[]) => list.map((value) => value ?? NaN)
  return { ...drift, points: drift.points.map((point) => ({ ...point, psi: numbers(point.psi), ks: numbers(point.ks) })) }
}
