import { appendJobLog, endJob, recordJob } from '../db/jobs.ts'
import type { Project } from '../db/open.ts'
import type { JobRecord } from './jobs.ts'

/** Jobs are kept in the project they belong to. */
export function jobRecord(db: Project): JobRecord {
  return {
    begin: (kind, title) => recordJob(db, { kind, title }),
    end: (id, status, message) => endJob(db, id, status, message),
    log: (id, line) => appendJobLog(db, id, line),
  }
}
