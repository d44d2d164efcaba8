import { getDataset } from '../../../db/datasets.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { readModelData } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { finishRun, getRun } from '../../../db/runs.ts'
import { createSeriesWriter, readTimes } from '../../../db/series/series.ts'
import { write } from '../../../db/file/statement.ts'
import { writeTail } from '../../../db/series/tail.ts'
import { StudioError } from '../../../shared/errors.ts'
import type { Id, Run } from '../../../shared/project.ts'
import { scoreSeries, type SeriesScores } from '../../../analysis/train-and-score.ts'
import type { ThresholdChoice } from '../../../analysis/detectors/detector.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { unpackModel } from '../../../analysis/model-file.ts'
import type { EngineCalls } from '../../protocol.ts'
import { thresholdById } from '../../../analysis/thresholds/index.ts'
import { ownThreshold, usualThreshold } from '../../../analysis/thresholds/usual.ts'
import { judgeRun, type JudgedRows } from './judge.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { ontoAxis, sameAxis } from '../data/onto-axis.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** Applies a stored model to the run's dataset. */
export function score(args: EngineCalls['score']['args'], job: Job): Promise<EngineCalls['score']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const stored = readModelData(db, run.model.id)
    const model = unpackModel(stored.data)
    const data = loadCleaned(db, run.dataset, model.cleaning ?? [], () => model.channels)
    const began = performance.now()
    const scored = data.onRaw(await scoreSeries(model, data.series, {}, job))
    const finished = await storeScores(
      db,
      run,
      scored,
      data.times,
      { train: 0, score: (performance.now() - began) / 1000 },
      job,
    )
    const labelSet = listSets(db, run.dataset)[0]?.id ?? null
    const rows: JudgedRows = {
      times: data.times,
      scores: scored.scores,
      labels: labelFlags(db, labelSet, data.times),
      values: data.valuesOnRaw(data.series.values[0]),
      trainingScores: stored.trainingScores,
      trainedRows: stored.trainedRows,
    }
    const threshold = ownThreshold(detectorById(model.detector), model.params)
    const changed = await judgeCopied(db, finished, rows, labelSet, threshold, job)
    return { assessed: scored.assessed, note: [scored.note, changed].filter(Boolean).join(' ') || null }
  })
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

/**
 * Stores scores, contributions and expected values with the run, which is ready then. Returns it as it is now. times — of the rows that were
 * scored: a watch may have added some since, which are not assessed then.
 */
export async function storeScores(
  db: Project,
  { id, dataset }: Run,
  result: SeriesScores,
  times: Float64Array,
  seconds: { train: number; score: number },
  job: Job,
): Promise<Run> {
  const parts = [result.scores, ...(result.contributions ?? []), ...(result.expected ?? [])]
  const stored: { id: Id; axis: Float64Array }[] = []
  let axis = times
  for (const part of parts) {
    await job.checkpoint({ phase: 'Saving scores', done: stored.length, total: parts.length, unit: 'series' })
    if (getDataset(db, dataset).rows !== axis.length) axis = readTimes(db, dataset)
    const values = axis === times ? part : ontoAxis(part, times, axis)
    stored.push({ axis, id: await storeSeries(db, dataset, values, job) })
  }
  const channels = result.contributions?.length ?? 0
  const ids = stored.map((one) => one.id)
  const ready = {
    scores: ids[0],
    contributions: ids.slice(1, 1 + channels),
    expected: ids.slice(1 + channels),
    maxScore: result.scores.reduce(
      (max: number | null, s) => (Number.isNaN(s) || (max !== null && s <= max) ? max : s),
      null,
    ),
    assessed: result.assessed,
    seconds,
  }
  return write(db, () => {
    // From here on a watch extends the run's series with the dataset; what it added before is missing in them.
    const now = readTimes(db, dataset)
    // The series nearly always share one axis, which is looked through once.
    const moved = new Set([...new Set(stored.map((one) => one.axis))].filter((axis) => !sameAxis(axis, now)))
    for (const [p, one] of stored.entries())
      if (moved.has(one.axis)) writeTail(db, one.id, 0, now, ontoAxis(parts[p], times, now))
    return finishRun(db, id, ready)
  })
}

/** Writes a column of numbers, one per row of the dataset. Returns its series id. */
async function storeSeries(db: Project, dataset: Id, values: Float64Array | Float32Array, job: Job): Promise<Id> {
  const writer = createSeriesWriter(db, dataset)
  const step = 65_536
  for (let from = 0; from < values.length; from += step) {
    writer.write(values.subarray(from, from + step))
    await job.checkpoint()
  }
  writer.finish()
  return writer.id
}
