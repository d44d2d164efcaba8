import { describe, expect, test } from 'vitest'
import { scoreSeries, shapeOf, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { defineDetector } from '../../src-main/analysis/detectors/detector.ts'
import { zScore } from '../../src-main/analysis/detectors/z-score.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { cutSegments } from '../../src-main/analysis/preprocessing/gaps.ts'
import { planted } from '../conformance/planted.ts'

const { series } = planted(300, 2, [])
const job = quietJob()

/** Tells what it was given, so that what stands around a detector can be seen. */
const witness = (learns: 'normal' | 'labels' = 'normal') =>
  defineDetector({
    id: 'witness',
    name: 'Witness',
    summary: 'Remembers what it was trained on.',
    scoreMeaning: 'The value of the point',
    reference: 'none',
    family: 'classical',
    learns,
    version: 1,
    params: {
      window: { kind: 'integer', default: 7, min: 2, max: 50, label: 'Window', help: 'A window.' },
      share: { kind: 'number', default: 0, min: 0, max: 0.9, label: 'Share', help: 'Share held out.' },
    },
    threshold: { rule: 'maximum', params: {} },
    adapt: (shape) => ({ window: (shape.period ?? 0) * 10 }),
    heldOut: (params) => params.share,
    needs: (params) => ({ train: params.window, score: params.window }),
    async fit(train) {
      return {
        pieces: train.map((s) => [s.start, s.times.length, s.labels ? s.labels.reduce((n, l) => n + l, 0) : null]),
      }
    },
    async score(model, segment) {
      return { scores: segment.times.map((_, i) => segment.start + i + 1000 * model.pieces.length) }
    },
  })

const withGaps = () => {
  const values = series.values.map((v) => v.slice())
  values[1][50] = NaN
  values[0][100] = NaN
  return { ...series, values }
}

describe('training', () => {
  test('cuts at missing values and leaves out what is shorter than a window', async () => {
    const model = await trainDetector(witness(), withGaps(), { params: { window: 50 } }, job)
    expect(model.data).toEqual({
      pieces: [
        [0, 50, null],
        [101, 199, null],
      ],
    })
    expect(model).toMatchObject({
      rowsUsed: 249,
      channels: ['channel 1', 'channel 2'],
      detector: 'witness',
      version: 1,
    })
    expect(model.trainingScores.length).toBe(249)
  })

  test('takes rows and times as ranges, joins overlapping ones and cuts labels along', async () => {
    const labels = new Uint8Array(300).fill(1, 120, 130)
    const { times } = series
    const ranges = [
      { first: 10, last: 30 },
      { first: 20, last: 39 },
      { start: times[110], end: times[149] + 1 },
    ]
    const model = await trainDetector(witness('labels'), series, { params: { window: 5 }, ranges, labels }, job)
    expect(model.data).toEqual({
      pieces: [
        [10, 30, 0],
        [110, 40, 10],
      ],
    })
  })

  test('lets given parameters overrule adapted ones, and adapted ones their defaults, within the declared range', async () => {
    expect((await trainDetector(witness(), series, {}, job)).params).toEqual({ window: 50, share: 0 })
    expect((await trainDetector(witness(), series, { params: { window: '12' } }, job)).params).toEqual({
      window: 12,
      share: 0,
    })
    await expect(trainDetector(witness(), series, { params: { windw: 3 } }, job)).rejects.toThrow(
      'There is no parameter "windw"',
    )
  })

  test('scores the held-out end for the threshold rules, and then trains on everything', async () => {
    const model = await trainDetector(witness(), series, { params: { window: 5, share: 0.2 } }, job)
    expect(model.trainingScores).toEqual(Float64Array.from({ length: 60 }, (_, i) => 1240 + i))
    expect(model.data).toEqual({ pieces: [[0, 300, null]] })
    const tooFew = await trainDetector(
      witness(),
      series,
      { params: { window: 5, share: 0.2 }, ranges: [{ first: 0, last: 9 }] },
      job,
    )
    expect(tooFew.trainingScores.length).toBe(10)
  })

  test('refuses with a sentence', async () => {
    const refusal = (options: Parameters<typeof trainDetector>[2], detector = witness()) =>
      trainDetector(detector, series, options, job).then(
        () => 'no refusal',
        (e: Error) => e.message,
      )
    const zeros = new Uint8Array(300)
    expect([
      await refusal({ params: { window: 20 }, ranges: [{ first: 0, last: 11 }] }),
      await refusal({ ranges: [{ start: 0, end: 1 }] }),
      await refusal({ labels: new Uint8Array(3) }),
      await refusal({}, witness('labels')),
      await refusal({ labels: zeros }, witness('labels')),
      await refusal({ labels: zeros.map(() => 1) }, witness('labels')),
    ]).toEqual([
      'Detector "Witness" needs 20 points without a gap for training; the longest stretch here has 12.',
      'The training range holds no point at which every chosen channel has a value.',
      'There are 3 label values for 300 points.',
      'Detector "Witness" learns from labels, and none were given.',
      'Detector "Witness" learns from labels, and no training point lies inside one.',
      'Detector "Witness" learns from labels, and every training point lies inside one: it needs normal points too.',
    ])
  })
})

describe('scoring', () => {
  test("finds the model's channels by name, in any order and among others, and leaves gaps unassessed", async () => {
    const model = await trainDetector(zScore, series, {}, job)
    const straight = await scoreSeries(model, series, {}, job)
    const [a, b] = [0, 1].map((c) => ({ channel: series.channels[c], values: series.values[c].slice() }))
    b.values[50] = NaN
    const mixed = {
      times: series.times,
      channels: [b.channel, { name: 'other', unit: null }, a.channel],
      values: [b.values, b.values, a.values],
    }
    const result = await scoreSeries(model, mixed, {}, job)
    const expected = straight.scores.slice()
    expected[50] = NaN
    expect(result.scores).toEqual(expected)
    expect(result.assessed).toBe(299)
    expect(result.expected!.map((channel) => channel[50])).toEqual([NaN, NaN])
  })

  test('refuses what it cannot score with a sentence', async () => {
    const model = await trainDetector(zScore, series, {}, job)
    const refusal = (changed: object, given = series) =>
      scoreSeries({ ...model, ...changed }, given, {}, job).then(
        () => 'no refusal',
        (e: Error) => e.message,
      )
    expect([
      await refusal({ detector: 'oracle' }),
      await refusal({ version: 9 }),
      await refusal({ channels: ['channel 1', 'flow'] }),
      await refusal({}, { ...series, values: series.values.map((v) => v.map(() => NaN)) }),
    ]).toEqual([
      'This model was trained by detector "oracle", which this version of the app does not have.',
      'This model was trained by version 9 of detector "z-score", and this app has version 1: train it again.',
      'The model was trained on channel "flow", which this series does not have.',
      'Detector "Z-score" needs 1 point without a gap for scoring; the longest stretch here has 0.',
    ])
  })
})

test('the shape of the data names its period', () => {
  expect(shapeOf(cutSegments(withGaps()))).toMatchObject({
    longest: 199,
    points: 298,
    channels: 2,
    stepMs: 1000,
    period: 25,
    vusWindow: null,
  })
})
