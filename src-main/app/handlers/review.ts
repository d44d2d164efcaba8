import { getClass } from '../../db/labels/label-classes.ts'
import { getSet } from '../../db/labels/label-sets.ts'
import { createLabels, listLabels } from '../../db/labels/labels.ts'
import type { Project } from '../../db/project.ts'
import { counted } from '../../shared/counted.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { Candidate } from '../../shared/labels/candidates.ts'
import type { HandlerContext } from '../context.ts'
import { inSlices, type Steps } from '../../shared/slices.ts'

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
      const unknown = await inSlices(besideSteps(db, set, candidates), { alive: () => db.open })
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

/** The candidates that lie over none of the set's labels, on a common channel. */
function* besideSteps(db: Project, set: number, candidates: readonly Candidate[]): Steps<Candidate[]> {
  const free: Candidate[] = []
  for (const candidate of candidates) {
    const { start, end, channels } = candidate
    const known = listLabels(db, { set, start, end }).some(
      (label) =>
        channels.length === 0 ||
        label.channels.length === 0 ||
        label.channels.some((channel) => channels.includes(channel)),
    )
    if (!known) free.push(candidate)
    yield
  }
  return free
}
