import { conv1d, conv1dTranspose, narrowSequence, wideSequence } from '../layers/layers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import type { Value } from '../layers/tape.ts'
import type { WeightSpec } from '../layers/weights.ts'
import type { Pass } from './networks/network.ts'
import { strideParam } from './networks/deep-windows.ts'
import { defineDetector, type ThresholdChoice } from './detector.ts'
import { pointParam } from './parts/point-param.ts'
import { scoreByReconstruction } from './networks/reconstruction.ts'
import { scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'
import { fitToWindows, type WindowNetwork } from './networks/window-network.ts'

const params = {
  window: windowParam(288, 'Points that are looked at together: one period of the data is a good choice.'),
  scaling: scalingParam,
  ...trainingParams({ epochs: 30, batch: 128 }),
  dropout: {
    kind: 'number',
    default: 0.2,
    min: 0,
    max: 0.9,
    label: 'Dropout',
    help: 'Share of numbers left out while training, against learning by heart.',
    advanced: true,
  },
  points: pointParam('all'),
  stride: strideParam,
} as const

/** 9,505 parameters for one channel. */
export const convAutoencoderSpecs = (channels: number): WeightSpec[] => [
  { name: 'encoder 1', shape: [7, channels, 32], start: 'glorot' },
  { name: 'encoder 1 bias', shape: [32], start: 'zeros' },
  { name: 'encoder 2', shape: [7, 32, 16], start: 'glorot' },
  { name: 'encoder 2 bias', shape: [16], start: 'zeros' },
  { name: 'decoder 1', shape: [7, 16, 16], start: 'glorot' },
  { name: 'decoder 1 bias', shape: [16], start: 'zeros' },
  { name: 'decoder 2', shape: [7, 32, 16], start: 'glorot' },
  { name: 'decoder 2 bias', shape: [32], start: 'zeros' },
  { name: 'output', shape: [7, channels, 32], start: 'glorot' },
  { name: 'output bias', shape: [channels], start: 'zeros' },
]

/** x — [batch, window, channels] → the same. A window that 4 does not divide is given back in its own length. */
export function convAutoencoder({ tape, w }: Pass, x: Value, rate: number): Value {
  const window = x.data.shape[1]!
  const half = Math.ceil(window / 2)
  let y = conv1d(tape, wideSequence(tape, x), w['encoder 1'], w['encoder 1 bias'], 2, { relu: true, dropout: rate })
  y = conv1d(tape, y, w['encoder 2'], w['encoder 2 bias'], 2, { relu: true })
  y = conv1dTranspose(tape, y, w['decoder 1'], w['decoder 1 bias'], 2, half, { relu: true, dropout: rate })
  y = conv1dTranspose(tape, y, w['decoder 2'], w['decoder 2 bias'], 2, window, { relu: true })
  return narrowSequence(tape, conv1dTranspose(tape, y, w['output'], w['output bias']))
}

/** A convolutional autoencoder: windows that it cannot give back well are strange. */
export const convAutoencoderDetector = defineDetector({
  id: 'conv-autoencoder',
  name: 'Convolutional autoencoder',
  summary:
    'Learns to squeeze and restore normal windows; what it restores badly is strange. A good first choice for data with a rhythm.',
  scoreMeaning: 'The mean absolute reconstruction error, in {unit}',
  reference: 'Vijay, Timeseries anomaly detection using an Autoencoder, keras.io, 2020; SKAB, Conv-AE',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  presets: {
    'Keras example': { window: 288, epochs: 50, batch: 128, patience: 5, points: 'all' },
    SKAB: { window: 60, epochs: 100, batch: 32, patience: 5, points: 'all' },
  },
  threshold: { rule: 'maximum', params: {} },
  // A mean of errors follows a process that drifts: the highest of training is soon passed.
  thresholdFor: ({ points }): ThresholdChoice =>
    points === 'all' ? { rule: 'maximum', params: {} } : { rule: 'median-mad-drift', params: { k: 6, drift: 10 } },
  adapt: ({ period, longest, channels }) =>
    channels === 1
      ? { window: suitableWindow(period, longest, 16, 512, 288) }
      : // Several channels are SKAB's case: its window. A period of one of them, which may be noise, is none of all.
        { window: suitableWindow(null, longest, 16, 60, 60), points: 'mean' },
  // The network follows few windows closely: how well it restores normal ones shows on some that it has not seen.
  heldOut: ({ points }) => (points === 'all' ? 0 : 0.25),
  needs: ({ window }) => ({ train: window + 1, score: window }),

  continues: true,
  fit: (train, settings, job, before): Promise<WindowNetwork> =>
    fitToWindows(
      train,
      {
        specs: convAutoencoderSpecs(train[0].values.length),
        width: settings.window,
        loss: (pass, x) =>
          meanSquaredError(pass.tape, convAutoencoder(pass, pass.tape.constant(x), settings.dropout), x),
      },
      settings,
      job,
      before,
    ),

  score: (model, segment, settings, job) =>
    scoreByReconstruction(
      {
        specs: convAutoencoderSpecs(segment.values.length),
        weights: model.weights,
        reconstruct: (pass, x) => convAutoencoder(pass, x, 0),
        width: settings.window,
        widest: settings.window * 32,
        error: 'mae',
        points: settings.points,
      },
      segment,
      model.scaler,
      job,
    ),
})
