import { createModel, removeModel } from '../db/models.ts'
import { getDataset } from '../db/datasets.ts'
import { createRun, getRun, removeRun } from '../db/runs.ts'
import type { Challenger, HowTrained, LearnFrom } from '../shared/watch/challenge.ts'
import { asFound } from '../shared/runs/detected-ranges.ts'
import { badInput } from '../shared/errors.ts'
import type { JobState, ThresholdSetting } from '../shared/project.ts'
import type { HandlerContext } from './context.ts'
import { jobRecord } from './job-record.ts'

/** Adds a job that trains a challenger of a run and judges it. Nothing is left of one that does not end well. Throws bad-input for a run that has none. */
export async function startChallenger(
  context: HandlerContext,
  champion: number,
  window: LearnFrom,
  how: HowTrained,
  madeBy: Challenger['madeBy'],
): Promise<{ id: number; run: number; finished: Promise<JobState> }> {
  const { engine, jobs, emit } = context
  const { db, path: project } = context.write()
  const { detectors } = await engine.ask('detectors', {})
  const { model, dataset, name, threshold, status } = getRun(db, champion)
  const detector = detectors.find(({ id }) => model.kind === 'detector' && id === model.detector)
  if (!detector || model.training === null || status !== 'ready')
    throw badInput(`"${name}" is not made by one detector that was trained once: choose another run.`)
  const { rule, params, minDurationMs, mergeGapMs, hysteresis } = threshold
  const setting: ThresholdSetting =
    rule === 'fixed' ? { ...detector.threshold, ...asFound } : { rule, params, minDurationMs, mergeGapMs, hysteresis }
  const { id: _, created: __, training: ___, ...facts } = model
  const empty = createModel(db, { ...facts, history: [], engine: 'none', data: null, trainingScores: null })
  const run = createRun(db, { dataset, model: empty, name: challengerName(name, how), threshold: setting })
  const changed = () => {
    emit('runs.changed', { dataset })
    emit('alarms.changed', {})
  }
  changed()
  const job = jobs.add({
    kind: 'train',
    title: `Train ${detector.name} on ${getDataset(db, dataset).name} anew`,
    dataset,
    run,
    seed: model.seed,
    record: jobRecord(db),
    work: async (options) => {
      await engine.ask('challenge', { project, run, champion, window, how, madeBy }, options)
      changed()
    },
    undo: () => {
      removeRun(db, run)
      removeModel(db, empty)
      changed()
    },
  })
  return { ...job, run }
}

/** The name of the run that it comes from, with the day: "PCA, anew 2026-04-14". */
const challengerName = (name: string, how: HowTrained) =>
  `${name.replace(/, (anew|warm|adaptive) \d{4}-\d\d-\d\d$/, '')}, ${how === 'cold' ? 'anew' : how} ${new Date().toISOString().slice(0, 10)}`
