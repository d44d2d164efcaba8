import { createModel, removeModel } from '../../db/models.ts'
import { getTransfer, saveTransfer } from '../../db/reports.ts'
import { createRun, removeRun } from '../../db/runs.ts'
import { getDataset } from '../../db/datasets.ts'
import { asFound } from '../../shared/runs/detected-ranges.ts'
import { heldOutInName } from '../../shared/models/hold-out.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord } from '../job-record.ts'
import { stepsBefore } from '../steps-before.ts'

export function trainHandlers(context: HandlerContext): HandlersFor<'train'> {
  const { engine, jobs, emit, files } = context
  return {
    'train.start': async ({ cleaned, steps, decompose, onnx: file, ...args }) => {
      const { db, path: project } = context.write()
      const dataset = getDataset(db, args.dataset)
      const onnx = file === null ? null : files.path(file)
      const { detectors } = await engine.ask('detectors', {})
      const detector = onnx
        ? { ...(await engine.ask('lookAtOnnx', { path: onnx })), id: 'onnx' }
        : detectors.find((d) => d.id === args.detector)
      if (!detector) throw badInput(`There is no detector "${args.detector}".`)
      const channels = dataset.channels.filter((c) => args.channels.length === 0 || args.channels.includes(c.id))
      if (channels.length === 0) throw badInput('None of the chosen channels belongs to this dataset.')
      const cleaning = stepsBefore(db, dataset.id, { cleaned, steps, decompose })
      const threshold = args.threshold ?? { ...detector.threshold, ...asFound }
      const model = createModel(db, {
        name: detector.name,
        kind: 'detector',
        detector: detector.id,
        detectorVersion: 0,
        params: args.params,
        channels: channels.map((c) => c.name),
        seed: args.seed,
        ranges: args.ranges,
        history: [],
        engine: 'none',
        data: null,
        trainingScores: null,
      })
      const run = createRun(db, {
        dataset: dataset.id,
        model,
        name: `${detector.name}${decompose ? ' on residuals' : ''}${heldOutInName(args.holdOut)}${args.startFrom ? ', tuned' : ''}`,
        threshold,
      })
      const changed = () => emit('runs.changed', { dataset: dataset.id })
      changed()
      const { id } = jobs.add({
        kind: 'train',
        title: `Train ${detector.name} on ${dataset.name}`,
        dataset: dataset.id,
        run,
        seed: args.seed,
        record: jobRecord(db),
        work: async (options) => {
          await engine.ask(
            'train',
            { ...args, detector: detector.id, onnx, cleaning, project, run, channels: channels.map((c) => c.id) },
            options,
          )
          changed()
        },
        undo: () => {
          removeRun(db, run)
          removeModel(db, model)
          changed()
        },
      })
      return { job: id, run }
    },
    'train.compareStarts': ({ dataset, cleaned, seed, ...args }) => {
      const { db, path: project } = context.write()
      const { name } = getDataset(db, dataset)
      const cleaning = stepsBefore(db, dataset, { cleaned, decompose: null })
      const { id } = jobs.add({
        kind: 'compare',
        title: `Compare starts on ${name}`,
        dataset,
        seed,
        record: jobRecord(db),
        work: async (options) => {
          saveTransfer(db, dataset, await engine.ask('compareStarts', { ...args, project, dataset, cleaning }, options))
          emit('ranking.changed', { dataset })
        },
      })
      return { job: id }
    },
    'train.comparedStarts': ({ dataset }) => getTransfer(context.project().db, dataset),
    'train.lookAtOnnx': ({ file }) => engine.ask('lookAtOnnx', { path: files.path(file) }),
    'train.preview': ({ dataset, ...args }) =>
      engine.ask('previewHoldOut', { ...args, project: context.project().path, dataset }),
  }
}
