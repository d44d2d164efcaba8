import { readModelData, updateModel } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import { badInput } from '../../../shared/errors.ts'
import type { TrainingFacts } from '../../../shared/models/hold-out.ts'
import type { RowRange, Series, TimeRange } from '../../../shared/data/series.ts'
import { adapt } from '../../../analysis/adaptive/adapt.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { packModel, unpackModel } from '../../../analysis/model-file.ts'
import type { EngineCalls } from '../../protocol.ts'
import { joinedRows, rowsIn, spanOf } from '../../../analysis/splits/split.ts'
import { labelledIn } from '../../../analysis/splits/warnings.ts'
import { answered } from '../watch/challenge.ts'
import { judgeRun } from './judge.ts'
import { storeScores } from './store-scores.ts'
import { channelsLeft, loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import { assessedIn } from '../../../analysis/math/present.ts'

/** Without a training range, the first part of the data is what an adaptive run begins with. */
const FIRST_PART = 0.2

/** Trains on the beginning, then scores the rest batch by batch while learning on. The run keeps the last model. */
export function adaptive(args: EngineCalls['adaptive']['args'], job: Job): Promise<EngineCalls['adaptive']['result']> {
  return withProject(args.project, async (db) => {
    const began = performance.now()
    const run = getRun(db, args.run)
    const detector = detectorById(args.detector)
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const cleaning = args.cleaning ?? []
    const data = loadCleaned(db, run.dataset, cleaning, (after, raw) => channelsLeft(after, raw, run.model.channels))
    const { series, times } = data
    const labels = labelFlags(db, args.labelSet, series.times)
    const begin = args.from === null ? null : beginning(db, args.from, run.dataset)
    const train = begin
      ? data.rangesOnCleaned(begin.trained)
      : trainingRows(series, args.ranges, args.excludeLabels ? labels : null)
    const result = await adapt(
      detector,
      series,
      {
        params: args.params,
        threshold: args.threshold ?? detector.threshold,
        train,
        settings: args.settings,
        begin: begin?.model,
        anomalous: args.excludeLabels ? labels : null,
        normal: answered(db, run.dataset, 'false', series.times),
      },
      job,
    )
    const trainedRows = joinedRows(result.learned.flat())
    // An adaptive run's scores are in units of thresholds that its rule has already made.
    const trainingScores = new Float64Array()
    const training: TrainingFacts = {
      dataset: run.dataset,
      holdOut: { kind: 'nothing' },
      purge: 0,
      chosenOn: null,
      // Every later row is scored before it is learnt from.
      heldOut:
        spanOf(data.rangesOnRaw([{ first: (train.at(-1)?.last ?? -1) + 1, last: series.times.length - 1 }])) ?? null,
      window: detector.needs(result.model.params, series.channels.length).score,
      labelled: labels && labelledIn(labels, trainedRows),
      ...(cleaning.length > 0 && { cleaning }),
    }
    updateModel(db, run.model.id, {
      detectorVersion: result.model.version,
      history: result.model.history,
      channels: result.model.channels,
      data: packModel(cleaning.length > 0 ? { ...result.model, cleaning } : result.model),
      trainingScores,
      trainedRows: data.rangesOnRaw(trainedRows),
      training,
    })
    const score = (performance.now() - began) / 1000 - result.trainSeconds
    const assessed = assessedIn(result.scores)
    const onRaw = data.onRaw({ ...result, assessed })
    const seconds = { train: result.trainSeconds, score }
    const finished = await storeScores(db, run, onRaw, times, seconds, job)
    const rows = {
      times,
      scores: onRaw.scores,
      labels: times === series.times ? labels : labelFlags(db, args.labelSet, times),
      values: data.valuesOnRaw(series.values[0]),
      trainingScores,
      trainedRows: data.rangesOnRaw(trainedRows),
    }
    await judgeRun(db, finished, rows, { threshold: run.threshold, labelSet: args.labelSet }, job)
    return { assessed: onRaw.assessed, drift: begin ? { ...result.drift, begunWith: begin.name } : result.drift }
  })
}

/** The model of a run, and the rows of this dataset that it has learnt from. Throws bad-input for one that nothing can go on from. */
function beginning(db: Project, from: number, dataset: number) {
  const run = getRun(db, from)
  const { training, kind } = run.model
  if (run.dataset !== dataset)
    throw badInput(`"${run.name}" is a run of another dataset. Score this one with it first.`)
  if (kind !== 'detector' || training === null || run.thresholdValue === null)
    throw badInput(
      `"${run.name}" is not made by one detector that was trained once, or has no threshold: choose another run.`,
    )
  const { data, trainedRows } = readModelData(db, run.model.id)
  const model = unpackModel(data)
  if (!(run.thresholdValue > 0))
    throw badInput(
      `The threshold of "${run.name}" is not above 0: scores cannot be told in its units. Choose another rule.`,
    )
  return {
    name: run.name,
    trained: training.dataset === dataset ? trainedRows : [],
    model: { model, threshold: run.thresholdValue, rows: rowsIn(trainedRows) },
  }
}

/** All rows of the ranges but labelled ones; without ranges, the first fifth of the data. */
function trainingRows(series: Series, ranges: TimeRange[], exclude: Uint8Array | null): RowRange[] {
  const wanted =
    ranges.length > 0
      ? ranges.map(({ start, end }) => ({
          first: lowerBound(series.times, start),
          last: upperBound(series.times, end) - 1,
        }))
      : [{ first: 0, last: Math.floor(series.times.length * FIRST_PART) - 1 }]
  const rows: RowRange[] = []
  for (const { first, last } of wanted)
    for (let row = first; row <= last; row++) {
      if (exclude?.[row]) continue
      const open = rows.at(-1)
      if (open && open.last === row - 1) open.last = row
      else rows.push({ first: row, last: row })
    }
  if (rows.length === 0)
    throw badInput('Nothing is left to train on: the training range lies outside the data or inside the labels.')
  return rows
}
