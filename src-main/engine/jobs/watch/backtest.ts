import { getDataset } from '../../../db/datasets.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { readModelData } from '../../../db/models.ts'
import { getRun } from '../../../db/runs.ts'
import { badInput } from '../../../shared/errors.ts'
import { usualRule } from '../../../analysis/alarms.ts'
import { backtest as replay } from '../../../analysis/backtest.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import { usualStep } from '../../../analysis/preprocessing/gaps.ts'
import type { EngineCalls } from '../../protocol.ts'
import { answered } from './challenge.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** Replays what came after a run's training, with and without training anew every so many days. Stores nothing. */
export function backtest(args: EngineCalls['backtest']['args'], job: Job): Promise<EngineCalls['backtest']['result']> {
  return withProject(args.project, (db) => {
    const run = getRun(db, args.run)
    if (run.model.kind !== 'detector' || run.model.training === null)
      throw badInput(`"${run.name}" is not made by one detector that was trained once: choose another run.`)
    if (run.thresholdValue === null) throw badInput(`"${run.name}" has no threshold yet.`)
    const isHere = run.model.training.dataset === run.dataset
    const { data, trainedRows } = readModelData(db, run.model.id)
    const champion = unpackModel(data)
    const cleaning = champion.cleaning ?? []
    const cleaned = loadCleaned(db, run.dataset, cleaning, () => champion.channels)
    const { series } = cleaned
    const stepMs = cleaning.length > 0 ? usualStep(series.times) : getDataset(db, run.dataset).stepMs
    if (!isHere) throw badInput(`"${run.name}" was trained on another dataset. Replay the dataset that it learnt from.`)
    const detector = detectorById(champion.detector)
    const window = Math.max(1, run.model.training.window)
    return replay(
      {
        detector,
        params: run.model.params,
        series,
        learnt: cleaned.rangesOnCleaned(trainedRows),
        labels: labelFlags(db, listSets(db, run.dataset)[0]?.id ?? null, series.times),
        normal: answered(db, run.dataset, 'false', series.times),
        champion,
        threshold: run.thresholdValue,
        rule: run.threshold.rule === 'fixed' ? detector.threshold : run.threshold,
        alarm: usualRule(stepMs, window, run.threshold),
        window,
        everyDays: args.everyDays,
        learns: args.learns,
      },
      job,
    )
  })
}
