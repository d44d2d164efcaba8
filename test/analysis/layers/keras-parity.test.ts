import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nativeState } from '../../../src-main/setup/state.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import {
  batchNorm,
  bidirectionalLstm,
  conv1d,
  conv1dTranspose,
  dense,
  globalAveragePool,
  lstm,
} from '../../../src-main/analysis/layers/layers.ts'
import { concat, relu, repeatTime, sigmoid, swapTime } from '../../../src-main/analysis/layers/operations.ts'
import { Tape, type Value } from '../../../src-main/analysis/layers/tape.ts'
import { startTensorFlow, tensorFlow, tensorsInUse } from '../../../src-main/analysis/tensorflow.ts'

interface Case {
  name: string
  input: unknown
  weights: { name: string; shape: number[]; values: number[] }[]
  output: unknown
  loss: number
  input_gradient: unknown
  weight_gradients: { name: string; values: number[] }[]
}

const golden = new URL('../../../../shared/golden/keras_parity.json.gz', import.meta.url)
const cases: Case[] = existsSync(golden) ? JSON.parse(gunzipSync(readFileSync(golden)).toString()).cases : []

type Build = (tape: Tape, x: Value, w: Value[]) => Value

const pair = (tape: Tape, w: Value[], at: number) => ({ w: concat(tape, [w[at], w[at + 1]], 0), b: w[at + 2] })

const networks: Record<string, Build> = {
  'LSTM 5 units, sequences': (tape, x, w) => swapTime(tape, lstm(tape, swapTime(tape, x), pair(tape, w, 0)).sequence),
  'LSTM 5 units, last state': (tape, x, w) => lstm(tape, swapTime(tape, x), pair(tape, w, 0)).h,
  'Bidirectional LSTM 4 units, last state': (tape, x, w) =>
    bidirectionalLstm(tape, swapTime(tape, x), pair(tape, w, 0), pair(tape, w, 3)).last,
  'Conv1D 6 k7 s2 same relu': (tape, x, w) => relu(tape, conv1d(tape, x, w[0], w[1], 2)),
  'Conv1DTranspose 4 k7 s2 same': (tape, x, w) => conv1dTranspose(tape, x, w[0], w[1], 2),
  'convolutional autoencoder, small': (tape, x, w) => {
    let y = relu(tape, conv1d(tape, x, w[0], w[1], 2))
    y = relu(tape, conv1d(tape, y, w[2], w[3], 2))
    y = relu(tape, conv1dTranspose(tape, y, w[4], w[5], 2))
    y = relu(tape, conv1dTranspose(tape, y, w[6], w[7], 2))
    return conv1dTranspose(tape, y, w[8], w[9])
  },
  'LSTM autoencoder, small': (tape, x, w) => {
    const encoded = lstm(tape, swapTime(tape, x), pair(tape, w, 0)).h
    const decoded = lstm(tape, repeatTime(tape, encoded, x.data.shape[1]!), pair(tape, w, 3)).sequence
    return swapTime(tape, dense(tape, decoded, w[6], w[7]))
  },
  'FCN block': (tape, x, w) => {
    const y = conv1d(tape, x, w[0], w[1])
    const normal = relu(tape, batchNorm(tape, y, { scale: w[2], offset: w[3], mean: w[4], variance: w[5] }))
    return sigmoid(tape, dense(tape, globalAveragePool(tape, normal), w[6], w[7]))
  },
}

/** Largest distance, as a share of the largest number of the reference. */
function distance(ours: ArrayLike<number>, theirs: number[]): number {
  expect(ours.length).toBe(theirs.length)
  const size = Math.max(...theirs.map(Math.abs))
  return Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value))) / (size || 1)
}

const flat = (nested: unknown): number[] => (nested as unknown[]).flat(Infinity) as number[]

// The reference has cases of layers that no detector is built of.
describe.skipIf(cases.length === 0)('the same numbers as Keras (skipped where ../shared/golden is not there)', () => {
  for (const engine of ['native', 'wasm'] as const)
    describe.skipIf(engine === 'native' && nativeState().kind === 'missing')(`on ${engine}`, () => {
      let before = 0
      beforeAll(async () => {
        await startTensorFlow(engine)
        before = tensorsInUse()
      })
      afterAll(() => expect(tensorsInUse()).toBe(before))

      test.for(cases.filter(({ name }) => name in networks))(
        '$name: output within 1e-5, gradients within 1e-4',
        (golden) => {
          const tf = tensorFlow()
          tf.tidy(() => {
            const tape = new Tape(kernels())
            const x = tape.variable(tf.tensor(golden.input as number[]))
            const w = golden.weights.map((weight) => tape.variable(tf.tensor(weight.values, weight.shape)))
            const y = networks[golden.name](tape, x, w)
            expect(distance(y.data.dataSync(), flat(golden.output))).toBeLessThan(1e-5)
            // The loss is the sum of the squared outputs.
            y.gradient = tape.k.scale(y.data, 2)
            tape.backward()
            expect(distance(x.gradient!.dataSync(), flat(golden.input_gradient))).toBeLessThan(1e-4)
            for (const theirs of golden.weight_gradients) {
              const ours = w[golden.weights.findIndex((weight) => weight.name === theirs.name)]
              expect(distance(ours.gradient!.dataSync(), theirs.values), theirs.name).toBeLessThan(1e-4)
            }
          })
        },
      )
    })
})
