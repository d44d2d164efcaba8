import { listAlarms } from '../../../db/watch/alarms.ts'
import { putChallenger } from '../../../db/watch/champions.ts'
import { getDataset } from '../../../db/datasets.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import { readModelData, updateModel } from '../../../db/models.ts'
import type { Project } from '../../../db/project.ts'
import { getRun } from '../../../db/runs.ts'
import type { AlarmState } from '../../../shared/watch/alarms.ts'
import type { HowTrained } from '../../../shared/watch/challenge.ts'
import { adaptiveSettings } from '../../../shared/watch/drift.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Run } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import { usualRule } from '../../../analysis/alarms.ts'
import { judgeChallenger, planChallenge, type ChallengeInput, type ChallengePlan } from '../../../analysis/challenge.ts'
import { adapt } from '../../../analysis/adaptive/adapt.ts'
import type { AnyDetector } from '../../../analysis/detectors/detector.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import type { Job } from '../../../analysis/job.ts'
import { usualStep } from '../../../analysis/preprocessing/gaps.ts'
import { packModel, unpackModel } from '../../../analysis/model-file.ts'
import { rowsIn, spanOf } from '../../../analysis/splits/split.ts'
import { scoreSeries, trainDetector, type TrainedModel } from '../../../analysis/train-and-score.ts'
import type { EngineCalls } from '../../protocol.ts'
import { judgeRun } from '../runs/judge.ts'
import { storeScores } from '../runs/store-scores.ts'
import { loadCleaned } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'
import { engineKind, ownFacts } from '../runs/train.ts'
import { withProject } from '../with-project.ts'

/** Trains a challenger on recent normal rows into an empty run, and judges it against the run in force on rows that neither has seen. */
export function challenge(
  args: EngineCalls['challenge']['args'],
  job: Job,
): Promise<EngineCalls['challenge']['result']> {
  return withProject(args.project, async (db) => {
    const run = getRun(db, args.run)
    const champion = getRun(db, args.champion)
    if (champion.thresholdValue === null) throw badInput(`"${champion.name}" has no threshold yet.`)
    const stored = readModelData(db, champion.model.id)
    const model = unpackModel(stored.data)
    const detector = detectorById(model.detector)
    if (detector.learns !== 'normal')
      throw badInput(`"${detector.name}" does not learn from normal data, so there is nothing to train anew.`)
    const labelSet = listSets(db, run.dataset)[0]?.id ?? null
    const cleaning = model.cleaning ?? []
    const data = loadCleaned(db, run.dataset, cleaning, () => model.channels)
    const { series } = data
    const { times } = series
    const window = Math.max(1, champion.model.training?.window ?? 1)
    const input = {
      series,
      learnt: champion.model.training?.dataset === run.dataset ? data.rangesOnCleaned(stored.trainedRows) : [],
      labels: anomalies(db, run.dataset, labelSet, times),
      normal: answered(db, run.dataset, 'false', times),
      champion: model,
      threshold: champion.thresholdValue,
      alarm: usualRule(
        cleaning.length > 0 ? usualStep(times) : getDataset(db, run.dataset).stepMs,
        window,
        champion.threshold,
      ),
      window,
    }
    const plan = await planChallenge(input, rowsIn(data.rangesOnCleaned(stored.trainedRows)), args.window, job)
    const { params } = champion.model
    const { model: bare, ranges } = await trainedHow(
      args.how,
      detector,
      input,
      plan,
      { run: champion, model, params },
      job,
    )
    const trained = cleaning.length > 0 ? { ...bare, cleaning } : bare
    const trainedRows = data.rangesOnRaw(ranges)
    updateModel(db, run.model.id, {
      params: trained.params,
      channels: trained.channels,
      detectorVersion: trained.version,
      history: trained.history,
      engine: detector.family === 'deep' ? await engineKind() : 'none',
      data: packModel(trained),
      trainingScores: trained.trainingScores,
      trainedRows,
      training: {
        dataset: run.dataset,
        holdOut: { kind: 'nothing' },
        chosenOn: null,
        heldOut: spanOf(data.rangesOnRaw([{ first: plan.periods[0].first, last: times.length - 1 }])) ?? null,
        window,
        purge: 0,
        labelled: null,
        rows: rowsIn(ranges),
        withoutLabels: true,
        ...(cleaning.length > 0 && { cleaning }),
        ...ownFacts(trained),
      },
    })
    const began = performance.now()
    const scored = await scoreSeries(trained, series, {}, job)
    const seconds = { train: trained.seconds, score: (performance.now() - began) / 1000 }
    const result = data.onRaw(scored)
    const finished = await storeScores(db, run, result, data.times, seconds, job)
    const rows = {
      times: data.times,
      scores: result.scores,
      labels: labelFlags(db, labelSet, data.times),
      values: data.valuesOnRaw(series.values[0]),
      trainingScores: trained.trainingScores,
      trainedRows,
    }
    const { value: threshold } = await judgeRun(db, finished, rows, { threshold: run.threshold, labelSet }, job)
    const found = await judgeChallenger(
      input,
      { ...plan, ranges },
      { model: trained, scores: scored.scores, threshold },
      { window: args.window, how: args.how },
      job,
    )
    putChallenger(db, run.id, champion.id, args.madeBy, found)
    return found
  })
}

