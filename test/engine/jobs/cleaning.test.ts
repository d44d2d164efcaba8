import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setCleaning } from '../../../src-main/db/cleaning.ts'
import { readModelData } from '../../../src-main/db/models.ts'
import { createRun, getRun, listDetections } from '../../../src-main/db/runs.ts'
import { readValues } from '../../../src-main/db/series.ts'
import { unpackModel } from '../../../src-main/analysis/model-file.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { watchModel } from '../../../src-main/engine/jobs/watch/score-tail.ts'
import type { CleaningStep } from '../../../src-main/shared/cleaning.ts'
import { parseDecompose, parseDerive, parseStep } from '../../../src-main/shared/cleaning-text.ts'
import { planted } from '../../conformance/planted.ts'
import { addDataset } from '../../db/project.ts'
import { projectWithAnomaly } from './trained.ts'

let made: ReturnType<typeof projectWithAnomaly>
beforeAll(() => {
  made = projectWithAnomaly()
})
afterAll(() => made.remove())

const names = () => made.dataset.channels.map((channel) => channel.name)
const scoresOf = (run: { scores: number | null }) => readValues(made.db, run.scores!)

describe('a model that was trained on cleaned data', () => {
  test('remembers the steps, and sees the derived channel beside the chosen ones', async () => {
    const [a, b] = names()
    const cleaning = [parseDerive(`sum = "${a}" + "${b}"`)]
    const run = await made.train('z-score', {}, { cleaning, channels: [made.dataset.channels[0].id] })
    expect(run.model.channels).toEqual([a, 'sum'])
    expect(run.model.training?.cleaning).toEqual(cleaning)
    expect(unpackModel(readModelData(made.db, run.model.id).data).cleaning).toEqual(cleaning)
    expect(listDetections(made.db, run.id, 10).some(({ first, last }) => first <= 620 && last >= 620)).toBe(true)
  })

  test('looks at residuals: what swings by itself is expected, and is shown with its season', async () => {
    const cleaning = [parseDecompose('stl:25')]
    const plain = await made.train('z-score')
    const residual = await made.train('z-score', {}, { cleaning })
    expect(scoresOf(residual).length).toBe(800)
    // The cycle is most of what the raw score sees of normal rows.
    const usual = (scores: Float64Array) =>
      scores.subarray(100, 400).toSorted()[150] / Math.max(...scores.subarray(600, 640))
    expect(usual(scoresOf(residual))).toBeLessThan(usual(scoresOf(plain)))
    const expected = readValues(made.db, residual.expected[0])
    const off = expected.subarray(100, 400).map((v, i) => Math.abs(v - made.series.values[0][100 + i]))
    expect(off.toSorted()[150]).toBeLessThan(0.3)
  })

  test('gives every row of the dataset a score where rows were resampled or left out', async () => {
    const resampled = await made.train('z-score', {}, { cleaning: [parseStep('resample step=4s')] })
    const scores = scoresOf(resampled)
    expect(scores.length).toBe(800)
    expect(new Set(scores.subarray(0, 800)).size).toBeLessThanOrEqual(202)
    expect(resampled.assessed).toBeGreaterThan(780)
    expect(resampled.measures?.values.find(({ id }) => id === 'AUC-ROC')?.value).toBeGreaterThan(0.9)
    expect(resampled.model.training?.rows).toBe(125)
    const { trainedRows } = readModelData(made.db, resampled.model.id)
    expect(trainedRows[0].first).toBe(0)
    expect(Math.abs(trainedRows.at(-1)!.last - 499)).toBeLessThanOrEqual(4)

    const iso = (row: number) => new Date(made.series.times[row]).toISOString()
    const left = await made.train('z-score', {}, { cleaning: [parseStep(`leave-out ranges=${iso(100)}/${iso(199)}`)] })
    expect(Array.from(scoresOf(left), Number.isNaN).indexOf(true)).toBe(100)
    expect(Array.from(scoresOf(left), Number.isNaN).lastIndexOf(true)).toBe(199)
  })

  test('cleans another dataset before it scores it', async () => {
    const [a, b, c] = names()
    const cleaning = [parseDerive(`sum = "${a}" + "${b}"`), parseStep('smooth window=5')]
    const run = await made.train('z-score', {}, { cleaning })
    const other = addDataset(made.db, made.series.times, planted(800, 3, [[300, 40]], 5).series.values, {
      name: 'other',
    })
    const scored = createRun(made.db, {
      dataset: other.id,
      model: run.model.id,
      name: 'there',
      threshold: run.threshold,
    })
    await engineCalls.score({ project: made.path, run: scored }, quietJob())
    expect(getRun(made.db, scored).model.channels).toEqual([a, b, c, 'sum'])
    const scores = scoresOf(getRun(made.db, scored))
    expect(scores.indexOf(Math.max(...scores))).toBeGreaterThanOrEqual(300)
    expect(scores.indexOf(Math.max(...scores))).toBeLessThan(340)
    const strangest = await engineCalls.strangest({ project: made.path, run: run.id }, quietJob())
    expect(strangest[0].channels.some(({ name }) => name === 'sum')).toBe(true)
  })

  test('is explained by its cleaned channels', async () => {
    const [a, b] = names()
    const run = await made.train(
      'mahalanobis',
      {},
      { cleaning: [parseDerive(`sum = "${a}" + "${b}"`), parseStep('resample step=2s')] },
    )
    const { start, end } = made.window
    const { channels } = await engineCalls.explainWindow(
      { project: made.path, run: run.id, start, end, baseline: 'median' },
      quietJob(),
    )
    expect(channels.map(({ channel }) => channel)).toContain('sum')
    const importance = await engineCalls.explainImportance(
      { project: made.path, run: run.id, labelSet: null },
      quietJob(),
    )
    expect(importance.channels.length).toBe(4)
  })

  test('has a report that lists the steps, is compared with labels, and does not watch rows that come one by one', async () => {
    const [a, b] = names()
    const cleaning = [parseDerive(`sum = "${a}" + "${b}"`), parseStep(`drop channels="${a},${b}"`)]
    const run = await made.train('z-score', {}, { cleaning })
    expect(run.model.channels).toEqual([names()[2], 'sum'])
    const path = join(made.folder, 'report.html')
    await engineCalls.report({ project: made.path, run: run.id, labelSet: made.set.id, path, app: '1' }, quietJob())
    expect(readFileSync(path, 'utf8')).toContain('Cleaned first by')
    const near = await engineCalls.explainNearest(
      {
        project: made.path,
        run: run.id,
        labelSet: made.set.id,
        start: made.series.times[100],
        end: made.series.times[130],
      },
      quietJob(),
    )
    expect(near.labels).toBe(1)
    expect(() => watchModel(made.db, run)).toThrow('was trained on cleaned data')
  })

  test('says which step does not fit', async () => {
    await expect(made.train('z-score', {}, { cleaning: [parseDerive('x = nothing + 1')] })).rejects.toThrow(
      'Cleaning step 1 (derive): There is no channel "nothing"',
    )
    await expect(made.train('z-score', {}, { cleaning: [parseDecompose('stl:500')] })).rejects.toThrow(
      'A decomposition needs two complete periods',
    )
  })
})

