import type { ParamsOf } from '../../shared/models/params.ts'
import { dense, lstm, reverseTime, type LstmOutput } from '../layers/layers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { concat, repeatTime, swapTime, tanh } from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import type { WeightSpec } from '../layers/weights.ts'
import type { Pass } from './networks/network.ts'
import { recurrentNumbers, strideParam } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { pointParam } from './parts/point-param.ts'
import { scoreByReconstruction } from './networks/reconstruction.ts'
import { scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'
import { fitToWindows, type WindowNetwork } from './networks/window-network.ts'

const params = {
  window: windowParam(30, 'Points that are read and given back together.'),
  units: { kind: 'integer', default: 64, min: 1, max: 1024, label: 'Units', help: 'Size of the memory of each layer.' },
  layers: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 4,
    label: 'Layers',
    help: 'LSTM layers in the encoder, and as many in the decoder.',
  },
  bidirectional: {
    kind: 'boolean',
    default: false,
    label: 'Bidirectional',
    help: 'The encoder reads each window from both ends.',
  },
  latent: {
    kind: 'integer',
    default: 0,
    min: 0,
    max: 1024,
    label: 'Bottleneck',
    help: 'Numbers through which a window must pass; fewer force it to learn what is common. 0 = the encoder hands over its whole state.',
  },
  output: {
    kind: 'choice',
    default: 'linear',
    options: ['linear', 'tanh'],
    label: 'Output',
    help: 'Tanh cannot reach scaled values beyond −1 and 1; it goes with min-max scaling.',
    advanced: true,
  },
  scaling: scalingParam,
  ...trainingParams({ epochs: 50, batch: 32 }),
  points: pointParam('last'),
  stride: strideParam,
} as const

/** What decides the shape of the network. */
export type LstmAutoencoderShape = Pick<
  ParamsOf<typeof params>,
  'units' | 'layers' | 'bidirectional' | 'latent' | 'output'
>

const lstmSpecs = (name: string, inputs: number, units: number): WeightSpec[] => [
  { name, shape: [inputs + units, 4 * units], start: 'lstm' },
  { name: `${name} bias`, shape: [4 * units], start: 'lstm-bias' },
]

export function lstmAutoencoderSpecs(
  channels: number,
  { units, layers, bidirectional, latent }: LstmAutoencoderShape,
): WeightSpec[] {
  const width = bidirectional ? 2 * units : units
  const specs: WeightSpec[] = []
  for (let l = 0; l < layers; l++) {
    specs.push(...lstmSpecs(`encoder ${l}`, l === 0 ? channels : width, units))
    if (bidirectional) specs.push(...lstmSpecs(`encoder ${l} backward`, l === 0 ? channels : width, units))
  }
  if (latent > 0)
    specs.push(
      { name: 'bottleneck', shape: [width, latent], start: 'glorot' },
      { name: 'bottleneck bias', shape: [latent], start: 'zeros' },
    )
  for (let l = 0; l < layers; l++) specs.push(...lstmSpecs(`decoder ${l}`, l === 0 ? latent || width : width, width))
  return [
    ...specs,
    { name: 'output', shape: [width, channels], start: 'glorot' },
    { name: 'output bias', shape: [channels], start: 'zeros' },
  ]
}

const weightsOf = ({ w }: Pass, name: string) => ({ w: w[name], b: w[`${name} bias`] })

/** x — [batch, time, channels] → for each encoder layer its state after the last step, [batch, units or 2·units]. */
export function lstmEncoder(
  pass: Pass,
  x: Value,
  { layers, bidirectional }: LstmAutoencoderShape,
): Pick<LstmOutput, 'h' | 'c'>[] {
  const { tape } = pass
  const states: Pick<LstmOutput, 'h' | 'c'>[] = []
  let sequence = swapTime(tape, x)
  for (let l = 0; l < layers; l++) {
    const forward = lstm(tape, sequence, weightsOf(pass, `encoder ${l}`))
    if (!bidirectional) {
      states.push(forward)
      sequence = forward.sequence
      continue
    }
    const backward = lstm(tape, reverseTime(tape, sequence), weightsOf(pass, `encoder ${l} backward`))
    states.push({ h: concat(tape, [forward.h, backward.h], 1), c: concat(tape, [forward.c, backward.c], 1) })
    if (l < layers - 1) sequence = concat(tape, [forward.sequence, reverseTime(tape, backward.sequence)], 2)
  }
  return states
}

/**
 * x — [batch, time, channels] → the same. The decoder gets the encoder's last output at every step and starts from the
 * encoder's state; with a bottleneck it gets the bottleneck and starts from zeros, because a state handed past the
 * bottleneck would make it none.
 */
export function lstmAutoencoder(pass: Pass, x: Value, shape: LstmAutoencoderShape): Value {
  const { tape, w } = pass
  const states = lstmEncoder(pass, x, shape)
  const last = states[shape.layers - 1].h
  const code = shape.latent > 0 ? dense(tape, last, w['bottleneck'], w['bottleneck bias']) : last
  let sequence = repeatTime(tape, code, x.data.shape[1]!)
  for (let l = 0; l < shape.layers; l++)
    sequence = lstm(tape, sequence, weightsOf(pass, `decoder ${l}`), shape.latent > 0 ? undefined : states[l]).sequence
  const y = swapTime(tape, dense(tape, sequence, w['output'], w['output bias']))
  return shape.output === 'tanh' ? tanh(tape, y) : y
}

/**
 * A recurrent autoencoder. Two defects of its sources are mended: fusionlab's output is a tanh, which cannot reach
 * z-scores beyond ±1, and its `latent_dim` does nothing unless a further switch is on.
 */
export const lstmAutoencoderDetector = defineDetector({
  id: 'lstm-autoencoder',
  name: 'LSTM autoencoder',
  summary:
    'Reads a window step by step, then writes it down again from memory; what it cannot repeat is strange. For data in which order matters.',
  scoreMeaning: 'The mean squared reconstruction error of the window that ends there, in squared {unit}',
  reference:
    'Malhotra et al., LSTM-based Encoder-Decoder for Multi-sensor Anomaly Detection, 2016, arXiv 1607.00148; fusionlab, LSTMAutoencoderAnomaly; SKAB, LSTM-AE',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  presets: {
    fusionlab: { units: 64, latent: 32, epochs: 50, batch: 32 },
    'seq2seq 64/64': { units: 64, layers: 2, epochs: 50, batch: 32 },
    SKAB: { window: 10, units: 16, epochs: 100, batch: 16 },
  },
  threshold: { rule: 'maximum', params: {} },
  adapt: ({ period, longest }) => ({ window: suitableWindow(period, longest, 8, 100, 30) }),
  needs: ({ window }) => ({ train: window + 1, score: window }),

  continues: true,
  fit: (train, settings, job, before): Promise<WindowNetwork> =>
    fitToWindows(
      train,
      {
        specs: lstmAutoencoderSpecs(train[0].values.length, settings),
        width: settings.window,
        loss: (pass, x) => meanSquaredError(pass.tape, lstmAutoencoder(pass, pass.tape.constant(x), settings), x),
      },
      settings,
      job,
      before,
    ),

  score: (model, segment, settings, job) =>
    scoreByReconstruction(
      {
        specs: lstmAutoencoderSpecs(segment.values.length, settings),
        weights: model.weights,
        reconstruct: (pass, x) => lstmAutoencoder(pass, x, settings),
        width: settings.window,
        widest: recurrentNumbers(settings.window, settings.units),
        error: 'mse',
        points: settings.points,
      },
      segment,
      model.scaler,
      job,
    ),
})
