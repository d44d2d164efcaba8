import { listSets } from '../../../db/labels/label-sets.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { StudioError } from '../../../shared/errors.ts'
import type { Id, Run } from '../../../shared/project.ts'
import { scoreSeries, type TrainedModel } from '../../../analysis/train-and-score.ts'
import type { ThresholdChoice } from '../../../analysis/detectors/detector.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import type { EngineCalls } from '../../protocol.ts'
import { thresholdById } from '../../../analysis/thresholds/index.ts'
import { ownThreshold, usualThreshold } from '../../../analysis/thresholds/usual.ts'
import { judgeRun, type JudgedRows } from './judge.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'
import { isLong, scoreStored, storedRowsOf, type StoredRun } from './score-stored.ts'
import { storeScores } from './store-scores.ts'

/** Applies a stored model to the run's dataset. */
export function score(args: EngineCalls['score']['args'], job: Job): Promise<EngineCalls['score']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const stored = readModelData(db, run.model.id)
    const model = unpackModel(stored.data)
    const { run: finished, note, ...rows } = await scoreRun(db, run, model, job)
    const labelSet = listSets(db, run.dataset)[0]?.id ?? null
    const judged: JudgedRows = {
      ...rows,
      labels: labelFlags(db, labelSet, rows.times),
      trainingScores: stored.trainingScores,
      trainedRows: stored.trainedRows,
    }
    const threshold = ownThreshold(detectorById(model.detector), model.params)
    const changed = await judgeCopied(db, finished, judged, labelSet, threshold, job)
    return { assessed: rows.assessed, note: [note, changed].filter(Boolean).join(' ') || null }
  })
}

/** Scores the run's dataset with a model, and stores what comes of it. */
async function scoreRun(db: Project, run: Run, model: TrainedModel, job: Job): Promise<StoredRun> {
  if (isLong(db, run, model)) return scoreStored(db, run, model, storedRowsOf(db, run.dataset, model.channels), 0, job)
  const data = loadCleaned(db, run.dataset, model.cleaning ?? [], () => model.channels)
  const began = performance.now()
  const scored = data.onRaw(await scoreSeries(model, data.series, {}, job))
  const seconds = { train: 0, score: (performance.now() - began) / 1000 }
  const { scores, assessed, note } = scored
  return {
    run: await storeScores(db, run, scored, data.times, seconds, job),
    times: data.times,
    scores,
    values: data.valuesOnRaw(data.series.values[0]),
    assessed,
    note,
  }
}

/**
 * Judges by the run's threshold as far as it can be made on this dataset, which may have neither the labels nor the channel that it needs:
 * without operating modes if they are what is missing, else by the detector's usual rule. Returns what was changed and why.
 */
async function judgeCopied(
  db: Project,
  run: Run,
  rows: JudgedRows,
  labelSet: Id | null,
  ofDetector: ThresholdChoice,
  job: Job,
): Promise<string | null> {
  // What was called normal are times of the dataset that the model was trained on.
  const threshold =
    run.model.training?.dataset === run.dataset ? run.threshold : { ...run.threshold, normal: undefined }
  const usual = { ...threshold, ...usualThreshold(ofDetector, false) }
  const byUsual = `The threshold here is by the usual rule of the detector, "${thresholdById(usual.rule).name}".`
  const attempts = [
    { setting: threshold, change: null },
    ...(threshold.modes
      ? [
          { setting: { ...threshold, modes: null }, change: 'Here one threshold holds for all rows.' },
          { setting: usual, change: byUsual },
        ]
      : []),
    { setting: { ...usual, modes: null }, change: byUsual },
  ]
  const reasons = new Set<string>()
  for (const [a, { setting, change }] of attempts.entries()) {
    const note = change && [...reasons, change].join(' ')
    try {
      await judgeRun(db, run, rows, { threshold: setting, labelSet, note }, job)
      return note
    } catch (error) {
      const isMissing = error instanceof StudioError && (error.code === 'bad-input' || error.code === 'not-found')
      if (!isMissing || a === attempts.length - 1) throw error
      reasons.add(error.message)
    }
  }
  return null
}
