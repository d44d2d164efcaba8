import { dense, globalAveragePool, lstm, selfAttention } from '../layers/layers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { swapTime } from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import type { WeightSpec } from '../layers/weights.ts'
import type { Pass } from './networks/network.ts'
import { recurrentNumbers, strideParam } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { scoreByForecast, splitForecast } from './networks/forecast.ts'
import { forecastErrorParams } from './lstm-forecaster.ts'
import { scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'
import { fitToWindows, type WindowNetwork } from './networks/window-network.ts'

const params = {
  window: windowParam(60, 'Points from which the next one is predicted.'),
  units: {
    kind: 'integer',
    default: 64,
    min: 1,
    max: 1024,
    label: 'Units',
    help: 'Size of the recurrent layer’s memory.',
  },
  error: forecastErrorParams.error,
  scaling: scalingParam,
  ...trainingParams({ epochs: 30, batch: 32 }),
  stride: strideParam,
} as const

export const attentionForecasterSpecs = (channels: number, units: number): WeightSpec[] => [
  { name: 'lstm', shape: [channels + units, 4 * units], start: 'lstm' },
  { name: 'lstm bias', shape: [4 * units], start: 'lstm-bias' },
  { name: 'output', shape: [units, channels], start: 'glorot' },
  { name: 'output bias', shape: [channels], start: 'zeros' },
]

/** x — [batch, window, channels] → [batch, channels]. */
export function attentionForecast({ tape, w }: Pass, x: Value): Value {
  const read = swapTime(tape, lstm(tape, swapTime(tape, x), { w: w['lstm'], b: w['lstm bias'] }).sequence)
  return dense(tape, globalAveragePool(tape, selfAttention(tape, read)), w['output'], w['output bias'])
}

/** LSTM sequences → dot-product self-attention → mean over time → Dense. */
export const attentionForecaster = defineDetector({
  id: 'attention-forecaster',
  name: 'Attention forecaster',
  summary:
    'Predicts the next values from the moments of the window that matter to each other. For rhythms of several lengths.',
  scoreMeaning: {
    param: 'error',
    of: {
      mse: 'The mean squared prediction error, in squared {unit}',
      mae: 'The mean absolute prediction error, in {unit}',
    },
  },
  reference:
    'Luong, Pham, Manning, Effective Approaches to Attention-based Neural Machine Translation, 2015; STEN tutorial with attention',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  adapt: ({ period, longest }) => ({ window: suitableWindow(period, longest, 8, 100, 60) }),
  needs: ({ window }) => ({ train: window + 2, score: window + 1 }),

  continues: true,
  fit: (train, settings, job, before): Promise<WindowNetwork> =>
    fitToWindows(
      train,
      {
        specs: attentionForecasterSpecs(train[0].values.length, settings.units),
        width: settings.window + 1,
        loss(pass, windows) {
          const { x, target } = splitForecast(pass, windows, settings.window)
          return meanSquaredError(pass.tape, attentionForecast(pass, x), target)
        },
      },
      settings,
      job,
      before,
    ),

  score: (model, segment, settings, job) =>
    scoreByForecast(
      {
        specs: attentionForecasterSpecs(segment.values.length, settings.units),
        weights: model.weights,
        predict: attentionForecast,
        width: settings.window,
        horizon: 1,
        widest: Math.max(recurrentNumbers(settings.window, settings.units), settings.window ** 2),
        error: settings.error,
        overHorizon: 'mean',
      },
      segment,
      model.scaler,
      job,
    ),
})
