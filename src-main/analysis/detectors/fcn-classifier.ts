import { dense, globalAveragePool, normalisedConv1d, wideSequence } from '../layers/layers.ts'
import type { WeightSpec } from '../layers/weights.ts'
import { defineDetector } from './detector.ts'
import { norm, normSpecs } from './lstm-classifier.ts'
import {
  classifierNeeds,
  fitClassifier,
  inputCount,
  scoreByClassifier,
  supervisedParams,
  type Classifier,
} from './networks/supervised.ts'

const blocks = [0, 1, 2]

/** 27,713 parameters at 11 inputs. */
export const fcnSpecs = (inputs: number): WeightSpec[] => [
  ...blocks.flatMap((b): WeightSpec[] => [
    { name: `conv ${b}`, shape: [3, b === 0 ? inputs : 64, 64], start: 'glorot' },
    { name: `conv ${b} bias`, shape: [64], start: 'zeros' },
    ...normSpecs(`norm ${b}`, 64),
  ]),
  { name: 'output', shape: [64, 1], start: 'glorot' },
  { name: 'output bias', shape: [1], start: 'zeros' },
]

/** 3 × [Conv1D 64 k3 same → BN → ReLU] → global average → Dense 1. */
export const fcn = (inputs: number, window: number): Classifier => ({
  specs: fcnSpecs(inputs),
  widest: window * 64,
  logits(pass, x) {
    const { tape, w } = pass
    let y = wideSequence(tape, x)
    for (const b of blocks) {
      const { statistics, learned } = norm(pass, `norm ${b}`)
      y = normalisedConv1d(tape, y, w[`conv ${b}`], w[`conv ${b} bias`], statistics, learned)
    }
    return dense(tape, globalAveragePool(tape, y), w['output'], w['output bias'])
  },
})

/** A fully convolutional classifier of windows. */
export const fcnClassifier = defineDetector({
  id: 'fcn-classifier',
  name: 'FCN classifier',
  summary: 'Learns from labels which shapes are anomalous, wherever in the window they stand. Trains quickly.',
  scoreMeaning: 'How sure the network is, from 0 to 1, that the point belongs to an anomaly',
  reference:
    'Wang, Yan, Oates, Time Series Classification from Scratch with Deep Neural Networks, 2017, arXiv 1611.06455; Kortas, FCN',
  family: 'supervised',
  learns: 'labels',
  version: 1,
  params: supervisedParams(3),
  threshold: { rule: 'fixed', params: { value: 0.5 } },
  needs: (params) => classifierNeeds(params),
  fit: (train, params, job) =>
    fitClassifier(fcn(inputCount(train[0].values.length, params.calendar), params.window), train, params, job),
  score: (model: Awaited<ReturnType<typeof fitClassifier>>, segment, params, job) =>
    scoreByClassifier(
      fcn(inputCount(segment.values.length, params.calendar), params.window),
      model,
      segment,
      params,
      job,
    ),
})
