import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { removeDataset } from '../../src-main/db/datasets.ts'
import { appendJobLog, endJob, readJobLog, recordJob } from '../../src-main/db/jobs.ts'
import { createModel, findModel, readModelData, removeModel, updateModel } from '../../src-main/db/models.ts'
import {
  createRun,
  finishRun,
  getRun,
  listDetections,
  listRuns,
  removeRun,
  renameRun,
  setJudgement,
} from '../../src-main/db/runs.ts'
import { createSeriesWriter, readValues } from '../../src-main/db/series/series.ts'
import { sql } from '../../src-main/db/file/statement.ts'
import type { Dataset } from '../../src-main/shared/project.ts'
import { addDataset, seconds, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
let dataset: Dataset
beforeEach(() => {
  project = testProject()
  dataset = addDataset(project.db, seconds(100), [seconds(100)])
})
afterEach(() => project.remove())

const threshold = { rule: 'fixed', params: { value: 3 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }
const untrained = {
  name: 'PCA',
  kind: 'detector' as const,
  detector: 'pca',
  detectorVersion: 2,
  params: { components: 3, centre: true },
  channels: ['a', 'b'],
  seed: 7,
  ranges: [{ start: 1, end: 2 }],
  history: [],
  engine: 'none' as const,
  data: null,
  trainingScores: null,
}

function series(): number {
  const writer = createSeriesWriter(project.db, dataset.id)
  writer.write(new Float64Array(100).fill(writer.id))
  writer.finish()
  return writer.id
}

function finishedRun(model = createModel(project.db, untrained)): number {
  const run = createRun(project.db, { dataset: dataset.id, model, name: 'first', threshold })
  finishRun(project.db, run, {
    scores: series(),
    contributions: [series()],
    expected: [series()],
    maxScore: 9,
    assessed: 90,
    seconds: { train: 1.5, score: 0.5 },
  })
  return run
}

describe('a model', () => {
  test('says what made it, in the one word that a project file has always had for it', () => {
    const { db } = project
    const { kind: _, detector: __, ...facts } = untrained
    const word = (id: number) =>
      sql<{ detector: string }>(db, 'SELECT detector FROM model WHERE id = ?').get(id)!.detector
    const ensemble = createModel(db, { ...facts, kind: 'ensemble' })
    const adaptive = createModel(db, {
      ...facts,
      kind: 'adaptive',
      adapts: 'pca',
      params: { detector: 'pca', batch: 9 },
    })
    expect([createModel(db, untrained), ensemble, adaptive].map(word)).toEqual(['pca', 'ensemble', 'adaptive'])
    expect(findModel(db, ensemble)!.model).toMatchObject({ kind: 'ensemble' })
    expect(findModel(db, adaptive)!.model).toMatchObject({ kind: 'adaptive', adapts: 'pca' })
  })

  test('is written down before it is trained and filled in afterwards', () => {
    const { db } = project
    const id = createModel(db, untrained)
    const { data: _, trainingScores: __, ...plain } = untrained
    expect(findModel(db, id)!.model).toEqual({ ...plain, id, training: null, created: expect.any(Number) })
    expect(() => readModelData(db, id)).toThrow('That model has not been trained to its end.')
    const history = [{ epoch: 1, loss: 0.5, validationLoss: 0.6, seconds: 2 }]
    updateModel(db, id, {
      history,
      engine: 'native',
      data: Uint8Array.of(1, 2, 3),
      trainingScores: Float64Array.of(0.1, NaN, 3),
    })
    updateModel(db, id, { name: 'PCA 3' })
    expect(findModel(db, id)!.model).toMatchObject({ name: 'PCA 3', history, engine: 'native', seed: 7 })
    expect(readModelData(db, id)).toEqual({
      data: Uint8Array.of(1, 2, 3),
      trainingScores: Float64Array.of(0.1, NaN, 3),
      trainedRows: [],
    })
    expect(findModel(db, 99)).toBeNull()
    expect(() => updateModel(db, 99, { name: 'x' })).toThrow('not in the project any more')
  })
})

describe('what a model has not seen', () => {
  const training = {
    dataset: 0,
    holdOut: { kind: 'last' as const, share: 0.3, purge: null },
    heldOut: { first: 70, last: 99 },
    purge: 10,
    window: 10,
    labelled: null,
    chosenOn: null,
  }

  test('is kept with the model, and the rows it was trained on beside its weights', () => {
    const { db } = project
    const id = createModel(db, untrained)
    const facts = { ...training, dataset: dataset.id }
    updateModel(db, id, {
      data: Uint8Array.of(1),
      training: facts,
      trainedRows: [
        { first: 0, last: 20 },
        { first: 30, last: 59 },
      ],
    })
    expect(findModel(db, id)!.model.training).toEqual(facts)
    expect(readModelData(db, id)).toEqual({
      data: Uint8Array.of(1),
      trainingScores: new Float64Array(),
      trainedRows: [
        { first: 0, last: 20 },
        { first: 30, last: 59 },
      ],
    })
  })

  test('is the held-out part of its own dataset, the whole of any other, and unknown for models of before', () => {
    const { db } = project
    const other = addDataset(db, seconds(40), [seconds(40)])
    const model = createModel(db, { ...untrained, training: { ...training, dataset: dataset.id } })
    const runOn = (id: number, of: number) =>
      getRun(db, createRun(db, { dataset: id, model: of, name: 'first', threshold }))
    expect([runOn(dataset.id, model).heldOut, runOn(other.id, model).heldOut]).toEqual([
      { first: 70, last: 99 },
      { first: 0, last: 39 },
    ])
    expect(runOn(dataset.id, createModel(db, untrained)).heldOut).toBeNull()
  })

  test('is what a run is judged on until someone wants all rows', () => {
    const { db } = project
    const id = finishedRun()
    const judgement = { threshold, thresholdValue: 3, oracle: false, detections: [], measures: null }
    expect(getRun(db, id).judgedOn).toBe('held-out')
    setJudgement(db, id, { ...judgement, judgedOn: 'all' })
    setJudgement(db, id, judgement)
    expect(getRun(db, id).judgedOn).toBe('all')
  })
})

describe('a run', () => {
  test('is running, then ready, then judged', () => {
    const { db } = project
    const model = createModel(db, untrained)
    const id = createRun(db, { dataset: dataset.id, model, name: 'first', threshold })
    expect(getRun(db, id)).toMatchObject({
      status: 'running',
      scores: null,
      contributions: [],
      thresholdValue: null,
      measures: null,
      detections: 0,
      model: { id: model },
    })
    const result = {
      scores: series(),
      contributions: [series(), series()],
      expected: [],
      maxScore: 9,
      assessed: 90,
      seconds: { train: 1, score: 2 },
    }
    finishRun(db, id, result)
    const detections = [5, 50].map((first) => ({
      first,
      last: first + 3,
      start: dataset.start + first,
      end: dataset.start + first + 3,
      peak: first / 2,
      peakTime: dataset.start + first + 1,
    }))
    const measures = {
      values: [
        { id: 'F1', value: 0.5 },
        { id: 'AUC-PR', value: null, note: 'no label' },
      ],
      confusion: { tp: 1, fp: 2, tn: 3, fn: 4 },
      assessed: 90,
      notAssessed: 10,
      windows: 2,
      notes: [],
    }
    setJudgement(db, id, {
      threshold: { ...threshold, rule: 'best-f1' },
      thresholdValue: 2.5,
      oracle: true,
      detections,
      measures,
    })
    expect(getRun(db, id)).toMatchObject({
      ...result,
      status: 'ready',
      threshold: { rule: 'best-f1' },
      thresholdValue: 2.5,
      oracle: true,
      detections: 2,
      measures,
    })
    expect(listDetections(db, id)).toEqual(detections)
    expect(listDetections(db, id, 1)).toEqual(detections.slice(0, 1))
    setJudgement(db, id, { threshold, thresholdValue: 99, oracle: false, detections: [], measures: null })
    expect(listRuns(db, dataset.id)).toMatchObject([{ detections: 0, oracle: false, measures: null }])
    expect(renameRun(db, id, 'best').name).toBe('best')
  })

  test('leaves nothing behind when it is removed, and its model stays while another run uses it', async () => {
    const { db } = project
    const chunks = () => sql<{ n: number }>(db, 'SELECT count(*) AS n FROM chunk').get()!.n
    const before = chunks()
    const first = finishedRun()
    const model = getRun(db, first).model.id
    const second = finishedRun(model)
    const { scores } = getRun(db, second)
    await removeRun(db, first)
    expect(() => getRun(db, first)).toThrow('That run is not in the project any more.')
    expect(findModel(db, model)!.model.id).toBe(model)
    removeModel(db, model)
    expect(readValues(db, scores!)).toEqual(new Float64Array(100).fill(scores!))
    await removeRun(db, second)
    expect(findModel(db, model)).toBeNull()
    expect(chunks()).toBe(before)
    expect(sql(db, 'SELECT count(*) AS n FROM detection').get()).toEqual({ n: 0 })
  })

  test('goes with its dataset, and so does its model', async () => {
    finishedRun()
    await removeDataset(project.db, dataset.id)
    for (const table of ['run', 'model', 'model_data', 'chunk', 'series', 'channel', 'label_set'])
      expect([table, sql(project.db, `SELECT count(*) AS n FROM ${table}`).get()]).toEqual([table, { n: 0 }])
  })
})

describe('a job', () => {
  test('keeps how it ended and what it said', () => {
    const { db } = project
    const id = recordJob(db, { kind: 'train', title: 'Train PCA' })
    appendJobLog(db, id, 'epoch 1')
    appendJobLog(db, id, 'epoch 2')
    endJob(db, id, 'failed', 'The loss is not a number.')
    expect(readJobLog(db, id)).toBe('epoch 1\nepoch 2')
    expect(sql(db, 'SELECT kind, title, status, message FROM job').all()).toEqual([
      { kind: 'train', title: 'Train PCA', status: 'failed', message: 'The loss is not a number.' },
    ])
  })
})
