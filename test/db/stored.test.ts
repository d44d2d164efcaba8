import { afterAll, beforeAll, expect, test } from 'vitest'
import { getDataset, listDatasets, removeDataset } from '../../src-main/db/datasets.ts'
import { listJournal, undo } from '../../src-main/db/labels/journal.ts'
import { listClasses } from '../../src-main/db/labels/label-classes.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { createLabels, listLabels, removeLabels, type NewLabel } from '../../src-main/db/labels/labels.ts'
import { createModel, findModel } from '../../src-main/db/models.ts'
import { closeProject, sweepInterrupted } from '../../src-main/db/file/open.ts'
import { getDrift, getRanking, getRunTable, saveDrift, saveRanking, saveRunTable } from '../../src-main/db/reports.ts'
import { createRun, finishRun, getRun, listRuns, removeRun, setJudgement } from '../../src-main/db/runs.ts'
import { createSeriesWriter, readValues } from '../../src-main/db/series/series.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'
import { addDataset, seconds, testProject } from './project.ts'

const project = testProject()
const { db } = project
const values = seconds(50)
const a = addDataset(db, values, [values], { name: 'pump' })
const b = addDataset(db, values, [values], { name: 'valve' })
afterAll(() => project.remove())

const threshold = { rule: 'fixed', params: { value: 1 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }

function addRun(dataset: number, name: string): number {
  const model = createModel(db, {
    name: 'PCA',
    kind: 'detector',
    detector: 'pca',
    detectorVersion: 1,
    params: { window: 3 },
    channels: ['channel 0'],
    seed: 1,
    ranges: [{ start: 1, end: 2 }],
    history: [{ epoch: 1, loss: NaN, seconds: 1 }],
    engine: 'none',
    data: new Uint8Array(8),
    trainingScores: new Float64Array(2),
    training: {
      dataset,
      holdOut: { kind: 'nothing' },
      heldOut: null,
      purge: 0,
      window: 3,
      labelled: null,
      chosenOn: null,
    },
  })
  const run = createRun(db, { dataset, model, name, threshold })
  const scores = createSeriesWriter(db, dataset)
  scores.write(values)
  scores.finish()
  finishRun(db, run, {
    scores: scores.id,
    contributions: [],
    expected: [],
    maxScore: 1,
    assessed: 50,
    seconds: { train: 1, score: 1 },
  })
  setJudgement(db, run, {
    threshold,
    thresholdValue: 1,
    oracle: false,
    detections: [],
    measures: {
      values: [{ id: 'F1', value: null, note: 'x' }],
      confusion: { tp: 1, fp: 1, tn: 1, fn: 1 },
      assessed: 50,
      notAssessed: 0,
      windows: 0,
      notes: [],
    },
  })
  return run
}

let run: number
let other: number
let set: number
beforeAll(() => {
  run = addRun(a.id, 'damaged one')
  other = addRun(a.id, 'whole one')
  set = listSets(db, a.id)[0].id
})

const broken = ['', '{', 'null', '5', '"x"', '[1,"x"]', '[{}]', '{"rule":[]}', '[[[[', '[-1]', '[1e999]']

/** Runs the check with a column set to each broken text, and puts it back. */
function withBroken(table: string, column: string, id: number, check: (text: string) => void, texts = broken): void {
  const read = db.prepare<[number], { kept: string | null }>(`SELECT ${column} AS kept FROM ${table} WHERE id = ?`)
  const { kept } = read.get(id)!
  const put = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`)
  for (const text of texts) {
    put.run(text, id)
    check(text)
  }
  put.run(kept, id)
}

const sentenceOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return toPlainError(error)
  }
  throw new Error('nothing was refused')
}

test('what the app writes itself is whole', () => {
  expect(listDatasets(db).map((d) => d.broken)).toEqual([undefined, undefined])
  expect(listRuns(db, a.id).map((r) => [r.status, r.broken])).toEqual([
    ['ready', undefined],
    ['ready', undefined],
  ])
})

test('a dataset with a damaged description is listed, usable and says what is damaged', () => {
  for (const [column, what] of [
    ['recipe', 'recipe of the import'],
    ['report', 'report of the import'],
    ['gaps', 'gaps'],
  ])
    withBroken('dataset', column, a.id, (text) => {
      const [first, second] = listDatasets(db)
      expect(first.broken, text).toBe(`Damaged in the project file: ${what}. The data can be used.`)
      expect([first.status, first.name, second.broken]).toEqual(['ready', 'pump', undefined])
    })
  withBroken('dataset', 'zone', a.id, () =>
    expect(getDataset(db, a.id)).toMatchObject({ zone: 'UTC', status: 'ready' }),
  )
})

test('a dataset whose rows or times cannot be is not used, and can be removed', () => {
  for (const [column, wrong] of [
    ['row_count', [0, -5, 49_000_000_000]],
    ['step_ms', [0, -1, Infinity]],
    ['start', [-Infinity, 1e300]],
    ['end', [0, Infinity]],
  ] as const)
    withBroken(
      'dataset',
      column,
      a.id,
      () => {
        expect(getDataset(db, a.id)).toMatchObject({
          status: 'interrupted',
          broken: expect.stringContaining('Remove the dataset and import it again.'),
        })
        expect(listDatasets(db)).toHaveLength(2)
      },
      wrong as unknown as string[],
    )
})

test('a run or its model that is damaged is listed as such beside the others, refused for use, and opening goes on', () => {
  const model = getRun(db, run).model.id
  const cases: [table: string, column: string, id: number, what: string][] = [
    ['run', 'threshold', run, 'threshold'],
    ['run', 'measures', run, 'measures'],
    ['run', 'contributions', run, 'contributions'],
    ['run', 'expected', run, 'expected values'],
    ['model', 'params', model, 'parameters'],
    ['model', 'channels', model, 'channels'],
    ['model', 'ranges', model, 'training ranges'],
    ['model', 'history', model, 'history of the training'],
    ['model', 'training', model, 'record of what the training saw'],
  ]
  for (const [table, column, id, what] of cases)
    withBroken(table, column, id, (text) => {
      if (column === 'training' && text === 'null') return
      const [first, second] = listRuns(db, a.id)
      expect(first, `${column} ${text}`).toMatchObject({ name: 'damaged one', status: 'interrupted' })
      expect(first.broken).toBe(`Damaged in the project file: ${what}. Remove the run and train again.`)
      expect([second.status, second.broken]).toEqual(['ready', undefined])
      expect(sentenceOf(() => getRun(db, run))).toMatchObject({ code: 'corrupt' })
      if (table === 'model') expect(findModel(db, model)!.faults).toEqual([what])
      expect(sweepInterrupted(db)).toEqual([])
    })
})

test('a run that names series of others is damaged, and removing it leaves those as they are', async () => {
  const bad = addRun(b.id, 'thief')
  const { series } = a.channels[0]
  const mine = b.channels[0].series
  for (const stolen of [series, mine, 999_999])
    for (const column of ['contributions', 'expected']) {
      db.prepare(`UPDATE run SET ${column} = ? WHERE id = ?`).run(`[${stolen}]`, bad)
      expect(listRuns(db, b.id)[0].broken).toContain('the scores')
    }
  await removeRun(db, bad)
  expect(listRuns(db, b.id)).toEqual([])
  expect(readValues(db, series)).toEqual(values)
  expect(readValues(db, mine)).toEqual(values)
})

test('a run whose model is gone is listed and removed', async () => {
  const lost = addRun(b.id, 'lost')
  db.pragma('foreign_keys = OFF')
  db.prepare('UPDATE run SET model = 4711 WHERE id = ?').run(lost)
  db.pragma('foreign_keys = ON')
  expect(listRuns(db, b.id)[0].broken).toContain('the model')
  await removeRun(db, lost)
  expect(listRuns(db, b.id)).toEqual([])
})

test('a damaged label is listed, says so and can be removed; so is the rest', () => {
  const draft: Omit<NewLabel, 'set' | 'start' | 'end'> = {
    class: 1,
    channels: [],
    certainty: 1,
    status: 'accepted',
    note: '',
    origin: 'hand',
  }
  const [one] = createLabels(db, [{ ...draft, set, start: a.start, end: a.start + 1000 }], 'ada')
  createLabels(db, [{ ...draft, set, start: a.start, end: a.end }], 'ada')
  withBroken('label', 'channels', one.id, () => {
    const labels = listLabels(db, { set })
    expect(labels.map((label) => label.broken)).toEqual(expect.arrayContaining([true, undefined]))
  })
  db.prepare('UPDATE label SET start = ?, end = ? WHERE id = ?').run(-Infinity, Infinity, one.id)
  expect(listLabels(db, { set }).find((label) => label.id === one.id)).toMatchObject({ start: 0, end: 0, broken: true })
  removeLabels(db, [one.id], 'ada')
  expect(listLabels(db, { set })).toHaveLength(1)
})

test('a damaged entry of the journal is listed and named, and cannot be undone in part', () => {
  const [newest] = listJournal(db, a.id)
  const labels = listLabels(db, { set })
  for (const column of ['before', 'after', 'sets_shown', 'sets_hidden'])
    withBroken('journal', column, newest.id, (text) => {
      const list = listJournal(db, a.id)
      expect(list[0], `${column} ${text}`).toMatchObject({ id: newest.id, what: newest.what, broken: true })
      expect(list[1].broken).toBeUndefined()
      expect(sentenceOf(() => undo(db, a.id, 'ada'))).toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining(`of the edit "${newest.what}" in the journal cannot be read`),
      })
      expect(listLabels(db, { set })).toEqual(labels)
    })
})

test('what was made from the data and is damaged counts as not made', () => {
  saveRanking(db, a.id, { by: 'labels', rows: [], notes: [] })
  saveDrift(db, a.id, other, {
    channels: ['x'],
    points: [{ time: 1, psi: [NaN], ks: [0] }],
    updates: [],
    settings: { batch: 1, updateEvery: 1, keep: 2, acceptAfter: 0 },
  })
  saveRunTable(db, a.id, 'key', { datasets: [], metrics: [], rows: [], notes: [] })
  const read = {
    comparison: () => getRanking(db, a.id),
    drift: () => getDrift(db, other),
    'run-table': () => getRunTable(db, a.id),
  }
  for (const [kind, get] of Object.entries(read)) {
    expect(get()).not.toBeNull()
    const { id } = db.prepare<[string], { id: number }>('SELECT id FROM report WHERE kind = ?').get(kind)!
    withBroken('report', 'data', id, () => expect(get()).toBeNull())
  }
})

test('a class with a colour or a key that is none gets one that is', () => {
  db.prepare(`UPDATE label_class SET colour = ?, key = ?`).run('red;background:url(//x)', '<b>')
  expect(listClasses(db)[0]).toMatchObject({ colour: '#868e96', key: null })
})

test('a damaged dataset is removed with all that belongs to it', async () => {
  db.prepare('UPDATE dataset SET row_count = -1 WHERE id = ?').run(a.id)
  await removeDataset(db, a.id)
  expect(listDatasets(db).map((d) => d.name)).toEqual(['valve'])
  closeProject(db)
})
