import { beforeAll, describe, expect, test } from 'vitest'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { convAutoencoderSpecs } from '../../../src-main/analysis/detectors/conv-autoencoder.ts'
import { bilstmSpecs } from '../../../src-main/analysis/detectors/bilstm-classifier.ts'
import { fcnSpecs } from '../../../src-main/analysis/detectors/fcn-classifier.ts'
import { featureScorer } from '../../../src-main/analysis/detectors/parts/feature-scorer.ts'
import { lstmClassifierSpecs } from '../../../src-main/analysis/detectors/lstm-classifier.ts'
import { pairwiseDistances } from '../../../src-main/analysis/detectors/spatio-temporal-forecaster.ts'
import { splitByTime } from '../../../src-main/analysis/detectors/networks/supervised.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { listWindows } from '../../../src-main/analysis/preprocessing/windows.ts'
import { planted, rankProbability } from '../../conformance/planted.ts'
import {
  fitNetwork,
  splitForValidation,
  type Fitting,
} from '../../../src-main/analysis/detectors/networks/deep-training.ts'
import { trainingStride } from '../../../src-main/analysis/detectors/networks/deep-windows.ts'
import { predictionError } from '../../../src-main/analysis/detectors/networks/forecast.ts'
import { quietJob, type EpochEntry } from '../../../src-main/analysis/job.ts'
import { dropout } from '../../../src-main/analysis/layers/layers.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import { Tape } from '../../../src-main/analysis/layers/tape.ts'
import { meanSquaredError } from '../../../src-main/analysis/layers/losses.ts'
import { matMul } from '../../../src-main/analysis/layers/operations.ts'
import { countParameters, type WeightSpec } from '../../../src-main/analysis/layers/weights.ts'
import { startTensorFlow, tensorFlow, tensorsInUse } from '../../../src-main/analysis/tensorflow.ts'

test('prediction errors are those of the published example', () => {
  const d = [1, -1, 3, 1]
  expect(predictionError(d, 2, 'mae', 'mean')).toBe(1.5)
  expect(predictionError(d, 2, 'mae', 'max')).toBe(2)
  expect(predictionError(d, 2, 'mse', 'mean')).toBe(3)
  expect(predictionError(d, 2, 'mse', 'max')).toBe(5)
})

test('networks have as many parameters as their sources say', () => {
  const counted = (specs: readonly WeightSpec[]) => [
    countParameters(specs),
    countParameters(specs.filter((spec) => spec.fixed)),
  ]
  expect(counted(convAutoencoderSpecs(1))).toEqual([9505, 0])
  expect(counted(bilstmSpecs(11, 100))).toEqual([109_801, 0])
  expect(counted(lstmClassifierSpecs(11, 'stack'))).toEqual([1294, 34])
  expect(counted(lstmClassifierSpecs(11, 'wide'))).toEqual([274_689, 0])
  expect(counted(fcnSpecs(11))).toEqual([27_713, 384])
})

test('classifiers never train or validate on a window that reaches across a cut', () => {
  const segment = { start: 0, times: new Float64Array(100), values: [new Float64Array(100)] }
  const list = listWindows([segment, segment], 10, 1)
  const { train, validation } = splitByTime([segment, segment], list, 0.1)
  const ends = [...train].map((i) => list.segment[i] * 100 + list.start[i] + 10)
  expect(Math.max(...ends)).toBe(160)
  const spans = [...validation].map((i) => [
    list.segment[i] * 100 + list.start[i],
    list.segment[i] * 100 + list.start[i] + 10,
  ])
  expect([Math.min(...spans.map(([first]) => first)), Math.max(...spans.map(([, end]) => end))]).toEqual([160, 180])
})

test('distances between channels are taken pair by pair', () => {
  expect([...pairwiseDistances([1, 3, 7, 0, 0, 5], 3)]).toEqual([2, 6, 4, 0, 5, 5])
})

test('a million points train on at most 4,000 windows, and what the person sets is kept', () => {
  expect(trainingStride([4032], 288, 0)).toBe(1)
  expect(trainingStride([1_000_000], 288, 0)).toBe(250)
  expect(trainingStride([1_000_000], 288, 7)).toBe(7)
})

