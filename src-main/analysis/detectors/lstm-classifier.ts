import { batchNorm, dense, lstm, type BatchStatistics } from '../layers/layers.ts'
import { l2 } from '../layers/losses.ts'
import { add, swapTime } from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import type { WeightSpec } from '../layers/weights.ts'
import type { Pass } from './networks/network.ts'
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

/** The four weights of a batch normalisation. */
export const normSpecs = (name: string, channels: number): WeightSpec[] => [
  { name: `${name} scale`, shape: [channels], start: 'ones' },
  { name: `${name} offset`, shape: [channels], start: 'zeros' },
  { name: `${name} mean`, shape: [channels], start: 'zeros', fixed: true },
  { name: `${name} variance`, shape: [channels], start: 'ones', fixed: true },
]

/** A batch normalisation's weights, and where its running statistics go, momentum 0.99 as in Keras. */
export function norm(
  { w, average }: Pass,
  name: string,
): { statistics: BatchStatistics; learned: (mean: Value, variance: Value) => void } {
  return {
    statistics: {
      scale: w[`${name} scale`],
      offset: w[`${name} offset`],
      mean: w[`${name} mean`],
      variance: w[`${name} variance`],
    },
    learned: (mean, variance) => {
      average(`${name} mean`, mean, 0.99)
      average(`${name} variance`, variance, 0.99)
    },
  }
}

export function normalised(pass: Pass, x: Value, name: string): Value {
  const { statistics, learned } = norm(pass, name)
  return batchNorm(pass.tape, x, statistics, learned)
}

const stackUnits = [8, 8, 1]

/** stack: LSTM 8 → BN → LSTM 8 → BN → LSTM 1 → BN → Dense 1, 1,294 parameters at 11 inputs, 34 fixed; wide: LSTM 256 → Dense 1, 274,689. */
export function lstmClassifierSpecs(inputs: number, variant: 'stack' | 'wide'): WeightSpec[] {
  const units = variant === 'wide' ? [256] : stackUnits
  const layers = units.flatMap((size, l): WeightSpec[] => [
    { name: `lstm ${l}`, shape: [(l === 0 ? inputs : units[l - 1]) + size, 4 * size], start: 'lstm' },
    { name: `lstm ${l} bias`, shape: [4 * size], start: 'lstm-bias' },
    ...(variant === 'stack' ? normSpecs(`norm ${l}`, size) : []),
  ])
  return [
    ...layers,
    { name: 'output', shape: [units.at(-1)!, 1], start: 'glorot' },
    { name: 'output bias', shape: [1], start: 'zeros' },
  ]
}

export function lstmNetwork(inputs: number, variant: 'stack' | 'wide', decay: number, window: number): Classifier {
  const layers = variant === 'wide' ? [0] : [0, 1, 2]
  return {
    specs: lstmClassifierSpecs(inputs, variant),
    widest: recurrentNumbers(window, variant === 'wide' ? 256 : 8),
    logits(pass, x) {
      const { tape, w } = pass
      let sequence = swapTime(tape, x)
      let last = sequence
      for (const l of layers) {
        const read = lstm(tape, sequence, { w: w[`lstm ${l}`], b: w[`lstm ${l} bias`] })
        last = read.h
        if (variant === 'stack') {
          if (l === layers.at(-1)) last = normalised(pass, read.h, `norm ${l}`)
          else sequence = normalised(pass, read.sequence, `norm ${l}`)
        }
      }
      return dense(tape, last, w['output'], w['output bias'])
    },
    // The kernel and the recurrent kernel lie in one weight: the penalty of both is that of the whole.
    penalty:
      variant === 'stack' && decay > 0
        ? ({ tape, w }) => layers.map((l) => l2(tape, w[`lstm ${l}`], decay)).reduce((a, b) => add(tape, a, b))
        : undefined,
  }
}

/** A small recurrent classifier with strong regularisation (LSTMv2), and its wide variant. */
export const lstmClassifier = defineDetector({
  id: 'lstm-classifier',
  name: 'LSTM classifier',
  summary:
    'Learns from labels with a very small recurrent network that cannot learn by heart; or a wide one, for much labelled data.',
  scoreMeaning: 'How sure the network is, from 0 to 1, that the point belongs to an anomaly',
  reference: 'Kortas, supervised anomaly detection in sensor time series, LSTMv2',
  family: 'supervised',
  learns: 'labels',
  version: 1,
  params: {
    ...supervisedParams(3),
    variant: {
      kind: 'choice',
      default: 'stack',
      options: ['stack', 'wide'],
      label: 'Network',
      help: 'stack = three small layers with batch normalisation; wide = one layer of 256 units.',
    },
    decay: {
      kind: 'number',
      default: 0.3,
      min: 0,
      max: 10,
      label: 'Weight penalty',
      help: 'L2 penalty on the kernels of the stack; lower it where nothing is learned.',
      advanced: true,
    },
  },
  presets: { LSTMv2: { variant: 'stack', decay: 0.3 }, 'LSTM 256': { variant: 'wide' } },
  threshold: { rule: 'fixed', params: { value: 0.5 } },
  needs: (params) => classifierNeeds(params),
  fit: (train, params, job) =>
    fitClassifier(
      lstmNetwork(inputCount(train[0].values.length, params.calendar), params.variant, params.decay, params.window),
      train,
      params,
      job,
    ),
  score: (model: Awaited<ReturnType<typeof fitClassifier>>, segment, params, job) =>
    scoreByClassifier(
      lstmNetwork(inputCount(segment.values.length, params.calendar), params.variant, params.decay, params.window),
      model,
      segment,
      params,
      job,
    ),
})
