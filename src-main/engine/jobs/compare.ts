import { compareDetectors, quickChoice } from '../compare/compare.ts'
import { detectorById } from '../detectors/index.ts'
import type { Job } from '../job.ts'
import type { EngineCalls } from '../protocol.ts'
import { labelFlags, loadSeries } from './stored-series.ts'
import { withProject } from './with-project.ts'

/** Trains and ranks detectors on a dataset. No detector chosen: everything classical and two networks. */
export function compare(args: EngineCalls['compare']['args'], job: Job): Promise<EngineCalls['compare']['result']> {
  return withProject(args.project, async (db) => {
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const series = loadSeries(db, args.dataset, args.channels)
    const chosen = args.detectors.length > 0 ? args.detectors.map(detectorById) : quickChoice()
    return compareDetectors(chosen, series, labelFlags(db, args.labelSet, series.times), job)
  })
}
