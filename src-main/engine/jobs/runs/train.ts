import { getDataset } from '../../../db/datasets.ts'
import { updateModel } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import type { RowRange, Series, TimeRange } from '../../../shared/data/series.ts'
import type { CleaningStep } from '../../../shared/data/cleaning.ts'
import { asFound } from '../../../shared/runs/detected-ranges.ts'
import { badInput } from '../../../shared/errors.ts'
import type { HoldOut, TrainingFacts } from '../../../shared/models/hold-out.ts'
import { scoreSeries, type TrainedModel } from '../../../analysis/train-and-score.ts'
import type { AnyDetector } from '../../../analysis/detectors/detector.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { rowsOf } from '../../../analysis/streaming/score-in-pieces.ts'
import { packModel } from '../../../analysis/model-file.ts'
import type { EngineCalls, TrainArgs } from '../../protocol.ts'
import { trainHeldOut } from '../../../analysis/splits/train-held-out.ts'
import { rowsIn, spanOf } from '../../../analysis/splits/split.ts'
import { labelledIn } from '../../../analysis/splits/warnings.ts'
import { detectorIn } from './bring-onnx.ts'
import { judgeRun } from './judge.ts'
import { startingFrom } from './start-from.ts'
import { isLong, scoreStored, type StoredRun } from './score-stored.ts'
import { storeScores } from './store-scores.ts'
import { channelsLeft, loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { withProject } from '../with-project.ts'

/** Trains, scores the whole dataset with the new model and judges the run by its threshold: one job for the person. */
export function train(args: TrainArgs, job: Job): Promise<EngineCalls['train']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const detector: AnyDetector = args.onnx ? await detectorIn(args.onnx) : detectorById(args.detector)
    await job.checkpoint({ phase: 'Reading', done: 0, total: 1, unit: 'datasets' })
    const cleaning = withChannels(args.cleaning ?? [], channelNames(db, args))
    const data = loadCleaned(db, run.dataset, cleaning, (after, raw) =>
      channelsLeft(after, raw, channelNames(db, args)),
    )
    const { series, times } = data
    const labels = labelFlags(db, args.labelSet, series.times)
    if (detector.learns === 'labels' && !labels)
      throw badInput(`"${detector.name}" learns from labels, and this label set has no accepted label.`)
    const exclude = args.excludeLabels && detector.learns !== 'labels' ? labels : null
    const chosen = trainingRows(series, args.ranges, exclude)
    const holdOut: HoldOut = args.holdOut ?? { kind: 'nothing' }
    const engine = detector.family === 'deep' || detector.family === 'supervised' ? await engineKind() : 'none'
    const start = startingFrom(db, args, series, chosen, job)
    const params = start?.before.params ?? args.params
    const wish = { holdOut, params, ranges: chosen, labels, before: start?.before }
    const {
      model: bare,
      scored,
      trained: learnt,
      ...facts
    } = await trainHeldOut(detector, series, wish, start?.job ?? job)
    const model = cleaning.length > 0 ? { ...bare, cleaning } : bare
    const training = {
      dataset: run.dataset,
      holdOut,
      chosenOn: args.chosenOn ?? null,
      heldOut: facts.heldOut && (spanOf(data.rangesOnRaw([facts.heldOut])) ?? null),
      window: facts.window,
      purge: facts.purge,
      labelled: labels && labelledIn(labels, learnt),
      rows: rowsIn(learnt),
      ...(cleaning.length > 0 && { cleaning }),
      ...(exclude && { withoutLabels: true as const }),
      ...ownFacts(model),
    }
    updateModel(db, run.model.id, {
      params: model.params,
      channels: model.channels,
      detectorVersion: model.version,
      history: model.history,
      engine,
      data: scored ? new Uint8Array() : packModel(model),
      trainingScores: model.trainingScores,
      trainedRows: data.rangesOnRaw(learnt),
      training,
    })
    const done =
      !scored && isLong(db, run, model)
        ? await scoreStored(db, run, model, rowsOf(series, model.channels), model.seconds, job)
        : await whole()
    await judgeRun(
      db,
      done.run,
      {
        ...done,
        labels: times === series.times ? labels : labelFlags(db, args.labelSet, times),
        trainingScores: model.trainingScores,
        trainedRows: data.rangesOnRaw(learnt),
      },
      { threshold: args.threshold ?? { ...facts.threshold, ...asFound }, labelSet: args.labelSet },
      job,
    )
    return { assessed: done.assessed }

    async function whole(): Promise<StoredRun> {
      const began = performance.now()
      const given = scored ?? (await scoreSeries(model, series, {}, job))
      if (given.note) updateModel(db, run.model.id, { training: { ...training, note: given.note } })
      const result = data.onRaw(given)
      const seconds = { train: model.seconds, score: scored?.seconds ?? (performance.now() - began) / 1000 }
      return {
        run: await storeScores(db, run, result, times, seconds, job),
        times,
        scores: result.scores,
        values: data.valuesOnRaw(series.values[0]),
        assessed: result.assessed,
      }
    }
  })
}

/** What a model says of its own training: what its scores usually are, and what a network has to remark. */
export function ownFacts({ data, usual }: Pick<TrainedModel, 'data' | 'usual'>): Pick<TrainingFacts, 'usual' | 'note'> {
  const hasNote = typeof data === 'object' && data !== null && 'note' in data && typeof data.note === 'string'
  return { ...(usual && { usual }), ...(hasNote && { note: data.note as string }) }
}

/** What networks train with. */
export async function engineKind(): Promise<'native' | 'wasm'> {
  const { startTensorFlow } = await import('../../../analysis/tensorflow.ts')
  return (await startTensorFlow('auto')).kind
}

function channelNames(db: Project, args: TrainArgs): string[] | null {
  if (args.channels.length === 0) return null
  const { channels } = getDataset(db, getRun(db, args.run).dataset)
  return channels.filter((c) => args.channels.includes(c.id)).map((c) => c.name)
}

/** A decomposition costs much: it looks at the channels that are trained on, unless it names others. */
function withChannels(steps: readonly CleaningStep[], chosen: string[] | null): CleaningStep[] {
  const derives = steps.some(({ step }) => step === 'derive' || step === 'drop')
  return steps.map((step) =>
    chosen && !derives && step.step === 'decompose' && step.channels.length === 0
      ? { ...step, channels: chosen }
      : step,
  )
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
