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
import { parseParams, type ParamValues } from '../../src-main/shared/models/params.ts'
import { meaningOf } from '../../src-main/shared/models/score-meaning.ts'
import type { Series } from '../../src-main/shared/data/series.ts'
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

  // Networks keep to the tests above: each of these trains anew.
  const quick = detector.family === 'classical'

  test.skipIf(!quick)(
    'bears channels that are nearly constant, and does not take a first small move for the end',
    async () => {
      const { series, labels } = trainingFor(detector, 3)
      const [moving] = series.values
      const rounding = Float64Array.from(moving, (_, t) => 0.1 + 0.2 + (t % 2 ? 0 : 5e-17))
      const vanishing = Float64Array.from(moving, (_, t) => (t < 200 ? 1e-163 * (t % 3) : 0))
      for (const other of [rounding, vanishing, new Float64Array(600).fill(3)]) {
        const trained = await train(detector, { series: { ...series, values: [moving, other, moving] }, labels })
        const later = other.map((v, t) => (t > 300 ? v + 1e-4 : v))
        const { scores } = await scoreSeries(trained, { ...series, values: [moving, later, moving] }, {}, quietJob())
        const known = scores.filter((s) => !Number.isNaN(s)).sort()
        expect(known.every(Number.isFinite)).toBe(true)
        expect(Math.abs(known[known.length - 1])).toBeLessThan(1e6)
      }
    },
  )

  test.skipIf(!quick)('bears one enormous value in its training data', async () => {
    const { series, labels } = trainingFor(detector, 3)
    const values = series.values.map((v, c) => (c === 0 ? v.map((x, t) => (t === 100 ? 1e12 : x)) : v))
    const trained = await train(detector, { series: { ...series, values }, labels })
    const { scores } = await scoreSeries(trained, scored.series, {}, quietJob())
    expect(scores.every((score) => Number.isNaN(score) || Number.isFinite(score))).toBe(true)
    expect(rankProbability(scores, scored.labels)).toBeGreaterThan(0.8)
  })

  test.skipIf(!quick).each([10, 240, 465])('finds an anomaly from row %i of 500 on', async (first) => {
    const there = planted(500, 3, [[first, 25]], 11)
    const { scores } = await scoreSeries(model, there.series, {}, quietJob())
    expect(rankProbability(scores, there.labels)).toBeGreaterThan(0.9)
  })

  test.skipIf(!quick).each([5, 20, 40])(
    'with %i anomalies among a hundred rows that it learned from finds them, or says that it does not',
    async (percent) => {
      const count = Math.round((percent / 100) * (1200 / 25))
      const places = Array.from({ length: count }, (_, i): [number, number] => [
        Math.floor(((i + 0.5) * 1200) / count) - 12,
        25,
      ])
      const dirty = planted(1200, 3, places, 3)
      const trained = await train(detector, dirty)
      const { scores } = await scoreSeries(trained, dirty.series, {}, quietJob())
      const found = rankProbability(scores, dirty.labels)
      if (percent <= (detector.bears ?? 20)) expect(found, 'say in `bears` how much it bears').toBeGreaterThan(0.75)
      else expect(found).toBeGreaterThanOrEqual(0)
    },
  )

  test.skipIf(!quick)('leaves out a channel without one value, and says so', async () => {
    const { series, labels } = trainingFor(detector, 2)
    const dead = {
      ...series,
      channels: [...series.channels, { name: 'dead', unit: null }],
      values: [...series.values, new Float64Array(600).fill(NaN)],
    }
    const trained = await train(detector, { series: dead, labels })
    expect(trained.leftOut).toEqual(['dead'])
    expect(trained.channels).toEqual(['channel 1', 'channel 2'])
    expect((await scoreSeries(trained, dead, {}, quietJob())).assessed).toBeGreaterThan(300)
    expect(unpackModel(packModel(trained)).leftOut).toEqual(['dead'])
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
