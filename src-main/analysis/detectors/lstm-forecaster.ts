import { dense, lstm } from '../layers/layers.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { swapTime } from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import type { WeightSpec } from '../layers/weights.ts'
import type { Pass } from './networks/network.ts'
import { recurrentNumbers, strideParam } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { scoreByForecast, splitForecast } from './networks/forecast.ts'
import { scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'
import { fitToWindows, type WindowNetwork } from './networks/window-network.ts'

/** How a prediction's error becomes a score: shared by every forecaster. */
export const forecastErrorParams = {
  error: {
    kind: 'choice',
    default: 'mse',
    options: ['mse', 'mae'],
    label: 'Error',
    help: 'Squared errors weigh large misses more.',
    advanced: true,
  },
  overHorizon: {
    kind: 'choice',
    default: 'mean',
    options: ['mean', 'max'],
    label: 'Over the horizon',
    help: 'Mean or worst error of the predicted points.',
    advanced: true,
  },
} as const

const params = {
  window: windowParam(60, 'Points from which the next ones are predicted.'),
  horizon: {
    kind: 'integer',
    default: 1,
    min: 1,
    max: 256,
    unit: 'points',
    label: 'Horizon',
    help: 'Points that are predicted at once.',
    advanced: true,
  },
  units: {
    kind: 'integer',
    default: 64,
    min: 1,
    max: 1024,
    label: 'Units, first layer',
    help: 'Size of the first layer’s memory.',
  },
  secondUnits: {
    kind: 'integer',
    default: 32,
    min: 1,
    max: 1024,
    label: 'Units, second layer',
    help: 'Size of the second layer’s memory.',
  },
  ...forecastErrorParams,
  scaling: scalingParam,
  ...trainingParams({ epochs: 30, batch: 32 }),
  stride: strideParam,
} as const

export const lstmForecasterSpecs = (
  channels: number,
  horizon: number,
  units: number,
  secondUnits: number,
): WeightSpec[] => [
  { name: 'first', shape: [channels + units, 4 * units], start: 'lstm' },
  { name: 'first bias', shape: [4 * units], start: 'lstm-bias' },
  { name: 'second', shape: [units + secondUnits, 4 * secondUnits], start: 'lstm' },
  { name: 'second bias', shape: [4 * secondUnits], start: 'lstm-bias' },
  { name: 'output', shape: [secondUnits, horizon * channels], start: 'glorot' },
  { name: 'output bias', shape: [horizon * channels], start: 'zeros' },
]

/** x — [batch, window, channels] → its features, [batch, secondUnits]. */
export function forecasterFeatures({ tape, w }: Pass, x: Value): Value {
  const first = lstm(tape, swapTime(tape, x), { w: w['first'], b: w['first bias'] })
  return lstm(tape, first.sequence, { w: w['second'], b: w['second bias'] }).h
}

/** x — [batch, window, channels] → [batch, horizon · channels]. */
export const lstmForecast = (pass: Pass, x: Value): Value =>
  dense(pass.tape, forecasterFeatures(pass, x), pass.w['output'], pass.w['output bias'])

/** Two LSTM layers predict the next values; what comes otherwise is strange. */
export const lstmForecaster = defineDetector({
  id: 'lstm-forecaster',
  name: 'LSTM forecaster',
  summary:
    'Predicts the next values of all channels from the last ones; a point that comes otherwise is strange. Finds sudden changes quickly.',
  scoreMeaning: {
    param: 'error',
    of: {
      mse: 'The mean squared prediction error, in squared {unit}',
      mae: 'The mean absolute prediction error, in {unit}',
    },
  },
  reference:
    'Malhotra et al., Long Short Term Memory Networks for Anomaly Detection in Time Series, ESANN 2015; SKAB, Vanilla LSTM',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  presets: {
    'LSTM 64 → 32': { units: 64, secondUnits: 32, horizon: 1 },
    SKAB: { window: 5, units: 100, secondUnits: 100, epochs: 25, batch: 32 },
  },
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  adapt: ({ period, longest }) => ({ window: suitableWindow(period, longest, 8, 100, 60) }),
  needs: ({ window, horizon }) => ({ train: window + horizon + 1, score: window + horizon }),

  continues: true,
  fit: (train, settings, job, before): Promise<WindowNetwork> =>
    fitToWindows(
      train,
      {
        specs: lstmForecasterSpecs(train[0].values.length, settings.horizon, settings.units, settings.secondUnits),
        width: settings.window + settings.horizon,
        loss(pass, windows) {
          const { x, target } = splitForecast(pass, windows, settings.window)
          return meanSquaredError(pass.tape, lstmForecast(pass, x), target)
        },
      },
      settings,
      job,
      before,
    ),

  score: (model, segment, settings, job) =>
    scoreByForecast(
      {
        specs: lstmForecasterSpecs(segment.values.length, settings.horizon, settings.units, settings.secondUnits),
        weights: model.weights,
        predict: lstmForecast,
        width: settings.window,
        horizon: settings.horizon,
        widest: recurrentNumbers(settings.window, settings.units),
        error: settings.error,
        overHorizon: settings.overHorizon,
      },
      segment,
      model.scaler,
      job,
    ),
})
