import { getRun, listDetections } from '../../../db/runs.ts'
import { readTimes, readValues } from '../../../db/series/series.ts'
import { writeOutput } from '../../../files/output.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

/** Writes `time,score,anomaly`, a line for every row; an empty score was not assessed */
export function exportScores(
  args: EngineCalls['exportScores']['args'],
  job: Job,
): Promise<EngineCalls['exportScores']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    if (run.scores === null) throw badInput('This run has no scores yet.')
    const times = readTimes(db, run.dataset)
    const scores = readValues(db, run.scores)
    const anomalous = new Uint8Array(times.length)
    for (const { first, last } of listDetections(db, args.run, 1e9)) anomalous.fill(1, first, last + 1)
    await writeOutput(args, async (file) => {
      await file.writeFile('time,score,anomaly\n')
      const step = 20_000
      for (let from = 0; from < times.length; from += step) {
        await job.checkpoint({ phase: 'Writing', done: from, total: times.length, unit: 'rows' })
        let lines = ''
        for (let i = from; i < Math.min(from + step, times.length); i++)
          lines += `${new Date(times[i]).toISOString()},${Number.isNaN(scores[i]) ? '' : scores[i]},${anomalous[i]}\n`
        await file.writeFile(lines)
      }
    })
    return { rows: times.length }
  })
}
