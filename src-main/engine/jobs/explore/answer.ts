import type { Project } from '../../../db/project.ts'
import type { Job } from '../../../analysis/job.ts'
import type { AnswerTo, ExploreKind, ExploreQuestion, ExploreScope } from '../../../shared/data/explore.ts'

/** Answers one kind of question. One file each, listed in index.ts. */
export type Answer<K extends ExploreKind> = (
  db: Project,
  scope: ExploreScope,
  question: Extract<ExploreQuestion, { kind: K }>,
  job: Job,
) => Promise<AnswerTo<K>>
