import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { getRun, listDetections } from '../../db/runs.ts'
import { readTimes, readValues } from '../../db/series.ts'
import { badInput } from '../../shared/errors.ts'
import type { Job } from '../../analysis/job.ts'
import type { EngineCalls } from '../protocol.ts'
import { withProject } from './with-project.ts'

/** Writes `time,score,anomaly`, a line for every row; an empty score was not assessed. Written beside and renamed, so never half there. */
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
    const partial = `${args.path}.part`
    const out = createWriteStream(partial)
    try {
      out.write('time,score,anomaly\n')
      const step = 20_000
      for (let from = 0; from < times.length; from += step) {
        await job.checkpoint({ phase: 'Writing', done: from, total: times.length, unit: 'rows' })
        let lines = ''
        for (let i = from; i < Math.min(from + step, times.length); i++)
          lines += `${new Date(times[i]).toISOString()},${Number.isNaN(scores[i]) ? '' : scores[i]},${anomalous[i]}\n`
        if (!out.write(lines)) await once(out, 'drain')
      }
      out.end()
      await finished(out)
      await rename(partial, args.path)
    } catch (error) {
      out.destroy()
      await rm(partial, { force: true })
      throw error
    }
    return { rows: times.length }
  })
}
