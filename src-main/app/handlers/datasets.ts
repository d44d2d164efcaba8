import { changeChannel, changeDataset, getDataset, listDatasets, removeDataset } from '../../db/datasets.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'

export function datasetsHandlers(context: HandlerContext): HandlersFor<'datasets'> {
  const { jobs, emit } = context
  return {
    'datasets.list': () => listDatasets(context.project().db),
    'datasets.change': ({ dataset, ...change }) => {
      const changed = changeDataset(context.write().db, dataset, change)
      emit('datasets.changed', {})
      return changed
    },
    'datasets.changeChannel': ({ channel, ...change }) => {
      const changed = changeChannel(context.write().db, channel, change)
      emit('datasets.changed', {})
      return changed
    },
    'datasets.remove': async ({ dataset }) => {
      const { db } = context.write()
      const { name } = getDataset(db, dataset)
      const job = jobs.active().find((active) => active.dataset === dataset)
      if (job) throw badInput(`"${name}" is in use by a job: ${job.title}. Cancel it first.`)
      const cleared = removeDataset(db, dataset)
      emit('datasets.changed', {})
      await cleared
    },
  }
}