describe('the preview', () => {
  const preview = (steps: CleaningStep[], channel: string | null = null) =>
    engineCalls.previewCleaning(
      {
        project: made.path,
        dataset: made.dataset.id,
        steps,
        channel,
        start: made.series.times[0],
        end: made.series.times[199],
        points: 100,
      },
      quietJob(),
    )

  test('shows a channel before and after, thinned with its lowest and highest values', async () => {
    const shown = await preview([parseStep('clip above=0.5')], names()[0])
    expect(shown.problem).toBeNull()
    expect(shown.before!.times.length).toBeLessThanOrEqual(104)
    const first = made.series.values[0].subarray(0, 200)
    expect(Math.max(...shown.before!.values)).toBe(Math.max(...first))
    expect(Math.max(...shown.after!.values)).toBe(0.5)
    expect(shown.counts).toEqual({
      changed: first.filter((v) => v > 0.5).length,
      missingBefore: 0,
      missingAfter: 0,
    })
    expect(shown.rows).toEqual({ before: 800, after: 800 })
  })

  test('shows a derived channel, and what the steps before a wrong one make of it', async () => {
    const [a] = names()
    const good = parseDerive(`twice = 2 * "${a}"`)
    const shown = await preview([good, parseDerive('odd = twice +')], 'twice')
    expect(shown.channel).toBe('twice')
    expect(shown.before).toBeNull()
    expect(Math.max(...shown.after!.values)).toBeCloseTo(2 * Math.max(...made.series.values[0].subarray(0, 200)), 9)
    expect(shown.problem).toEqual({ index: 1, message: 'Something is missing at the end.', from: 7, to: 8 })
    const late = await preview([parseDecompose('stl:500')])
    expect(late.problem).toMatchObject({ index: 0 })
    expect(late.problem!.message).toContain('needs two complete periods')
  })
})

test('what is suggested and compared looks at the cleaned data too', async () => {
  const [a, b] = names()
  setCleaning(made.db, made.dataset.id, [parseStep(`drop channels="${a},${b}"`)], 'Add Leave out channels')
  const suggestion = await engineCalls.suggest(
    { project: made.path, dataset: made.dataset.id, labelSet: null },
    quietJob(),
  )
  expect(suggestion.detector).toBe('kmeans')
  const ranking = await engineCalls.rankDetectors(
    { project: made.path, dataset: made.dataset.id, detectors: ['z-score'], channels: null, labelSet: made.set.id },
    quietJob(),
  )
  expect(ranking.rows.find(({ detector }) => detector === 'z-score')?.problem).toBeNull()
})
