import { onClock, timesOf } from '../../../analysis/cleaning/align.ts'
import type { Job } from '../../../analysis/job.ts'
import { finishDataset, getDataset } from '../../../db/datasets.ts'
import { addChannel, createDatasetWriter, readTimes, readValues } from '../../../db/series/series.ts'
import { channelsBeside, commonClock } from '../../../shared/data/alignment.ts'
import type { ImportReport } from '../../../shared/importing/recipe.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

const batchRows = 65_536

/** Writes several datasets side by side on one clock into one that has no rows yet: one channel after the other lies in memory. */
export function align(
  { project, datasets, alignment, target }: EngineCalls['align']['args'],
  job: Job,
): Promise<EngineCalls['align']['result']> {
  return withProject(project, async (db) => {
    const began = performance.now()
    const parts = datasets.map((id) => getDataset(db, id))
    const clock = commonClock(parts, alignment)
    const beside = channelsBeside(parts)
    const total = beside.flat().length
    const progress = (done: number) => job.checkpoint({ phase: 'Laying on one clock', done, total, unit: 'channels' })
    const axis = createDatasetWriter(db, target, [])
    for (let from = 0; from < clock.rows; from += batchRows) {
      axis.write(timesOf(clock, alignment.stepMs, from, Math.min(clock.rows, from + batchRows)), [])
      await progress(0)
    }
    axis.finish()
    let done = 0
    for (const [p, part] of parts.entries()) {
      const times = readTimes(db, part.id)
      for (const [c, { series }] of part.channels.entries()) {
        addChannel(db, target, beside[p][c], onClock(times, readValues(db, series), clock, alignment))
        await progress(++done)
      }
    }
    const made = getDataset(db, target)
    const report: ImportReport = {
      rows: clock.rows,
      rejectedLines: 0,
      firstRejected: null,
      missingTimes: 0,
      duplicateTimes: 0,
      outOfOrder: 0,
      gaps: made.gaps.length,
      columns: made.channels.map(({ name, missing }) => ({ name, missing, notNumbers: 0, firstNotNumber: null })),
      problems: [],
      seconds: (performance.now() - began) / 1000,
      aligned: { datasets: parts.map(({ name, sourceFile }) => ({ name, file: sourceFile })), ...alignment },
    }
    finishDataset(db, target, report)
  })
}
