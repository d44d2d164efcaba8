import { keepDifference, reopenDifferences, withKept } from '../../db/kept-differences.ts'
import { filledSetSteps, getSet, renameSet } from '../../db/labels/label-sets.ts'
import { labelPages } from '../../db/labels/label-rows.ts'
import type { Project } from '../../db/project.ts'
import type { Disagreement } from '../../shared/labels/agreement.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { labelsPage } from '../../shared/labels/label-limits.ts'
import type { Label, LabelSet } from '../../shared/project.ts'
import { inSlices, type Steps } from '../../shared/slices.ts'
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
      const made = await inSlices(mergeSteps(db, { first, second, name, author: host.author }, disagreements), {
        alive: () => db.open,
      })
      emit('labels.changed', { dataset: made.dataset })
      return made
    },
  }
}

/** A set of what both say, and of what they differ in as proposals. */
function* mergeSteps(
  db: Project,
  { first, second, name, author }: { first: number; second: number; name: string; author: string },
  disagreements: readonly Disagreement[],
): Steps<LabelSet> {
  const disputed = new Set(disagreements.flatMap((one) => [...one.first, ...one.second]))
  const [a, b] = [getSet(db, first), getSet(db, second)]
  const proposal = (label: Label, of: string): Label => ({
    ...label,
    status: 'proposed',
    certainty: 0.5,
    note: [`From "${of}"`, label.note].filter(Boolean).join(': '),
  })
  const labels: Label[] = []
  for (const set of [a, b])
    for (const page of labelPages(db, set.id, labelsPage)) {
      for (const label of page) {
        if (label.status !== 'accepted') continue
        if (disputed.has(label.id)) labels.push(proposal(label, set.name))
        // What both say is the same in both, so the first set's stand for it.
        else if (set === a) labels.push(label)
      }
      yield
    }
  const purpose = `Merged from "${a.name}" and "${b.name}"`
  const what = `Merged "${a.name}" and "${b.name}" into "${name}"`
  return yield* filledSetSteps(db, { dataset: a.dataset, name, author, purpose }, labels, what)
}
