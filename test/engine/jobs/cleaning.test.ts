import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeTail, type NewRows } from '../../../src-main/db/series/append-rows.ts'
import { setCleaning } from '../../../src-main/db/cleaning.ts'
import { createModel, readModelData } from '../../../src-main/db/models.ts'
import { createRun, getRun, listDetections } from '../../../src-main/db/runs.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { applySteps } from '../../../src-main/analysis/cleaning/apply.ts'
import { onRawRows, rawRows } from '../../../src-main/analysis/cleaning/raw-rows.ts'
import { scoreSeries } from '../../../src-main/analysis/train-and-score.ts'
import { unpackModel } from '../../../src-main/analysis/model-file.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { loadModel } from '../../../src-main/cli/score/load.ts'
import { scoreStream } from '../../../src-main/cli/score/run.ts'
import { engineCalls } from '../../../src-main/engine/jobs/index.ts'
import { scoreTail, watchModel } from '../../../src-main/engine/jobs/watch/score-tail.ts'
import type { CleaningStep } from '../../../src-main/shared/data/cleaning.ts'
import { parseDecompose, parseDerive, parseStep } from '../../../src-main/shared/data/cleaning-text.ts'
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

  test.each(['counter over=5', 'resample step=4s how=mean'])(
    'is scored row by row from the command line as it was in the project: %s',
    async (text) => {
      const run = await made.train('sub-pca', {}, { cleaning: [parseStep(text)] })
      const loaded = await loadModel({
        model: { project: made.path, run: `${run.id}` },
        engine: 'auto',
        cleaned: false,
      })
      const { times, values } = made.series
      const lines = Array.from(times, (t, i) =>
        JSON.stringify([t, ...values.map((channel) => channel[i])]).slice(1, -1),
      )
      let out = ''
      await scoreStream(
        { key: null, time: null, format: null, state: null, waitMs: 60_000 },
        loaded,
        (async function* () {
          yield `${['time', ...names()].join(',')}\n${lines.join('\n')}\n`
        })(),
        async (part) => void (out += part),
      )
      const found = out.trim().split('\n').slice(1)
      expect(found).toHaveLength(times.length)
      scoresOf(run).forEach((score, i) => {
        const text = found[i].split(',')[1]
        expect(text === '', `row ${i}`).toBe(Number.isNaN(score))
        if (text !== '') expect(Math.abs(Number(text) - score), `row ${i}`).toBeLessThan(1e-9)
      })
    },
  )

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

  test('has a report that lists the steps, and is compared with labels', async () => {
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

describe('new rows go through the steps of the model under watch', () => {
  const more = 90
  const grown = (): NewRows => ({
    times: Float64Array.from({ length: more }, (_, i) => made.series.times[799] + (i + 1) * 1000),
    values: made.series.values.map((channel) => channel.slice(500, 500 + more)),
  })
  const joined = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b])

  test.each([
    [
      'rows that stay',
      ['hampel window=5', 'smooth window=3', 'fill longest=4s'],
      'd = lag(A, 3) - rolling_mean(B, 6s)',
    ],
    ['rows on another step', ['clip above=0.9', 'resample step=2s how=mean'], 'd = A - lag(A, 4)'],
  ])('%s: scores are those of cleaning and scoring the whole', async (_, steps, formula) => {
    const [a, b] = names()
    const cleaning = [...steps.map(parseStep), parseDerive(formula.replaceAll('A', `"${a}"`).replaceAll('B', `"${b}"`))]
    const run = await made.train('sub-pca', {}, { cleaning })
    const ready = watchModel(made.db, run)
    const rows = grown()
    const tail = mergeTail(made.db, made.dataset.id, rows, 2 * (ready.window + ready.around), null)
    const { scores } = await scoreTail(made.db, run, ready, tail, quietJob())
    const whole = {
      ...made.series,
      times: joined(made.series.times, rows.times),
      values: made.series.values.map((channel, c) => joined(channel, rows.values[c])),
      channels: made.dataset.channels.map(({ name, unit }) => ({ name, unit })),
    }
    const { series, span } = applySteps(whole, cleaning)
    const model = unpackModel(readModelData(made.db, run.model.id).data)
    const wanted = await scoreSeries(model, series, {}, quietJob())
    const by = rawRows(whole.times, series.times, span, wanted.scores)
    const expected = by.length === series.times.length ? wanted.scores : onRawRows(wanted.scores, by)
    let compared = 0
    for (let row = 800; row < 800 + more; row++) {
      if (Number.isNaN(expected[row])) continue
      compared++
      expect(scores[row - tail.from]).toBeCloseTo(expected[row], 9)
    }
    expect(compared).toBeGreaterThan(70)
  })

  test('a step that looks at the whole series is refused by name', async () => {
    const run = await made.train('z-score', {}, { cleaning: [parseStep('detrend')] })
    expect(() => watchModel(made.db, run)).toThrow('after the step "Detrend", which looks at the whole series')
  })
})

test('an adaptive run learns on from cleaned rows, and remembers the steps', async () => {
  const [a, b] = names()
  const cleaning = [parseDerive(`sum = "${a}" + "${b}"`), parseStep('smooth window=3')]
  const before = await made.train('z-score')
  const run = createRun(made.db, {
    dataset: made.dataset.id,
    model: createModel(made.db, {
      name: 'Adaptive',
      kind: 'adaptive',
      adapts: 'z-score',
      detectorVersion: 0,
      params: { detector: 'z-score' },
      channels: names(),
      seed: 1,
      ranges: [],
      history: [],
      engine: 'none',
      data: null,
      trainingScores: null,
    }),
    name: 'Adaptive',
    threshold: { ...before.threshold, rule: 'fixed', params: { value: 1 } },
  })
  const settings = { batch: 50, updateEvery: 50, keep: 400, acceptAfter: 0 }
  const args = { project: made.path, run, from: null, detector: 'z-score', params: {}, threshold: null, ranges: [] }
  await engineCalls.adaptive({ ...args, labelSet: null, excludeLabels: false, settings, cleaning }, quietJob())
  const { model, scores } = getRun(made.db, run)
  expect(model.channels).toEqual([...names(), 'sum'])
  expect(model.training?.cleaning).toEqual(cleaning)
  expect(unpackModel(readModelData(made.db, model.id).data).cleaning).toEqual(cleaning)
  expect(readValues(made.db, scores!)).toHaveLength(800)
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

  test('draws no line across a gap, of many rows or of few', async () => {
    const { series } = planted(300, 1, [])
    const hour = 3_600_000
    series.times.set(series.times.map((time, row) => time + (row >= 150 ? 5 * hour : 0)))
    const dataset = addDataset(made.db, series.times, series.values, { name: 'with a gap' })
    for (const points of [40, 4000]) {
      const { before, after } = await engineCalls.previewCleaning(
        { project: made.path, dataset: dataset.id, steps: [parseStep('clip above=0.5')], channel: null, start: series.times[0], end: series.times[299], points }, // prettier-ignore
        quietJob(),
      )
      for (const line of [before!, after!]) {
        const empty = Array.from(line.values.keys()).filter((i) => Number.isNaN(line.values[i]))
        expect(empty).toHaveLength(1)
        expect(line.times[empty[0]]).toBeGreaterThan(series.times[149])
        expect(line.times[empty[0]]).toBeLessThan(series.times[150])
      }
    }
  })

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
