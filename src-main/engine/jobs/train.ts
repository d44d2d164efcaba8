import { getDataset } from '../../db/datasets.ts'
import { updateModel } from '../../db/models.ts'
import type { Project } from '../../db/open.ts'
import { getRun } from '../../db/runs.ts'
import type { RowRange, Series, TimeRange } from '../../shared/series.ts'
import { badInput } from '../../shared/errors.ts'
import type { ChosenOn, HoldOut, TrainingFacts } from '../../shared/hold-out.ts'
import type { Id } from '../../shared/project.ts'
import { prepareTraining, trainDetector, type TrainOptions } from '../../analysis/train-and-score.ts'
import type { AnyDetector } from '../../analysis/detectors/detector.ts'
import { detectorById } from '../../analysis/detectors/index.ts'
import type { Job } from '../../analysis/job.ts'
import { packModel } from '../../analysis/model-file.ts'
import type { EngineCalls, TrainArgs } from '../protocol.ts'
import { crossValidate } from '../../analysis/splits/cross-validate.ts'
import { planHoldOut, type PlannedFold } from '../../analysis/splits/hold-out.ts'
import { joinedRows, spanOf } from '../../analysis/splits/split.ts'
import { labelledIn } from '../../analysis/splits/warnings.ts'
import { usualThreshold } from '../../analysis/thresholds/usual.ts'
import { judgeRun } from './judge.ts'
import { scoreRun, storeScores } from './score.ts'
import { labelFlags, loadSeries } from './stored-series.ts'
import { withProject } from './with-project.ts'

/** Trains, scores the whole dataset with the new model and judges the run by its threshold: one job for the person. */
export function train(args: TrainArgs, job: Job): Promise<EngineCalls['train']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const detector = detectorById(args.detector)
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const series = loadSeries(db, run.dataset, channelNames(db, args))
    const labels = labelFlags(db, args.labelSet, series.times)
    if (detector.learns === 'labels' && !labels)
      throw badInput(`"${detector.name}" learns from labels, and this label set has no accepted label.`)
    const exclude = args.excludeLabels && detector.learns !== 'labels' ? labels : null
    const chosen = trainingRows(series, args.ranges, exclude)
    const holdOut: HoldOut = args.holdOut ?? { kind: 'nothing' }
    const folds =
      holdOut.kind === 'nothing' ? [] : planHoldOut(detector, series, { holdOut, params: args.params, ranges: chosen })
    const usual = usualThreshold(
      detector.threshold,
      chosen === null && holdOut.kind !== 'last' && holdOut.kind !== 'from',
    )
    const threshold = args.threshold ?? { ...usual, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
    const engine = detector.family === 'deep' || detector.family === 'supervised' ? await engineKind() : 'none'
    const facts = trainingFacts(run.dataset, holdOut, args.chosenOn ?? null, folds)

    if (holdOut.kind === 'blocks') {
      const result = await crossValidate(detector, series, folds, labels, job)
      const trainedRows = joinedRows(folds.flatMap((fold) => fold.train))
      updateModel(db, run.model.id, {
        params: result.params,
        channels: series.channels.map((channel) => channel.name),
        detectorVersion: detector.version,
        history: result.history,
        engine,
        // There are k models, and none that could be applied elsewhere.
        data: new Uint8Array(),
        trainingScores: result.trainingScores,
        trainedRows,
        training: { ...facts, labelled: labels && labelledIn(labels, trainedRows) },
      })
      await storeScores(db, args.run, result, result.seconds, job)
      await judgeRun(db, args.run, threshold, args.labelSet, job)
      return { assessed: result.assessed }
    }

    const options = { params: folds[0]?.params ?? args.params, ranges: folds[0]?.train ?? chosen, labels }
    const model = await trainDetector(detector, series, options, job)
    const { window, rows } = learntRows(detector, series, { ...options, params: model.params })
    updateModel(db, run.model.id, {
      params: model.params,
      channels: model.channels,
      detectorVersion: model.version,
      history: model.history,
      engine,
      data: packModel(model),
      trainingScores: model.trainingScores,
      trainedRows: rows,
      training: { ...facts, window, labelled: labels && labelledIn(labels, rows), ...noteOf(model.data) },
    })
    const assessed = await scoreRun(db, args.run, model, series, model.seconds, job)
    await judgeRun(db, args.run, threshold, args.labelSet, job)
    return { assessed }
  })
}

/** What is known before training; of detectors whose folds differ, the longest window and the shortest purge gap. */
function trainingFacts(
  dataset: Id,
  holdOut: HoldOut,
  chosenOn: ChosenOn | null,
  folds: readonly PlannedFold[],
): TrainingFacts {
  return {
    dataset,
    holdOut,
    chosenOn,
    labelled: null,
    heldOut: spanOf(folds.flatMap((fold) => fold.heldOut)),
    purge: folds.reduce((least, fold) => Math.min(least, fold.purge), folds[0]?.purge ?? 0),
    window: folds.reduce((most, fold) => Math.max(most, fold.window), 0),
  }
}

/** The rows that training looks at, and how many the detector looks at together; no rows for a detector that learns nothing. */
function learntRows(
  detector: AnyDetector,
  series: Series,
  options: TrainOptions,
): { window: number; rows: RowRange[] } {
  const { params, train } = prepareTraining(detector, series, options)
  const needs = detector.needs(params, series.channels.length)
  const learns = detector.learns !== 'nothing' || needs.train > 1
  return {
    window: needs.score,
    rows: learns ? train.map(({ start, times }) => ({ first: start, last: start + times.length - 1 })) : [],
  }
}

/** What a network's training has to say of itself. */
export function noteOf(data: unknown): { note?: string } {
  return typeof data === 'object' && data !== null && 'note' in data && typeof data.note === 'string'
    ? { note: data.note }
    : {}
}

async function engineKind(): Promise<'native' | 'wasm'> {
  const { startTensorFlow } = await import('../../analysis/tensorflow.ts')
  return (await startTensorFlow('auto')).kind
}

function channelNames(db: Project, args: TrainArgs): string[] | null {
  if (args.channels.length === 0) return null
  const { channels } = getDataset(db, getRun(db, args.run).dataset)
  return channels.filter((c) => args.channels.includes(c.id)).map((c) => c.name)
}

/** The rows to learn from: inside the ranges (all where there are none) and outside the labels to leave out. */
function trainingRows(series: Series, ranges: TimeRange[], exclude: Uint8Array | null): RowRange[] | null {
  if (ranges.length === 0 && !exclude) return null
  const rows: RowRange[] = []
  for (let i = 0; i < series.times.length; i++) {
    const t = series.times[i]
    if (exclude?.[i] || (ranges.length > 0 && !ranges.some((r) => t >= r.start && t <= r.end))) continue
    const open = rows.at(-1)
    if (open && open.last === i - 1) open.last = i
    else rows.push({ first: i, last: i })
  }
  if (rows.length === 0)
    throw badInput('Nothing is left to train on: the training range lies outside the data or inside the labels.')
  return rows
}
