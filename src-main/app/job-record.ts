import { appendJobLog, endJob, recordJob } from '../db/jobs.ts'
import { refuseElsewhere } from '../db/file/open.ts'
import type { Project } from '../db/project.ts'
import type { JobRecord } from './jobs.ts'

/** For a project that can only be read: its jobs are seen while the app runs and kept nowhere. Their numbers begin where no project's do. */
export function noRecord(): JobRecord {
  return { begin: () => nextUnkept++, end: () => {}, log: () => {} }
}

let nextUnkept = 1_000_000_000

/** Jobs are kept in the project they belong to. */
export function jobRecord(db: Project): JobRecord {
  return {
    begin: (kind, title) => recordJob(db, { kind, title }),
    end: (id, status, message) => endJob(db, id, status, message),
    log: (id, line) => appendJobLog(db, id, line),
    check: () => refuseElsewhere(db),
  }
}
