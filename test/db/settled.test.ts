import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeDataset, getDataset } from '../../src-main/db/datasets.ts'
import { keepDifference, reopenDifferences, withKept } from '../../src-main/db/kept-differences.ts'
import { createClass } from '../../src-main/db/labels/label-classes.ts'
import { createSet, listSets, removeSet } from '../../src-main/db/labels/label-sets.ts'
import { changeLabels, createLabels } from '../../src-main/db/labels/labels.ts'
import { closeProject } from '../../src-main/db/file/open.ts'
import type { Disagreement } from '../../src-main/shared/labels/agreement.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
let dataset: number
let first: number
let second: number
beforeEach(() => {
  project = testProject()
  dataset = addDataset(project.db, seconds(100), [seconds(100)]).id
  first = listSets(project.db, dataset)[0].id
  second = createSet(project.db, { dataset, name: 'second', author: 'bob', purpose: '', copyOf: null }).id
})
afterEach(() => project.remove())

const difference = (start: number, ids: number[]): Disagreement => ({
  kind: 'only first',
  start,
  end: start + 10,
  first: ids,
  second: [],
})

describe('a difference that may stay', () => {
  test('is kept in the file, for the set that was looked from', () => {
    const both = [difference(0, [1]), difference(50, [2])]
    keepDifference(project.db, { first, second }, both[0], 'ada')
    keepDifference(project.db, { first, second }, both[0], 'bob')
    closeProject(project.db)
    const db = project.open()
    expect(withKept(db, { first, second }, both).map((one) => one.kept)).toEqual([true, false])
    expect(withKept(db, { first: second, second: first }, both).map((one) => one.kept)).toEqual([false, false])
  })

  test('is another one as soon as its labels or edges change', () => {
    keepDifference(project.db, { first, second }, difference(0, [1]), 'ada')
    const changed = [difference(1, [1]), difference(0, [1, 3]), { ...difference(0, [1]), kind: 'several' as const }]
    expect(withKept(project.db, { first, second }, changed).some((one) => one.kept)).toBe(false)
  })

  test('is looked at again after all, one or all of them', () => {
    const all = [0, 20, 40].map((start) => difference(start, [start + 1]))
    const kept = () => withKept(project.db, { first, second }, all).map((one) => one.kept)
    for (const one of all) keepDifference(project.db, { first, second }, one, 'ada')
    reopenDifferences(project.db, { first, second }, [all[1]])
    expect(kept()).toEqual([true, false, true])
    reopenDifferences(project.db, { first, second })
    expect(kept()).toEqual([false, false, false])
  })
})

describe('how far a dataset is labelled', () => {
  test('is told by its labels, by proposals that wait, and by the person', () => {
    const { id: cls } = createClass(project.db, { name: 'leak', colour: '#a00000', key: null })
    const { start } = getDataset(project.db, dataset)
    const made = createLabels(
      project.db,
      [0, 1, 2].map((i) => ({
        set: first,
        class: cls,
        start: start + i * 10,
        end: start + i * 10 + 5,
        channels: [],
        certainty: 1,
        status: 'proposed' as const,
        note: '',
        origin: 'detector' as const,
      })),
      'ada',
    )
    changeLabels(project.db, [{ id: made[0].id, status: 'accepted' }], 'ada')
    expect(getDataset(project.db, dataset)).toMatchObject({ labelCount: 3, proposalCount: 2, labelled: false })
    expect(changeDataset(project.db, dataset, { labelled: true })).toMatchObject({ labelled: true, name: 'pump' })
    expect(changeDataset(project.db, dataset, { name: 'pump 2' })).toMatchObject({ labelled: true })
    expect(changeDataset(project.db, dataset, { labelled: false })).toMatchObject({ labelled: false, name: 'pump 2' })
  })

  test('leaves out the labels of sets that were removed', () => {
    const { id: cls } = createClass(project.db, { name: 'leak', colour: '#a00000', key: null })
    const { start } = getDataset(project.db, dataset)
    createLabels(
      project.db,
      [
        {
          set: second,
          class: cls,
          start,
          end: start,
          channels: [],
          certainty: 1,
          status: 'proposed',
          note: '',
          origin: 'hand',
        },
      ],
      'ada',
    )
    removeSet(project.db, second, 'ada')
    expect(getDataset(project.db, dataset)).toMatchObject({ labelCount: 0, proposalCount: 0 })
  })
})
