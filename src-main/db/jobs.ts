import type { JobKind, JobStatus } from '../shared/project.ts'
import type { Project } from './project.ts'
import { newId, sql } from './file/statement.ts'

/** Writes down that a job has begun, so that the next opening knows of it whatever happens. */
export function recordJob(db: Project, { kind, title }: { kind: JobKind; title: string }): number {
  return newId(
    sql(db, `INSERT INTO job (kind, title, status, started) VALUES (?, ?, 'running', ?)`).run(kind, title, Date.now()),
  )
}

/** message — why it failed, in a sentence. */
export function endJob(db: Project, id: number, status: JobStatus, message: string | null): void {
  sql(db, 'UPDATE job SET status = ?, message = ?, ended = ? WHERE id = ?').run(status, message, Date.now(), id)
}

export function appendJobLog(db: Project, id: number, line: string): void {
  sql(db, 'INSERT INTO job_log (job, line) VALUES (?, ?)').run(id, line)
}

export function readJobLog(db: Project, id: number): string {
  return sql<{ line: string }>(db, 'SELECT line FROM job_log WHERE job = ? ORDER BY id')
    .all(id)
    .map(({ line }) => line)
    .join('\n')
}
