import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  scoreSeries,
  trainDetector,
  type SeriesScores,
  type TrainedModel,
} from '../../src-main/analysis/train-and-score.ts'
import type { AnyDetector } from '../../src-main/analysis/detectors/detector.ts'
import { detectors } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { packModel, unpackModel } from '../../src-main/analysis/model-file.ts'
import { nativeState } from '../../src-main/setup/state.ts'
import { startTensorFlow, tensorsInUse } from '../../src-main/analysis/tensorflow.ts'
import { StudioError } from '../../src-main/shared/errors.ts'
import { parseParams, type ParamValues } from '../../src-main/shared/params.ts'
import { meaningOf } from '../../src-main/shared/score-meaning.ts'
import type { Series } from '../../src-main/shared/series.ts'
import { settingsFor } from './detector-settings.ts'
import { planted, rankProbability, type Planted } from './planted.ts'

const needsTensorFlow = (detector: AnyDetector) => detector.family !== 'baseline' && detector.family !== 'classical'
const engines = ['native', 'wasm'] as const

describe.each(detectors.filter((d) => !needsTensorFlow(d)).map((d) => [d.id, d] as const))('%s', (_id, detector) => {
  conforms(detector)
})

const networks = detectors.filter(needsTensorFlow)
if (networks.length > 0)
  describe.each(engines)('on %s TensorFlow', (engine) => {
    const missing = engine === 'native' ? nativeState() : null
    const absent = missing?.kind === 'missing' ? missing.why : null
    if (absent !== null) test.skip(`networks: native TensorFlow is not there: ${absent}`, () => {})
    describe.skipIf(absent !== null).each(networks.map((d) => [d.id, d] as const))('%s', (_id, detector) => {
      beforeAll(async () => {
        await startTensorFlow(engine)
      })
      conforms(detector)
    })
  })

