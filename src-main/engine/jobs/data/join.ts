import { joinRows, planJoin as planOf } from '../../../db/series/join-rows.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

/** Counts what joining two datasets would do. */
export const planJoin = ({
  project,
  dataset,
  other,
  how,
}: EngineCalls['planJoin']['args']): Promise<EngineCalls['planJoin']['result']> =>
  withProject(project, (db) => planOf(db, dataset, other, how))

/** Joins the rows of another dataset to one. */
export const join = (
  { project, dataset, other, how, target }: EngineCalls['join']['args'],
  job: Job,
): Promise<EngineCalls['join']['result']> =>
  withProject(project, (db) =>
    joinRows(db, dataset, other, how, target, (done, total) =>
      job.checkpoint({ phase: how === 'append' ? 'Appending' : 'Replacing', done, total, unit: 'rows' }),
    ),
  )
