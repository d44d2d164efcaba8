import { beforeAll, describe, expect, test } from 'vitest'
import { convAutoencoderSpecs } from '../../../src-main/engine/detectors/conv-autoencoder.ts'
import { fitNetwork, splitForValidation, type Fitting } from '../../../src-main/engine/detectors/deep-training.ts'
import { trainingStride } from '../../../src-main/engine/detectors/deep-windows.ts'
import { predictionError } from '../../../src-main/engine/detectors/forecast.ts'
import { quietJob, type EpochEntry } from '../../../src-main/engine/job.ts'
import { meanSquaredError } from '../../../src-main/engine/layers/losses.ts'
import { matMul } from '../../../src-main/engine/layers/operations.ts'
import { countParameters } from '../../../src-main/engine/layers/weights.ts'
import { startTensorFlow, tensorFlow, tensorsInUse } from '../../../src-main/engine/tensorflow.ts'

test('prediction errors are those of the published example', () => {
  const d = [1, -1, 3, 1]
  expect(predictionError(d, 2, 'mae', 'mean')).toBe(1.5)
  expect(predictionError(d, 2, 'mae', 'max')).toBe(2)
  expect(predictionError(d, 2, 'mse', 'mean')).toBe(3)
  expect(predictionError(d, 2, 'mse', 'max')).toBe(5)
})

test('the convolutional autoencoder has 9,505 parameters for one channel', () => {
  expect(countParameters(convAutoencoderSpecs(1))).toBe(9505)
})

test('a million points train on at most 4,000 windows, and what the person sets is kept', () => {
  expect(trainingStride([4032], 288, 0)).toBe(1)
  expect(trainingStride([1_000_000], 288, 0)).toBe(250)
  expect(trainingStride([1_000_000], 288, 7)).toBe(7)
})

describe('the training loop', () => {
  beforeAll(async () => { await startTensorFlow() })

  /** Learns y = 2x from 100 numbers. */
  function line(changes: Partial<Fitting> = {}): Fitting {
    return {
      specs: [{ name: 'w', shape: [1, 1], start: 'zeros' }],
      loss({ tape, w }, samples) {
        const x = Float32Array.from(samples, (i) => (i % 10) / 10)
        const target = tensorFlow().tensor2d(x.map((v) => 2 * v), [samples.length, 1])
        return meanSquaredError(tape, matMul(tape, tape.constant(tensorFlow().tensor2d(x, [samples.length, 1])), w['w']), target)
      },
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
    const { weights } = await fitNetwork(line({ first, patience: 3, learningRate: 0.5, loss: noisy }), quietJob({ onEpoch: (entry) => epochs.push(entry) }))
    const best = epochs.reduce((a, b) => (b.validationLoss! < a.validationLoss! ? b : a))
    expect(epochs.length).toBe(best.epoch + 3)
    expect(weights.w[0]).not.toBeNaN()
  })

  /** Training pulls towards 5, validation judges by 2. */
  const noisy: Fitting['loss'] = ({ tape, w }) =>
    meanSquaredError(tape, matMul(tape, tape.constant(tensorFlow().tensor2d([[1]])), w['w']), tensorFlow().tensor2d([[tape.training ? 5 : 2]]))

  test('ends a training whose loss grows beyond all numbers with the best weights, and says so', async () => {
    let steps = 0
    const explodes: Fitting['loss'] = (pass, samples) => {
      const loss = line().loss(pass, samples)
      return pass.tape.training && ++steps > 25 ? { ...loss, data: tensorFlow().scalar(NaN) } : loss
    }
    const { weights, note } = await fitNetwork(line({ loss: explodes }), quietJob())
    expect(note).toBe('The loss grew beyond all numbers in epoch 3; the model keeps the weights of epoch 2.')
    expect(Number.isFinite(weights.w[0])).toBe(true)
  })

  test('refuses a training that explodes at once, with advice and without leaving a tensor behind', async () => {
    const before = tensorsInUse()
    const broken: Fitting['loss'] = (pass, samples) => ({ ...line().loss(pass, samples), data: tensorFlow().scalar(Infinity) })
    await expect(fitNetwork(line({ loss: broken }), quietJob())).rejects.toThrow('lower the learning rate')
    expect(tensorsInUse()).toBe(before)
  })
})
