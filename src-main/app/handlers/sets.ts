import { keepDifference, reopenDifferences, withKept } from '../../db/kept-differences.ts'
import { createFilledSet, getSet, renameSet } from '../../db/label-sets.ts'
import { listLabels } from '../../db/labels.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import type { Label } from '../../shared/project.ts'
import type { HandlerContext } from '../context.ts'

export function setsHandlers(context: HandlerContext): HandlersFor<'sets'> {
  const { engine, host, emit } = context
  return {
    'sets.rename': ({ set, name, purpose }) => {
      const renamed = renameSet(context.write().db, set, name, purpose)
      emit('labels.changed', { dataset: renamed.dataset })
      return renamed
    },
    'sets.compare': async (args) => {
      const { db, path: project } = context.project()
      const agreement = await engine.ask('compareLabels', { project, ...args })
      return { ...agreement, disagreements: withKept(db, args, agreement.disagreements) }
    },
    'sets.keep': ({ first, second, disagreement }) => {
      const { db } = context.write()
      for (const set of [first, second]) getSet(db, set)
      keepDifference(db, { first, second }, disagreement, host.author)
    },
    'sets.reopen': ({ first, second, disagreement }) =>
      reopenDifferences(context.write().db, { first, second }, disagreement ? [disagreement] : undefined),
    'sets.merge': async ({ first, second, name }) => {
      const { db, path: project } = context.write()
      const { disagreements } = await engine.ask('compareLabels', { project, first, second, proposed: false })
      const disputed = new Set(disagreements.flatMap((one) => [...one.first, ...one.second]))
      const [a, b] = [getSet(db, first), getSet(db, second)]
      const accepted = (set: number) => listLabels(db, { set }).filter((label) => label.status === 'accepted')
      const proposal = (label: Label, of: string): Label => ({
        ...label,
        status: 'proposed',
        certainty: 0.5,
        note: [`From "${of}"`, label.note].filter(Boolean).join(': '),
      })
      // What both say is the same in both, so the first set's stand for it.
      const labels = [
        ...accepted(first).map((label) => (disputed.has(label.id) ? proposal(label, a.name) : label)),
        ...accepted(second)
          .filter((label) => disputed.has(label.id))
          .map((label) => proposal(label, b.name)),
      ]
      const made = createFilledSet(
        db,
        { dataset: a.dataset, name, author: host.author, purpose: `Merged from "${a.name}" and "${b.name}"` },
        labels,
        `Merged "${a.name}" and "${b.name}" into "${name}"`,
      )
      emit('labels.changed', { dataset: a.dataset })
      return made
    },
  }
}
