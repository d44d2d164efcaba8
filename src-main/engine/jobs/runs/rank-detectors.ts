import { getCleaning } from '../../../db/cleaning.ts'
import { rankDetectors, quickChoice } from '../../../analysis/ranking/rank-detectors.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import type { EngineCalls } from '../../protocol.ts'
import { channelsLeft, loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** Trains and ranks detectors on a dataset. No detector chosen: everything classical and two networks. */
export function rank(
  args: EngineCalls['rankDetectors']['args'],
  job: Job,
): Promise<EngineCalls['rankDetectors']['result']> {
  return withProject(args.project, async (db) => {
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const steps = getCleaning(db, args.dataset).steps.filter((step) => step.on)
    const { series } = loadCleaned(db, args.dataset, steps, (after, raw) => channelsLeft(after, raw, args.channels))
    const chosen = args.detectors.length > 0 ? args.detectors.map(detectorById) : quickChoice()
    return rankDetectors(chosen, series, labelFlags(db, args.labelSet, series.times), job)
  })
}
