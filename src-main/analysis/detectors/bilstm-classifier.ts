import { bidirectionalLstm, dense, dropout } from '../layers/layers.ts'
import { relu, swapTime } from '../layers/operations.ts'
import type { WeightSpec } from '../layers/weights.ts'
import { recurrentNumbers } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import {
  classifierNeeds,
  fitClassifier,
  inputCount,
  scoreByClassifier,
  supervisedParams,
  type Classifier,
} from './networks/supervised.ts'

/** 109,801 parameters at 11 inputs and 100 units. */
export const bilstmSpecs = (inputs: number, units: number): WeightSpec[] => [
  { name: 'forward', shape: [inputs + units, 4 * units], start: 'lstm' },
  { name: 'forward bias', shape: [4 * units], start: 'lstm-bias' },
  { name: 'backward', shape: [inputs + units, 4 * units], start: 'lstm' },
  { name: 'backward bias', shape: [4 * units], start: 'lstm-bias' },
  { name: 'hidden', shape: [2 * units, units], start: 'glorot' },
  { name: 'hidden bias', shape: [units], start: 'zeros' },
  { name: 'output', shape: [units, 1], start: 'glorot' },
  { name: 'output bias', shape: [1], start: 'zeros' },
]

/** BiLSTM → dropout 0.5 → Dense relu → Dense 1. */
export function bilstm(inputs: number, units: number, window: number): Classifier {
  return {
    specs: bilstmSpecs(inputs, units),
    widest: recurrentNumbers(window, 2 * units),
    logits({ tape, w }, x) {
      const forward = { w: w['forward'], b: w['forward bias'] }
      const backward = { w: w['backward'], b: w['backward bias'] }
      const read = dropout(tape, bidirectionalLstm(tape, swapTime(tape, x), forward, backward).last, 0.5)
      return dense(tape, relu(tape, dense(tape, read, w['hidden'], w['hidden bias'])), w['output'], w['output bias'])
    },
  }
}

/** Reads each window from both ends and says how likely it holds an anomaly (LSTMv1). */
export const bilstmClassifier = defineDetector({
  id: 'bilstm-classifier',
  name: 'BiLSTM classifier',
  summary:
    'Learns from labels what an anomaly looks like, reading each window from both ends. For anomalies that come again.',
  scoreMeaning: 'How sure the network is, from 0 to 1, that the point belongs to an anomaly',
  reference:
    'Kortas, supervised anomaly detection in sensor time series, LSTMv1; Graves and Schmidhuber, Framewise phoneme classification with bidirectional LSTM, 2005',
  family: 'supervised',
  learns: 'labels',
  version: 1,
  params: {
    ...supervisedParams(2),
    units: {
      kind: 'integer',
      default: 100,
      min: 1,
      max: 1024,
      label: 'Units',
      help: 'Size of the memory in each direction.',
      advanced: true,
    },
  },
  threshold: { rule: 'fixed', params: { value: 0.5 } },
  needs: (params) => classifierNeeds(params),
  fit: (train, params, job) =>
    fitClassifier(
      bilstm(inputCount(train[0].values.length, params.calendar), params.units, params.window),
      train,
      params,
      job,
    ),
  score: (model: Awaited<ReturnType<typeof fitClassifier>>, segment, params, job) =>
    scoreByClassifier(
      bilstm(inputCount(segment.values.length, params.calendar), params.units, params.window),
      model,
      segment,
      params,
      job,
    ),
})
