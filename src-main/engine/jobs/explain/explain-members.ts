import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun, listRuns } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { readStored } from '../../../db/file/stored.ts'
import { ensembleRecipe } from '../../../shared/models/ensemble.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Run } from '../../../shared/project.ts'
import { memberShares } from '../../../analysis/ensemble/member-shares.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'

/** What each member of an ensemble said where the ensemble's score is highest in a window. */
export function explainMembers(
  { project, run: id, start, end }: EngineCalls['explainMembers']['args'],
  job: Job,
): Promise<EngineCalls['explainMembers']['result']> {
  return withProject(project, async (db) => {
    const run = getRun(db, id)
    if (run.model.kind !== 'ensemble' || run.scores === null) throw badInput(`"${run.name}" is not an ensemble.`)
    const { runs, thresholds, options } = recipeOf(db, run)
    const times = readTimes(db, run.dataset)
    const [first, last] = [lowerBound(times, start), upperBound(times, end) - 1]
    const scores = last < first ? new Float64Array() : readValues(db, run.scores, first, last)
    const at = scores.reduce((best, score, i) => (score > (scores[best] ?? -Infinity) ? i : best), -1)
    if (at < 0) throw badInput('No point of this window was assessed.')

    const known = new Map(listRuns(db, run.dataset).map((one) => [one.id, one]))
    const there = runs.map((one) => known.get(one) ?? null)
    const gone = there.filter((one) => one?.scores == null).length
    const none = new Float64Array(times.length).fill(NaN)
    await job.checkpoint({ phase: 'Reading the members', done: 0, total: runs.length, unit: 'runs' })
    const shares = memberShares(
      runs.length,
      (m) => {
        const member = there[m]
        return {
          name: member?.name ?? 'removed run',
          scores: member?.scores == null ? none : readValues(db, member.scores),
          threshold: thresholds[m],
        }
      },
      first + at,
      options,
    )
    return {
      time: times[first + at],
      score: scores[at],
      members: shares.map((share, m) => ({ ...share, run: there[m]?.id ?? null })),
      notes:
        gone > 0
          ? [
              `${gone === 1 ? '1 member is' : `${gone} members are`} not in the project any more: the rest do not sum to the score.`,
            ]
          : [],
    }
  })
}

function recipeOf(db: Project, run: Run) {
  const { data } = readModelData(db, run.model.id)
  if (data.length === 0)
    throw badInput(
      `"${run.name}" was made by an older version, which did not keep what it is made of. Combine the runs again.`,
    )
  return readStored(
    new TextDecoder().decode(data),
    { what: 'list of members', schema: ensembleRecipe },
    `ensemble "${run.name}"`,
  )
}