/** The challenger's model, and the rows that it has learnt from besides those of the model that it went on from. */
async function trainedHow(
  how: HowTrained,
  detector: AnyDetector,
  input: ChallengeInput,
  { ranges, periods }: ChallengePlan,
  { run, model: champion, params }: { run: Run; model: TrainedModel; params: Record<string, unknown> },
  job: Job,
): Promise<{ model: TrainedModel; ranges: RowRange[] }> {
  const { series } = input
  if (how === 'cold') return { model: await trainDetector(detector, series, { params, ranges }, job), ranges }
  if (how === 'warm') {
    if (!detector.continues)
      throw badInput(
        `"${detector.name}" learns all at once, so there is nothing to go on from. Train it cold, or adaptively.`,
      )
    return { model: await trainDetector(detector, series, { params, ranges, before: champion }, job), ranges }
  }
  if (!(input.threshold > 0))
    throw badInput(`The threshold of "${run.name}" is not above 0: it cannot learn on step by step.`)
  const end = periods[0].first
  const part = { ...series, times: series.times.subarray(0, end), values: series.values.map((v) => v.subarray(0, end)) }
  const { rule, params: settings } = run.threshold
  const found = await adapt(
    detector,
    part,
    {
      params,
      threshold: rule === 'fixed' ? detector.threshold : { rule, params: settings },
      train: input.learnt,
      settings: adaptiveSettings.parse({}),
      begin: { model: champion, threshold: input.threshold, rows: rowsIn(input.learnt) },
      anomalous: input.labels,
      normal: input.normal,
    },
    job,
  )
  if (found.learned.length === 1) {
    const why = found.drift.updates.findLast(({ kept }) => !kept)?.note
    throw badInput(`The model has learnt nothing new step by step. ${why ?? 'Too little came that it calls normal.'}`)
  }
  return { model: found.model, ranges: found.learned.at(-1)! }
}

/** [n], 1 inside a label of an anomaly or a confirmed alarm; null where there is neither. */
function anomalies(db: Project, dataset: number, labelSet: number | null, times: Float64Array): Uint8Array | null {
  const confirmed = answered(db, dataset, 'confirmed', times)
  const labels = labelFlags(db, labelSet, times)
  if (labels === null) return confirmed.includes(1) ? confirmed : null
  return labels.map((flag, i) => flag | confirmed[i])
}

/** [n], 1 inside an alarm that was answered so. */
export function answered(db: Project, dataset: number, state: AlarmState, times: Float64Array): Uint8Array {
  const flags = new Uint8Array(times.length)
  for (const { start, end } of listAlarms(db, { dataset, states: [state], limit: 100_000 }))
    flags.fill(1, lowerBound(times, start), upperBound(times, end))
  return flags
}
