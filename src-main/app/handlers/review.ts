import { getClass } from '../../db/label-classes.ts'
import { getSet } from '../../db/label-sets.ts'
import { createLabels, listLabels } from '../../db/labels.ts'
import { counted } from '../../shared/counted.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { Candidate } from '../../shared/candidates.ts'
import type { Label } from '../../shared/project.ts'
import type { HandlerContext } from '../context.ts'
import { firstWhere } from '../../shared/search.ts'

export function reviewHandlers(context: HandlerContext): HandlersFor<'review'> {
  return {
    'review.propose': async ({ set, class: cls, source, limit }) => {
      const { db, path: project } = context.write()
      const { dataset } = getSet(db, set)
      getClass(db, cls)
      const { candidates, found } = await context.engine.ask('candidates', {
        project,
        dataset,
        source,
        limit: limit * 3,
      })
      // More than wanted were asked for, because some will lie where there is a label already.
      // Read after the engine's answer: the person may have labelled meanwhile.
      const unknown = beside(candidates, listLabels(db, { set }))
      const fresh = unknown.slice(0, limit)
      if (fresh.length > 0) {
        const labels = fresh.map((one) => ({
          ...one,
          set,
          class: cls,
          status: 'proposed' as const,
          origin: 'detector' as const,
        }))
        createLabels(db, labels, context.host.author, `Proposed ${counted(labels.length, 'label')}`)
        context.emit('labels.changed', { dataset })
        context.emit('datasets.changed', {})
      }
      return { proposed: fresh.length, known: candidates.length - unknown.length, found }
    },
    'review.rounds': (args) => context.engine.ask('rounds', { project: context.project().path, ...args }),
  }
}

/** The candidates that lie over none of the labels, on a common channel. labels — sorted by start. */
function beside(candidates: readonly Candidate[], labels: readonly Label[]): Candidate[] {
  let furthest = -Infinity
  const ends = labels.map((label) => (furthest = Math.max(furthest, label.end)))
  return candidates.filter(({ start, end, channels }) => {
    for (let i = firstWhere(labels.length, (l) => labels[l].start > end) - 1; i >= 0 && ends[i] >= start; i--) {
      const label = labels[i]
      if (
        label.end >= start &&
        (channels.length === 0 ||
          label.channels.length === 0 ||
          label.channels.some((channel) => channels.includes(channel)))
      )
        return false
    }
    return true
  })
}
