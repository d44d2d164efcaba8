import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listJournal, redo, undo } from '../../src-main/db/labels/journal.ts'
import { createSet, listSets, removeSet } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels, listLabels, removeLabels, replaceLabels } from '../../src-main/db/labels/labels.ts'
import type { Project } from '../../src-main/db/project.ts'
import { restore } from '../../src-main/db/labels/restore.ts'
import { addDataset, seconds, testProject } from './project.ts'

const draft = (set: number, start: number, note = '') => ({
  set,
  class: 1,
  start,
  end: start + 5000,
  channels: [],
  certainty: 1,
  status: 'accepted' as const,
  note,
  origin: 'hand' as const,
})
const seen = (db: Project, dataset: number) =>
  listSets(db, dataset).map(({ id, name }) => ({ id, name, labels: listLabels(db, { set: id }) }))

describe('restoring a moment of the journal', () => {
  test('reaches also what was undone and then overtaken, and can itself be undone', () => {
    const project = testProject()
    const { db } = project
    const { id, start } = addDataset(db, seconds(100), [seconds(100)])
    const set = listSets(db, id)[0].id
    createLabels(db, [draft(set, start)], 'ada')
    createLabels(db, [draft(set, start + 10_000, 'overtaken')], 'ada')
    const lost = seen(db, id)
    const [{ id: moment }] = listJournal(db, id)
    undo(db, id, 'ada')
    createLabels(db, [draft(set, start + 20_000)], 'ada')
    const now = seen(db, id)
    expect(restore(db, id, moment, 'bob')).toMatchObject({
      author: 'bob',
      what: 'Restored the labels as they were after "Created 1 label"',
    })
    expect(seen(db, id)).toEqual(lost)
    expect(restore(db, id, moment, 'bob')).toBeNull()
    undo(db, id, 'bob')
    expect(seen(db, id)).toEqual(now)
    expect(() => restore(db, id, 99, 'bob')).toThrow('not in the journal')
    project.remove()
  })

  test('is one step for undo, however many label sets it brings back or takes away', () => {
    const project = testProject()
    const { db } = project
    const { id, start } = addDataset(db, seconds(100), [seconds(100)])
    const [first] = listSets(db, id)
    createLabels(db, [draft(first.id, start)], 'ada')
    const [{ id: moment }] = listJournal(db, id)
    const second = createSet(db, { dataset: id, name: 'second', author: 'ada', purpose: '', copyOf: null })
    removeSet(db, first.id, 'ada')
    restore(db, id, moment, 'bob')
    expect(listSets(db, id).map((set) => set.id)).toEqual([first.id])
    undo(db, id, 'bob')
    expect(listSets(db, id).map((set) => set.id)).toEqual([second.id])
    redo(db, id, 'bob')
    expect(listSets(db, id).map((set) => set.id)).toEqual([first.id])
    project.remove()
  })

  test('finds the state after every edit that there ever was, whatever was undone, redone, removed and restored since', () => {
    const kinds = [
      'create',
      'change',
      'remove',
      'replace',
      'undo',
      'undo',
      'redo',
      'set',
      'drop set',
      'restore',
    ] as const
    const step = fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(40), b: fc.nat(1000) })
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const project = testProject()
        const { db } = project
        try {
          const { id, start } = addDataset(db, seconds(1000), [seconds(1000)])
          const states = new Map<number, ReturnType<typeof seen>>()
          for (const { kind, a, b } of steps) {
            const sets = listSets(db, id)
            const set = sets[b % sets.length].id
            const labels = listLabels(db, { set })
            const some = labels.filter((_, i) => (i + a) % 2 === 0).map((label) => label.id)
            const last = listJournal(db, id, 1)[0]?.id ?? 0
            if (kind === 'create') createLabels(db, [draft(set, start + b), draft(set, start + a)], 'ada')
            else if (kind === 'undo') undo(db, id, 'ada')
            else if (kind === 'redo') redo(db, id, 'ada')
            else if (kind === 'set')
              createSet(db, {
                dataset: id,
                name: `set ${last}-${a}`,
                author: 'ada',
                purpose: '',
                copyOf: b % 2 ? set : null,
              })
            else if (kind === 'drop set' && sets.length > 1) removeSet(db, set, 'ada')
            else if (kind === 'restore' && states.size > 0) {
              const moment = [...states.keys()][b % states.size]
              restore(db, id, moment, 'bob')
              expect(seen(db, id)).toEqual(states.get(moment))
            } else if (some.length > 0 && kind === 'change')
              changeLabels(
                db,
                some.map((label) => ({ id: label, note: `${a}` })),
                'ada',
              )
            else if (some.length > 0 && kind === 'remove') removeLabels(db, some, 'ada')
            else if (some.length > 0 && kind === 'replace')
              replaceLabels(db, { remove: some, create: [draft(set, start + b)], what: 'Merged' }, 'ada')
            const [newest] = listJournal(db, id, 1)
            if (newest && newest.id > last) states.set(newest.id, seen(db, id))
          }
          for (const [moment, state] of states) {
            restore(db, id, moment, 'bob')
            expect(seen(db, id)).toEqual(state)
          }
          while (undo(db, id, 'ada'));
          expect(seen(db, id)).toMatchObject([{ name: 'Labels', labels: [] }])
        } finally {
          project.remove()
        }
      }),
      { numRuns: 25 },
    )
  })
})
