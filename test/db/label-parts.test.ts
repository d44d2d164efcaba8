import { afterEach, beforeEach, expect, test } from 'vitest'
import { listJournal, nameEntry, redo, undo } from '../../src-main/db/labels/journal.ts'
import { changeClass } from '../../src-main/db/labels/label-classes.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels, createPart, listLabels, type NewLabel } from '../../src-main/db/labels/labels.ts'
import { restore } from '../../src-main/db/labels/restore.ts'
import type { Dataset } from '../../src-main/shared/project.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
let dataset: Dataset
let set: number
beforeEach(() => {
  project = testProject()
  dataset = addDataset(project.db, seconds(1000), [seconds(1000)])
  set = listSets(project.db, dataset.id)[0].id
})
afterEach(() => project.remove())

const draft = (second: number): NewLabel => ({
  set,
  class: 1,
  start: dataset.start + second * 1000,
  end: dataset.start + (second + 5) * 1000,
  channels: [],
  certainty: 1,
  status: 'accepted',
  note: '',
  origin: 'import',
})
const part = (seconds: number[], batch: number | 'first', what: string, db = project.db) =>
  createPart(db, seconds.map(draft), { dataset: dataset.id, author: 'ada', what, batch })!
const starts = (db = project.db) => listLabels(db, { set }).map((label) => (label.start - dataset.start) / 1000)
const journal = (db = project.db) =>
  listJournal(db, dataset.id).map(({ what, undone }) => (undone ? `(${what})` : what))

test('parts of a file are one line of the journal, which says how many there are until all are', () => {
  createLabels(project.db, [draft(900)], 'ada')
  const first = part([0, 10], 'first', '2 of 6')
  const second = part([20, 30], first.entry!, '4 of 6')
  expect(journal()).toEqual(['4 of 6', 'Created 1 label'])
  nameEntry(project.db, second.entry!, 'Imported')
  expect(journal()).toEqual(['Imported', 'Created 1 label'])
  // Page by page too, however many entries a batch has.
  expect(listJournal(project.db, dataset.id, 1).map(({ what }) => what)).toEqual(['Imported'])
  expect(listJournal(project.db, dataset.id, 1, second.entry).map(({ what }) => what)).toEqual(['Created 1 label'])
})

test('a kill between two parts leaves what the journal says, and undo takes it back', () => {
  const { entry } = part([0, 10], 'first', '2 of 6')
  part([20, 30], entry!, '4 of 6')
  const db = project.afterKill(project.db)
  expect(starts(db)).toEqual([0, 10, 20, 30])
  expect(journal(db)).toEqual(['4 of 6'])
  while (undo(db, dataset.id, 'ada'));
  expect(starts(db)).toEqual([])
  while (redo(db, dataset.id, 'ada'));
  expect(starts(db)).toEqual([0, 10, 20, 30])
})

test('undo and redo of a batch stop at its end', () => {
  createLabels(project.db, [draft(900)], 'ada')
  const { entry } = part([0], 'first', '1 of 2')
  part([10], entry!, 'Imported')
  while (undo(project.db, dataset.id, 'ada', entry));
  expect([starts(), journal()]).toEqual([[900], ['(Imported)', 'Created 1 label']])
  while (redo(project.db, dataset.id, 'ada', entry));
  expect(starts()).toEqual([0, 10, 900])
})

test('nothing is added to what was undone', () => {
  const { entry } = part([0], 'first', '1 of 2')
  undo(project.db, dataset.id, 'ada')
  expect(
    createPart(project.db, [draft(10)], { dataset: dataset.id, author: 'ada', what: 'Imported', batch: entry }),
  ).toBeNull()
  expect(starts()).toEqual([])
})

test('the moment after a batch can be restored', () => {
  const { entry } = part([0], 'first', '1 of 2')
  part([10], entry!, 'Imported')
  createLabels(project.db, [draft(900)], 'ada')
  restore(project.db, dataset.id, listJournal(project.db, dataset.id)[1].id, 'ada')
  expect(starts()).toEqual([0, 10])
})

test('labels that a class forbids are left out and counted, the others stay', () => {
  changeClass(project.db, 1, { exclusive: true })
  createLabels(project.db, [draft(100)], 'ada')
  const { created, overlapping } = part([50, 53, 102, 200], 'first', 'Imported')
  expect([created, [...overlapping.values()]]).toEqual([2, [2]])
  expect(starts()).toEqual([50, 100, 200])
})
