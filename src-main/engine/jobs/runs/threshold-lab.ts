import { getRun } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { EngineCalls } from '../../protocol.ts'
import { labView } from '../../../analysis/threshold-lab/lab-view.ts'
import { labPoints } from '../../../analysis/threshold-lab/points.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** What the page needs to follow a moving threshold by itself; the points only where they are asked for. */
export function thresholdLab(
  args: EngineCalls['thresholdLab']['args'],
): Promise<EngineCalls['thresholdLab']['result']> {
  return withProject(args.project, (db) => {
    const run = getRun(db, args.run)
    if (run.scores === null) throw badInput('This run has no scores yet.')
    const times = readTimes(db, run.dataset)
    const scores = readValues(db, run.scores)
    const judged = run.judgedOn === 'all' ? null : run.heldOut
    return {
      points: args.points ? labPoints(scores, times, judged) : null,
      view: labView(scores, labelFlags(db, args.labelSet, times), judged),
    }
  })
}