/** Every promise that a detector makes by being listed. */
function conforms(detector: AnyDetector): void {
  const training = trainingFor(detector, 3)
  const scored = planted(500, 3, [[300, 25]], 11)
  let model: TrainedModel
  let result: SeriesScores
  let tensorsBefore = 0

  beforeAll(async () => {
    tensorsBefore = tensorsInUse()
    model = await train(detector, training)
    result = await scoreSeries(model, scored.series, {}, quietJob())
  })
  afterAll(() => {
    expect(tensorsInUse(), 'tensors left behind').toBe(tensorsBefore)
  })

  test('says what its score means, whatever its parameters', () => {
    const { scoreMeaning } = detector
    const given =
      typeof scoreMeaning === 'string' ? [] : (detector.params[scoreMeaning.param] as { options: string[] }).options
    for (const option of given.length > 0 ? given : [null])
      for (const scaling of (detector.params.scaling as { options: string[] } | undefined)?.options ?? [null]) {
        const params = {
          ...(option !== null && { [(scoreMeaning as { param: string }).param]: option }),
          ...(scaling !== null && { scaling }),
        }
        expect(meaningOf(scoreMeaning, params)).toMatch(/^[A-Z].{10,}[^.]$/)
        expect(meaningOf(scoreMeaning, params)).not.toMatch(/[{}]|scaled units/)
      }
  })

  test('gives one score per point, finite where assessed', () => {
    expect(result.scores.length).toBe(500)
    expect(result.scores.every((score) => Number.isNaN(score) || Number.isFinite(score))).toBe(true)
    expect(result.assessed).toBe(result.scores.filter((score) => !Number.isNaN(score)).length)
    expect(result.assessed).toBeGreaterThan(300)
  })

  test('gives contributions that sum to one and finite expected values', () => {
    for (const [t, score] of result.scores.entries()) {
      if (Number.isNaN(score)) continue
      if (result.contributions) {
        const parts = result.contributions.map((channel) => channel[t])
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
        expect(parts.reduce((a, b) => a + b)).toBeCloseTo(1, 4)
      }
      if (result.expected) expect(result.expected.every((channel) => Number.isFinite(channel[t]))).toBe(true)
    }
  })

  test('gives the same scores for the same seed, and after saving and loading', async () => {
    const again = await train(detector, training)
    expect(again.trainingScores).toEqual(model.trainingScores)
    expect((await scoreSeries(again, scored.series, {}, quietJob())).scores).toEqual(result.scores)
    const loaded = unpackModel(packModel(structuredClone(model)))
    expect(loaded).toEqual(model)
    expect((await scoreSeries(loaded, scored.series, {}, quietJob({ seed: 99 }))).scores).toEqual(result.scores)
  })

  test('leaves its inputs as they were', () => {
    expect(training).toEqual(trainingFor(detector, 3))
    expect(scored).toEqual(planted(500, 3, [[300, 25]], 11))
  })

  test.skipIf(detector.family === 'baseline')('finds a planted anomaly in three channels', () => {
    expect(rankProbability(result.scores, scored.labels)).toBeGreaterThan(0.9)
  })

  test('works on one channel', async () => {
    const one = planted(500, 1, [[300, 25]], 11)
    const trained = await train(detector, trainingFor(detector, 1))
    const { scores } = await scoreSeries(trained, one.series, {}, quietJob())
    expect(scores.length).toBe(500)
    if (detector.family !== 'baseline') expect(rankProbability(scores, one.labels)).toBeGreaterThan(0.9)
  })

  test('takes a constant channel beside others, and refuses or bears nothing but one value', async () => {
    const one = trainingFor(detector, 2)
    const brief: ParamValues = 'epochs' in detector.params ? { epochs: 1 } : {}
    const flat = { ...one, series: { ...one.series, values: [one.series.values[0], new Float64Array(600).fill(3)] } }
    const trained = await train(detector, flat, brief)
    const { scores } = await scoreSeries(trained, flat.series, {}, quietJob())
    expect(scores.every((score) => Number.isNaN(score) || Number.isFinite(score))).toBe(true)

    const same = {
      ...one,
      series: { ...one.series, values: one.series.values.map(() => new Float64Array(600).fill(3)) },
    }
    const outcome = await train(detector, same, brief).then(
      (m) => scoreSeries(m, same.series, {}, quietJob()),
      (error: unknown) => error,
    )
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'bad-input' })
    else
      expect((outcome as SeriesScores).scores.every((score) => Number.isNaN(score) || Number.isFinite(score))).toBe(
        true,
      )
  })

  test('refuses too little data with a sentence that says how much it needs', async () => {
    const params = parseParams(detector.params, settingsFor(detector))
    const needs = detector.needs(params, 3)
    expect(needs.train).toBeLessThanOrEqual(600)
    if (needs.train > 1) {
      const error = await train(detector, {
        series: rows(training.series, 0, needs.train - 1),
        labels: training.labels.slice(0, needs.train - 1),
      }).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(StudioError)
      expect((error as StudioError).message).toMatch(
        new RegExp(`needs \\d+ points without a gap for training; the longest stretch here has ${needs.train - 1}\\.`),
      )
    }
    if (needs.score > 1) {
      const error = await scoreSeries(model, rows(scored.series, 0, needs.score - 1), {}, quietJob()).catch(
        (e: unknown) => e,
      )
      expect((error as StudioError).message).toContain(`needs ${needs.score} points without a gap for scoring`)
    }
  })

  test('works on exactly as much data as it asks for', async () => {
    const needs = detector.needs(parseParams(detector.params, model.params), 3)
    const { scores } = await scoreSeries(model, rows(scored.series, 0, needs.score), {}, quietJob())
    expect(scores.length).toBe(needs.score)
    expect(scores.some((score) => !Number.isNaN(score))).toBe(true)
    if (detector.learns === 'labels') return
    const least = rows(training.series, 0, needs.train)
    expect((await train(detector, { series: least, labels: new Uint8Array(needs.train) })).rowsUsed).toBe(needs.train)
  })

  test('can be cancelled within a second, in training and in scoring', async () => {
    const large = planted(
      60_000,
      3,
      detector.learns === 'labels'
        ? [
            [1000, 500],
            [40_000, 500],
          ]
        : [],
    )
    await cancelsQuickly((signal) =>
      trainDetector(
        detector,
        large.series,
        { params: settingsFor(detector), labels: large.labels },
        quietJob({ signal }),
      ),
    )
    await cancelsQuickly((signal) => scoreSeries(model, large.series, {}, quietJob({ signal })))
  })
}

function trainingFor(detector: AnyDetector, channels: number): Planted {
  return planted(
    600,
    channels,
    detector.learns === 'labels'
      ? [
          [100, 25],
          [250, 25],
          [400, 25],
          [560, 25],
        ]
      : [],
  )
}

async function train(
  detector: AnyDetector,
  { series, labels }: Planted,
  changed: ParamValues = {},
): Promise<TrainedModel> {
  const options = {
    params: { ...settingsFor(detector), ...changed },
    labels: detector.learns === 'labels' ? labels : null,
  }
  return trainDetector(detector, series, options, quietJob({ seed: 5 }))
}

function rows(series: Series, from: number, to: number): Series {
  return { ...series, times: series.times.slice(from, to), values: series.values.map((v) => v.slice(from, to)) }
}

/**
 * Whatever has not ended by itself ends soon after the signal. Counted from when it was due: work that holds the thread
 * holds the timer too. On a machine that is busy with other things, this process' own computing time counts.
 */
async function cancelsQuickly(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const controller = new AbortController()
  const due = performance.now() + 100
  const timer = setTimeout(() => controller.abort(), 100)
  const used = process.cpuUsage()
  const error = await work(controller.signal).then(
    () => null,
    (e: unknown) => e,
  )
  clearTimeout(timer)
  if (error !== null) expect(error).toMatchObject({ code: 'cancelled' })
  const { user, system } = process.cpuUsage(used)
  expect(Math.min(performance.now() - due, (user + system) / 1000 - 100)).toBeLessThan(1000)
}
