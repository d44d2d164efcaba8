import { getDataset } from '../../db/datasets.ts'
import { getRanking, saveRanking } from '../../db/reports.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord } from '../job-record.ts'

export function rankingHandlers(context: HandlerContext): HandlersFor<'ranking'> {
  const { engine, jobs, emit } = context
  return {
    'ranking.start': ({ dataset: id, detectors, channels, labelSet, seed }) => {
      const { db, path: project } = context.write()
      const dataset = getDataset(db, id)
      const chosen =
        channels.length === 0 ? null : dataset.channels.filter((c) => channels.includes(c.id)).map((c) => c.name)
      if (chosen?.length === 0) throw badInput('None of the chosen channels belongs to this dataset.')
      const { id: job } = jobs.add({
        kind: 'compare',
        title: `Compare detectors on ${dataset.name}`,
        dataset: id,
        seed,
        record: jobRecord(db),
        work: async (options) => {
          const comparison = await engine.ask(
            'rankDetectors',
            { project, dataset: id, detectors, channels: chosen, labelSet },
            options,
          )
          saveRanking(db, id, { ...comparison, labelSet })
          emit('ranking.changed', { dataset: id })
        },
      })
      return { job }
    },
    'ranking.result': ({ dataset }) => getRanking(context.project().db, dataset),
  }
}
