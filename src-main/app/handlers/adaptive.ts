import { getDataset } from '../../db/datasets.ts'
import { createModel, removeModel } from '../../db/models.ts'
import { getDrift, saveDrift } from '../../db/reports.ts'
import { createRun, getRun, removeRun } from '../../db/runs.ts'
import { asFound } from '../../shared/runs/detected-ranges.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { Run } from '../../shared/project.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord } from '../job-record.ts'
import { stepsBefore } from '../steps-before.ts'

export function adaptiveHandlers(context: HandlerContext): HandlersFor<'adaptive'> {
  const { engine, jobs, emit } = context
  return {
    'adaptive.start': async ({ cleaned, decompose, ...wish }) => {
      const { db, path: project } = context.write()
      const begin = wish.from === null ? null : getRun(db, wish.from)
      const args = begin ? { ...wish, ...settingsOf(begin) } : wish
      const dataset = getDataset(db, args.dataset)
      const detector = (await engine.ask('detectors', {})).detectors.find((d) => d.id === args.detector)
      if (!detector) throw badInput(`There is no detector "${args.detector}".`)
      if (detector.learns !== 'normal')
        throw badInput(`"${detector.name}" cannot adapt: only detectors that learn from normal data can.`)
      const chosen = dataset.channels.filter((c) => args.channels.length === 0 || args.channels.includes(c.id))
      const channels = begin ? begin.model.channels : chosen.map((c) => c.name)
      if (channels.length === 0) throw badInput('None of the chosen channels belongs to this dataset.')
      const cleaning = begin
        ? (begin.model.training?.cleaning ?? [])
        : stepsBefore(db, dataset.id, { cleaned, decompose })
      const name = begin ? `${begin.name}, adaptive` : `Adaptive ${detector.name}`
      const { batch, updateEvery, keep, acceptAfter, ...rest } = args
      const settings = { batch, updateEvery, keep, acceptAfter }
      const given = Object.entries(settings).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))
      const model = createModel(db, {
        name,
        kind: 'adaptive',
        adapts: detector.id,
        detectorVersion: 0,
        params: { detector: detector.id, ...args.params, ...Object.fromEntries(given) },
        channels,
        seed: args.seed,
        ranges: args.ranges,
        history: [],
        engine: 'none',
        data: null,
        trainingScores: null,
      })
      // Scores come in units of each model's own threshold.
      const run = createRun(db, {
        dataset: dataset.id,
        model,
        name,
        threshold: { rule: 'fixed', params: { value: 1 }, ...asFound },
      })
      const changed = () => emit('runs.changed', { dataset: dataset.id })
      changed()
      const { id: job } = jobs.add({
        kind: 'train',
        title: `${name} on ${dataset.name}`,
        dataset: dataset.id,
        run,
        seed: args.seed,
        record: jobRecord(db),
        work: async (options) => {
          const { drift } = await engine.ask('adaptive', { ...rest, cleaning, project, run, settings }, options)
          saveDrift(db, dataset.id, run, drift)
          changed()
        },
        undo: () => {
          void removeRun(db, run)
          removeModel(db, model)
          changed()
        },
      })
      return { job, run }
    },
    'adaptive.drift': ({ run }) => getDrift(context.project().db, run),
  }
}

/** The detector of a run, and the rule of its threshold: a number that was set by hand holds for its own model alone. */
function settingsOf({ model, threshold, name }: Run) {
  if (model.kind !== 'detector')
    throw badInput(`"${name}" is not made by one detector: choose another run to begin with.`)
  const { rule, params } = threshold
  return {
    detector: model.detector,
    params: model.params,
    ...(rule === 'fixed' ? {} : { threshold: { rule, params } }),
  }
}
