import { getDataset } from '../../db/datasets.ts'
import { createRun, findRun, getRun, listDetections, listRuns, removeRun, renameRun } from '../../db/runs.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import { combineRuns } from '../combine-runs.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord } from '../job-record.ts'

export function runsHandlers(context: HandlerContext): HandlersFor<'runs'> {
  const { engine, jobs, files, emit } = context
  const changed = (dataset: number) => emit('runs.changed', { dataset })
  return {
    'runs.list': ({ dataset }) => listRuns(context.project().db, dataset),
    'runs.rename': ({ run, name }) => {
      const { db } = context.write()
      const renamed = renameRun(db, run, name)
      changed(renamed.dataset)
      return renamed
    },
    'runs.remove': ({ run }) => {
      const { db } = context.write()
      const { dataset, name } = findRun(db, run)
      if (jobs.active().some((job) => job.run === run))
        throw badInput(`"${name}" is still being made. Cancel its job first.`)
      removeRun(db, run)
      changed(dataset)
    },
    'runs.score': ({ run, dataset }) => {
      const { db, path: project } = context.write()
      const { model, status, ...source } = getRun(db, run)
      if (status !== 'ready') throw badInput('This run has no trained model yet.')
      if (model.kind === 'ensemble')
        throw badInput('An ensemble is made of runs of one dataset: score its members there and combine those.')
      if (model.kind === 'adaptive')
        throw badInput('An adaptive run goes on learning from its own dataset: start a new one there.')
      if (model.training?.holdOut.kind === 'blocks')
        throw badInput(
          'A cross-validated run has one model for each block, and none that has seen all: train one without cross-validation and score with that.',
        )
      const target = getDataset(db, dataset)
      // A value that was looked for in the labels or scores of one dataset is any value in another.
      const { oracleValue: _, chosenOnJudged: __, found: ___, ...elsewhere } = source.threshold
      const threshold = dataset === source.dataset ? source.threshold : elsewhere
      const made = createRun(db, { dataset, model: model.id, name: model.name, threshold })
      changed(dataset)
      const { id } = jobs.add({
        kind: 'score',
        title: `Score ${target.name} with ${model.name}`,
        dataset,
        run: made,
        seed: model.seed,
        record: jobRecord(db),
        work: async (options, tell) => {
          const { note } = await engine.ask('score', { project, run: made }, options)
          if (note) tell(note)
          changed(dataset)
        },
        undo: () => {
          removeRun(db, made)
          changed(dataset)
        },
      })
      return { job: id, run: made }
    },
    'runs.judge': async ({ run, threshold, labelSet, judgedOn }) => {
      const { db, path: project } = context.write()
      await engine.ask('judge', { project, run, threshold, labelSet, judgedOn })
      const judged = getRun(db, run)
      changed(judged.dataset)
      return judged
    },
    'runs.lab': ({ run, labelSet, points }) =>
      engine.ask('thresholdLab', { project: context.project().path, run, labelSet, points }),
    'runs.strangest': ({ run }) => engine.ask('strangest', { project: context.project().path, run }),
    'runs.combine': (args) => combineRuns(context, args),
    'runs.detections': ({ run, limit }) => listDetections(context.project().db, run, limit),
    'runs.export': ({ run, file }) =>
      engine.ask('exportScores', { project: context.project().path, run, ...files.output(file) }),
    'runs.exportModel': ({ run, file }) =>
      engine.ask('exportModel', {
        project: context.project().path,
        run,
        path: files.output(file).path,
        app: context.host.version,
      }),
  }
}
