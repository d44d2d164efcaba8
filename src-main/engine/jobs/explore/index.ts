import type { Job } from '../../../analysis/job.ts'
import type { Project } from '../../../db/project.ts'
import type { ExploreAnswer, ExploreKind, ExploreQuestion, ExploreScope } from '../../../shared/data/explore.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'
import type { Answer } from './answer.ts'
import { compare } from './compare.ts'
import { control } from './control.ts'
import { cycles } from './cycles.ts'
import { distributions } from './distributions.ts'
import { overlay } from './overlay.ts'
import { rhythm } from './rhythm.ts'
import { scatter } from './scatter.ts'
import { scatterMatrix } from './scatter-matrix.ts'
import { statistics } from './statistics.ts'
import { together } from './together.ts'
import { within } from './within.ts'

const answers: { [K in ExploreKind]: Answer<K> } = {
  distributions,
  together,
  scatter,
  rhythm,
  overlay,
  statistics,
  compare,
  cycles,
  control,
  within,
  'scatter-matrix': scatterMatrix,
}

/** One question about a stretch of a stored dataset. */
export function explore({ project, ...scope }: EngineCalls['explore']['args'], job: Job): Promise<ExploreAnswer> {
  return withProject(project, async (db) => {
    await job.checkpoint()
    return answer(db, scope, scope.question, job)
  })
}

function answer<K extends ExploreKind>(
  db: Project,
  scope: ExploreScope,
  question: Extract<ExploreQuestion, { kind: K }>,
  job: Job,
): Promise<ExploreAnswer> {
  return answers[question.kind as K](db, scope, question, job)
}
