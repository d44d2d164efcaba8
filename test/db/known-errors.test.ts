import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addKnownErrors, listKnownErrors, removeKnownErrors } from '../../src-main/db/labels/known-errors.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createModel } from '../../src-main/db/models.ts'
import { closeProject } from '../../src-main/db/file/open.ts'
import { createRun, removeRun } from '../../src-main/db/runs.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
let run: number
let set: number
beforeEach(() => {
  project = testProject()
  const { id: dataset } = addDataset(project.db, seconds(100), [seconds(100)])
  const model = createModel(project.db, {
    name: 'm',
    kind: 'detector',
    detector: 'z-score',
    detectorVersion: 1,
    params: {},
    channels: ['channel 0'],
    seed: 1,
    ranges: [],
    history: [],
    engine: 'none',
    data: null,
    trainingScores: null,
  })
  run = createRun(project.db, {
    dataset,
    model,
    name: 'm',
    threshold: { rule: 'fixed', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
  })
  set = listSets(project.db, dataset)[0].id
})
afterEach(() => project.remove())

describe('errors that are known', () => {
  test('are kept in the file with who and when, until they are taken back', () => {
    const before = Date.now()
    addKnownErrors(
      project.db,
      run,
      set,
      [
        { kind: 'missed', start: 30, end: 40 },
        { kind: 'false alarm', start: 10, end: 20 },
      ],
      'ada',
    )
    closeProject(project.db)
    const db = project.open()
    const [first, second] = listKnownErrors(db, run, set)
    expect([first, second]).toMatchObject([
      { kind: 'false alarm', start: 10, end: 20, author: 'ada' },
      { kind: 'missed', start: 30, end: 40, author: 'ada' },
    ])
    expect(first.at).toBeGreaterThanOrEqual(before)
    removeKnownErrors(db, [first.id])
    expect(listKnownErrors(db, run, set)).toEqual([second])
    expect(listKnownErrors(db, run, set + 1)).toEqual([])
  })

  test('go with their run', async () => {
    addKnownErrors(project.db, run, set, [{ kind: 'late', start: 1, end: 2 }], 'ada')
    await removeRun(project.db, run)
    expect(listKnownErrors(project.db, run, set)).toEqual([])
  })
})
