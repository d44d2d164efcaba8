import { getDataset, listDatasets } from '../../db/datasets.ts'
import { readModelData } from '../../db/models.ts'
import type { Project } from '../../db/project.ts'
import { findRun, getRun, listRuns } from '../../db/runs.ts'
import { gapSteps } from '../../shared/data/usual-step.ts'
import { durationMs } from '../../shared/duration.ts'
import type { Job } from '../../analysis/job.ts'
import { unpackModel } from '../../analysis/model-file.ts'
import type { HandedOver } from '../../formats/bundle/describe.ts'
import { checkBundleFolder, writeBundle } from '../../formats/bundle/write-bundle.ts'
import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { badInput } from '../../shared/errors.ts'
import { badgesOf } from '../../shared/runs/measures.ts'
import type { Run } from '../../shared/project.ts'
import type { EngineCalls } from '../protocol.ts'
import { withProject } from './with-project.ts'

/** Writes the model of a run as a folder for other machines. */
export function exportModel(
  { project, run, path, app }: EngineCalls['exportModel']['args'],
  job: Job,
): Promise<EngineCalls['exportModel']['result']> {
  return withProject(project, async (db) => {
    checkBundleFolder(path)
    await job.checkpoint({ phase: 'Writing the model', done: 0, total: 1, unit: 'models' })
    const { window, detector } = await writeBundle(path, handedOver(db, getRun(db, run), app))
    return { detector: detector.name, graph: window.graph !== null, why: window.whyNoGraph }
  })
}

/** The model of a run with what its project knows of it. wanted — number or name of the run; null = the newest with scores. */
export function modelOfRun(project: string, wanted: string | null, app: string): Promise<HandedOver> {
  return withProject(project, (db) => {
    const ready = listDatasets(db)
      .flatMap(({ id }) => listRuns(db, id))
      .filter(({ status }) => status === 'ready')
    if (ready.length === 0) throw badInput(`"${project}" has no run with scores yet.`)
    const found =
      wanted === null
        ? ready.reduce((newest, one) => (one.id > newest.id ? one : newest))
        : (ready.find(({ id }) => String(id) === wanted) ??
          ready.findLast(({ name }) => name.toLowerCase() === wanted.toLowerCase()))
    if (!found)
      throw badInput(
        `"${project}" has no run "${wanted}". Its runs: ${ready.map(({ id, name }) => `${id} (${name})`).join(', ')}.`,
      )
    return handedOver(db, findRun(db, found.id), app)
  })
}

/** The step that cleaning brings the rows to, in ms; null where it leaves them as they come. */
function stepAfter(cleaning: readonly CleaningStep[] = []): number | null {
  const last = cleaning.findLast(({ step, on }) => step === 'resample' && on)
  return last ? durationMs(String(last.params.step)) : null
}

function handedOver(db: Project, run: Run, app: string): HandedOver {
  const { model, threshold } = run
  if (model.kind !== 'detector')
    throw badInput(
      `"${run.name}" is ${model.kind === 'ensemble' ? 'an ensemble of several runs' : 'a run that learns on while it scores'}: only the model of one detector can be handed over.`,
    )
  if (model.training?.holdOut.kind === 'blocks')
    throw badInput(
      `"${run.name}" was cross-validated: it has a model for each block, and none for new data. Train once on everything, and export that.`,
    )
  const stored = readModelData(db, model.id)
  const scored = getDataset(db, run.dataset)
  const trained = model.training ? getDataset(db, model.training.dataset) : scored
  const iso = (time: number) => new Date(time).toISOString()
  const ranges = model.ranges.length > 0 ? model.ranges : [{ start: trained.start, end: trained.end }]
  const unpacked = unpackModel(stored.data)
  return {
    model: unpacked,
    name: run.name,
    channels: trained.channels.map(({ name, unit }) => ({ name, unit })),
    stepMs: stepAfter(unpacked.cleaning) ?? trained.stepMs,
    rawStepMs: trained.stepMs,
    gapSteps,
    app,
    threshold: {
      rule: threshold.rule,
      params: threshold.params,
      value: threshold.modes ? null : run.thresholdValue,
      hysteresis: threshold.hysteresis,
      minDurationMs: threshold.minDurationMs,
      mergeGapMs: threshold.mergeGapMs,
      modes: Boolean(threshold.modes),
    },
    training: {
      dataset: trained.name,
      ranges: ranges.map(({ start, end }) => ({ start: iso(start), end: iso(end) })),
      rows: unpacked.rowsUsed,
      seed: model.seed,
      engine: model.engine,
      heldOut: model.training && model.training.holdOut.kind !== 'nothing' ? model.training.holdOut.kind : null,
    },
    measures: (run.measures?.values ?? []).map((measure) => ({
      id: measure.id,
      value: measure.value,
      interval: measure.interval ?? null,
      badges: badgesOf(measure, run.measures?.warnings).map(({ badge }) => badge),
    })),
  }
}
