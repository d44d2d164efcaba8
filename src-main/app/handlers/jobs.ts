import { readJobLog } from '../../db/jobs.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { HandlerContext } from '../context.ts'

export function jobsHandlers({ jobs, project }: HandlerContext): HandlersFor<'jobs'> {
  return {
    'jobs.list': () => jobs.list(),
    'jobs.cancel': ({ job }) => jobs.cancel(job),
    'jobs.log': ({ job }) => readJobLog(project().db, job),
    'jobs.clear': () => jobs.clear(),
  }
}