describe('the training loop', () => {
  beforeAll(async () => {
    await startTensorFlow()
  })

  /** Learns y = 2x from 100 numbers. */
  function line(changes: Partial<Fitting> = {}): Fitting {
    return {
      specs: [{ name: 'w', shape: [1, 1], start: 'zeros' }],
      inputs(samples) {
        const x = Float32Array.from(samples, (i) => (i % 10) / 10)
        return [x, x.map((v) => 2 * v)].map((values) => tensorFlow().tensor2d(values, [samples.length, 1]))
      },
      loss: ({ tape, w }, [x, target]) => meanSquaredError(tape, matMul(tape, tape.constant(x), w['w']), target),
      ...splitForValidation(100),
      epochs: 40,
      batch: 10,
      learningRate: 0.05,
      patience: 40,
      ...changes,
    }
  }

  test('finds the line, tells every epoch and leaves no tensor behind', async () => {
    const before = tensorsInUse()
    const epochs: EpochEntry[] = []
    const { weights, note } = await fitNetwork(line(), quietJob({ onEpoch: (entry) => epochs.push(entry) }))
    expect(weights.w[0]).toBeCloseTo(2, 2)
    expect(note).toBeNull()
    expect(epochs.map((entry) => entry.epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(epochs[39].validationLoss!).toBeLessThan(epochs[0].validationLoss!)
    expect(tensorsInUse()).toBe(before)
  })

  test('stops when validation gets no better, and keeps the best epoch', async () => {
    const epochs: EpochEntry[] = []
    const first = { w: Float32Array.of(2) }
    const { weights } = await fitNetwork(
      line({ first, patience: 3, learningRate: 0.5, loss: noisy }),
      quietJob({ onEpoch: (entry) => epochs.push(entry) }),
    )
    const best = epochs.reduce((a, b) => (b.validationLoss! < a.validationLoss! ? b : a))
    expect(epochs.length).toBe(best.epoch + 3)
    expect(weights.w[0]).not.toBeNaN()
  })

  /** Training pulls towards 5, validation judges by 2. */
  const noisy: Fitting['loss'] = ({ tape, w }) =>
    meanSquaredError(
      tape,
      matMul(tape, tape.constant(tensorFlow().tensor2d([[1]])), w['w']),
      tensorFlow().tensor2d([[tape.training ? 5 : 2]]),
    )

  test('ends a training whose loss grows beyond all numbers with the best weights, and says so', async () => {
    // Nine batches of training and one of validation in an epoch; as a graph from the fourth epoch on.
    let batches = 0
    const explodes: Fitting['inputs'] = (samples) =>
      ++batches > 65
        ? line()
            .inputs(samples)
            .map((x) => tensorFlow().mul(x, NaN))
        : line().inputs(samples)
    const { weights, note } = await fitNetwork(line({ inputs: explodes }), quietJob())
    expect(note).toBe('The loss grew beyond all numbers in epoch 7; the model keeps the weights of epoch 6.')
    expect(Number.isFinite(weights.w[0])).toBe(true)
  })

  test('refuses a training that explodes at once, with advice and without leaving a tensor behind', async () => {
    const before = tensorsInUse()
    const broken: Fitting['loss'] = (pass, batch) => ({
      ...line().loss(pass, batch),
      data: tensorFlow().scalar(Infinity),
    })
    await expect(fitNetwork(line({ loss: broken }), quietJob())).rejects.toThrow('lower the learning rate')
    expect(tensorsInUse()).toBe(before)
  })
})

describe('dropout', () => {
  beforeAll(async () => {
    await startTensorFlow()
  })

  test('drops a fifth, keeps the mean, does the same under the same seed and nothing outside training', () => {
    const tf = tensorFlow()
    tf.tidy(() => {
      const ones = tf.ones([100_003])
      const drop = (training: boolean) => {
        const tape = new Tape(kernels(), training, tf.tensor1d([123_456_789], 'int32'))
        return dropout(tape, tape.constant(ones), 0.2).data.dataSync() as Float32Array
      }
      const once = drop(true)
      expect(once.filter((v) => v === 0).length / once.length).toBeCloseTo(0.2, 2)
      expect(once.reduce((a, b) => a + b) / once.length).toBeCloseTo(1, 2)
      expect(drop(true)).toEqual(once)
      expect(drop(false)).toEqual(new Float32Array(100_003).fill(1))
    })
  })
})

describe('the feature scorer', () => {
  const settings = { window: 25, units: 16, epochs: 8, batch: 64, learningRate: 0.01, learn: 'labels' }

  test('learns from labels, and refuses to where there are none', async () => {
    const { series, labels } = planted(800, 2, [
      [100, 25],
      [300, 25],
      [500, 25],
    ])
    const model = await trainDetector(featureScorer, series, { params: settings, labels }, quietJob())
    const fresh = planted(500, 2, [[200, 40]], 9)
    const { scores } = await scoreSeries(model, fresh.series, {}, quietJob())
    expect(rankProbability(scores, fresh.labels)).toBeGreaterThan(0.9)
    await expect(trainDetector(featureScorer, series, { params: settings }, quietJob())).rejects.toThrow(
      'needs windows of both kinds',
    )
  })

  test('without labels the head learns from planted anomalies, and its output tells others from normal windows', async () => {
    const { series } = planted(500, 2, [])
    const model = await trainDetector(
      featureScorer,
      series,
      { params: { ...settings, learn: 'reconstruction', score: 'head' } },
      quietJob(),
    )
    const fresh = planted(400, 2, [[200, 40]], 9)
    const { scores } = await scoreSeries(model, fresh.series, {}, quietJob())
    expect(rankProbability(scores, fresh.labels)).toBeGreaterThan(0.85)
  })

  test('without labels the whole loss is the reconstruction error and the head together', async () => {
    const { series } = planted(300, 2, [])
    const params = { ...settings, learn: 'reconstruction', epochs: 2, scoreWeight: 0.5 }
    const model = await trainDetector(featureScorer, series, { params }, quietJob())
    const whole = await scoreSeries(model, series, {}, quietJob())
    const head = await scoreSeries({ ...model, params: { ...model.params, score: 'head' } }, series, {}, quietJob())
    const rows = [...whole.scores.keys()].filter((t) => !Number.isNaN(whole.scores[t]))
    expect(rows.every((t) => whole.scores[t] > 0.5 * head.scores[t] ** 2)).toBe(true)
    expect(new Set(rows.map((t) => head.scores[t].toFixed(6))).size).toBeGreaterThan(100)
  })
})

test.each(['conv-autoencoder', 'lstm-autoencoder'])(
  '%s gives a job that wants scores only the same scores',
  async (id) => {
    await startTensorFlow('auto')
    const { series } = planted(400, 2, [])
    const model = await trainDetector(detectorById(id), series, { params: { epochs: 1 } }, quietJob())
    const whole = await scoreSeries(model, series, {}, quietJob())
    const bare = await scoreSeries(model, series, {}, quietJob({ scoresOnly: true }))
    expect(bare.scores).toEqual(whole.scores)
    expect(bare.windowScores).toEqual(whole.windowScores)
    expect([whole.contributions, whole.expected].every(Boolean)).toBe(true)
    expect([bare.contributions, bare.expected]).toEqual([undefined, undefined])
  },
)
