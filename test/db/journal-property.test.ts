import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redo, undo } from '../../src-main/db/labels/journal.ts'
import { createSet, listSets, removeSet } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels, createPart, listLabels, removeLabels } from '../../src-main/db/labels/labels.ts'
import { closeProject } from '../../src-main/db/file/open.ts'
import type { Project } from '../../src-main/db/project.ts'
import type { Label } from '../../src-main/shared/project.ts'
import { addDataset, seconds, testProject } from './project.ts'

/** One thing a person does; numbers choose among what is there. */
const one = <D extends string>(what: D) =>
  fc.record({ do: fc.constant(what), n: fc.nat(3), a: fc.nat(900), b: fc.nat(90) })
const step = fc.oneof(
  { weight: 4, arbitrary: one('create') },
  { weight: 3, arbitrary: one('change') },
  { weight: 2, arbitrary: one('remove') },
  { weight: 4, arbitrary: one('undo') },
  { weight: 3, arbitrary: one('redo') },
  { weight: 1, arbitrary: one('import') },
  { weight: 1, arbitrary: one('add set') },
  { weight: 1, arbitrary: one('remove set') },
  { weight: 1, arbitrary: one('kill') },
  { weight: 1, arbitrary: one('reopen') },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Everything a person sees of a dataset's labels. */
const seen = (db: Project, dataset: number) =>
  listSets(db, dataset).map(({ id, name }) => ({ id, name, labels: listLabels(db, { set: id }) }))

describe('random edits with undo, redo, restarts and kills in between', () => {
  test('always leave exactly what a list of all past states says', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const project = testProject()
        try {
          let db = project.db
          const { id, start } = addDataset(db, seconds(1000), [seconds(1000)])
          // The model: every state there was, and where in it we are.
          let states = [seen(db, id)]
          let now = 0
          steps.forEach((one, i) => {
            if (one.do === 'reopen') {
              closeProject(db)
              db = project.open(db.name)
            } else if (one.do === 'kill') {
              db = project.afterKill(db)
            } else if (one.do === 'undo') {
              expect(turn(undo, db, id)).toBe(now > 0)
              now = Math.max(0, now - 1)
            } else if (one.do === 'redo') {
              expect(turn(redo, db, id)).toBe(now < states.length - 1)
              now = Math.min(states.length - 1, now + 1)
            } else if (edit(db, id, start, one, i)) {
              states = [...states.slice(0, now + 1), seen(db, id)]
              now++
            }
            expect(seen(db, id)).toEqual(states[now])
          })
          while (turn(undo, db, id)) now--
          expect(now).toBe(0)
          expect(seen(db, id)).toEqual(states[0])
        } finally {
          project.remove()
        }
      }),
      { numRuns: 25 },
    )
  })
})

/** Undoes or redoes an entry with the rest of its batch, as the app does; answers whether there was one. */
function turn(step: typeof undo, db: Project, dataset: number): boolean {
  const first = step(db, dataset, 'bob')
  if (first?.batch) while (step(db, dataset, 'bob', first.batch));
  return first !== null
}

/** Does it if it can be done; answers whether anything was. */
function edit(db: Project, dataset: number, start: number, { do: what, n, a, b }: Step, i: number): boolean {
  const sets = listSets(db, dataset)
  const set = sets[a % sets.length].id
  const from = start + a * 1000
  if (what === 'create') {
    createLabels(
      db,
      Array.from({ length: n + 1 }, (_, k) => ({
        set,
        class: 1,
        start: from,
        end: from + (b + k) * 10,
        channels: [],
        certainty: 1,
        status: 'accepted' as const,
        note: `${i}`,
        origin: 'hand' as const,
      })),
      'ada',
    )
    return true
  }
  if (what === 'import') {
    // Labels of a file, in several parts.
    let batch: number | null = null
    for (let part = 0; part <= n; part++) {
      const draft = {
        set,
        class: 1,
        start: from,
        end: from + (b + part) * 10,
        channels: [],
        certainty: 1,
        status: 'accepted' as const,
        note: `${i}`,
        origin: 'import' as const,
      }
      const { entry }: { entry: number | null } = createPart(db, [draft, draft], {
        dataset,
        author: 'ada',
        what: `part ${part}`,
        batch: batch ?? 'first',
      })!
      batch ??= entry
    }
    return true
  }
  if (what === 'add set') {
    createSet(db, { dataset, name: `set ${i}`, author: 'ada', purpose: '', copyOf: b % 2 ? set : null })
    return true
  }
  if (what === 'remove set') {
    if (sets.length === 1) return false
    removeSet(db, set, 'ada')
    return true
  }
  const labels = sets.flatMap(({ id }) => listLabels(db, { set: id }))
  const chosen = labels.filter((_: Label, k: number) => k % (n + 1) === 0).map((label) => label.id)
  if (chosen.length === 0) return false
  if (what === 'remove') removeLabels(db, chosen, 'ada')
  else
    changeLabels(
      db,
      chosen.map((id) => ({ id, start: from, end: from + b * 10, note: `${i}` })),
      'ada',
    )
  return true
}
