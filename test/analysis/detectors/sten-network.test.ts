import { describe, expect, test } from 'vitest'
import { gruLayer, gruSpecs, lastState } from '../../../src-main/analysis/detectors/sten-gru.ts'
import {
  orderLoss,
  permuteRows,
  rowOrder,
  publishedOrderLoss,
  rowDots,
  stenSpecs,
  unitRows,
} from '../../../src-main/analysis/detectors/networks/sten-network.ts'
import { distances } from '../../../src-main/analysis/detectors/networks/sten-scoring.ts'
import {
  distanceError,
  orderDivergence,
  orderTarget,
  publishedDivergence,
  softmaxOf,
} from '../../../src-main/analysis/detectors/networks/sten-objective.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import { total } from '../../../src-main/analysis/layers/losses.ts'
import { multiply, tanh } from '../../../src-main/analysis/layers/operations.ts'
import { Tape, type Value } from '../../../src-main/analysis/layers/tape.ts'
import { countParameters, firstWeights, Weights } from '../../../src-main/analysis/layers/weights.ts'
import { nativeState } from '../../../src-main/setup/state.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { startTensorFlow, tensorFlow } from '../../../src-main/analysis/tensorflow.ts'

const native = nativeState()
const engines = [
  { engine: 'native' as const, absent: native.kind === 'missing' },
  { engine: 'wasm' as const, absent: false },
]

const numbers = (count: number, seed: number) => {
  const random = seededRandom(seed)
  return Float32Array.from({ length: count }, () => random.normal())
}

test('the network has 1,785,226 parameters at 8 channels, of which the frozen encoder has 203,520', () => {
  const specs = stenSpecs(8, { pieces: 10, length: 10, units: 256 })
  expect(countParameters(specs)).toBe(1_785_226)
  expect(countParameters(specs.filter((spec) => spec.fixed))).toBe(203_520)
})

test('the distance of encoders that hardly differ is more than the noise of single precision', () => {
  const shape = { pieces: 4, length: 2, units: 64 }
  const noise = numbers(20 * 64, 1)
  const moved = (of: Float32Array, from: number) => of.map((v, i) => v + 1e-3 * noise[from + i])
  const f = numbers(7 * 64, 2)
  const partner = numbers(4 * 64, 3)
  const [phi, phiPartner] = [moved(f, 0), moved(partner, 7 * 64)]
  const found = distances({ f, phi }, { f: partner, phi: phiPartner }, 1, { shape, objective: 'corrected' })
  const pieces = (rows: Float32Array) => [0, 2, 4, 6].flatMap((row) => [...rows.subarray(row * 64, (row + 1) * 64)])
  const expected = distanceError(pieces(f), partner, pieces(phi), phiPartner)
  expect(Math.abs(found[0] / expected - 1)).toBeLessThan(1e-9)
})

describe.each(engines)('on $engine TensorFlow', ({ engine, absent }) => {
  /** Compares the gradient of a scalar with central differences. */
  async function checkGradient(shape: [number, number], scalar: (tape: Tape, a: Value) => Value): Promise<void> {
    await startTensorFlow(engine)
    const tf = tensorFlow()
    const at = numbers(shape[0] * shape[1], 3)
    const value = (values: Float32Array) =>
      tf.tidy(
        () =>
          scalar(new Tape(kernels()), {
            data: tf.tensor2d(values, shape),
            gradient: null,
            wanted: false,
          }).data.dataSync()[0],
      )
    let gradient: Float32Array = new Float32Array()
    tf.tidy(() => {
      const tape = new Tape(kernels(), true)
      const a = tape.variable(tf.tensor2d(at, shape))
      const loss = scalar(tape, a)
      loss.gradient = tf.scalar(1)
      tape.backward()
      gradient = a.gradient!.dataSync() as Float32Array
    })
    const step = 1e-2
    for (let i = 0; i < at.length; i++) {
      const moved = (by: number) => value(at.map((v, j) => (j === i ? v + by : v)))
      expect(gradient[i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 2)
    }
  }

  const target = () =>
    tensorFlow().tensor2d(Float32Array.from([...orderTarget([2, 0, 3, 1], 1), ...orderTarget([0, 1, 2, 3], 1)]), [2, 4])

  test.skipIf(absent)('the order losses are those of the pure functions, and their gradients are right', async () => {
    await startTensorFlow(engine)
    const logits = numbers(8, 3)
    const rows = [
      [2, 0, 3, 1],
      [0, 1, 2, 3],
    ].map((order, i) => ({ p: softmaxOf(logits.subarray(4 * i, 4 * i + 4)), q: orderTarget(order, 1) }))
    const mean = (of: (p: Float64Array, q: Float64Array) => number) =>
      rows.reduce((sum, { p, q }) => sum + of(p, q) / 2, 0)
    for (const [loss, plain] of [
      [orderLoss, orderDivergence],
      [publishedOrderLoss, publishedDivergence],
    ] as const) {
      const value = tensorFlow().tidy(() => {
        const tape = new Tape(kernels())
        return loss(tape, tape.constant(tensorFlow().tensor2d(logits, [2, 4])), target()).data.dataSync()[0]
      })
      expect(value).toBeCloseTo(mean(plain), 5)
      await checkGradient([2, 4], (tape, a) => loss(tape, a, target()))
    }
  })

  test.skipIf(absent)('the gradient of the similarity of rows and shuffled rows is right', async () => {
    await checkGradient([3, 4], (tape, a) => {
      const unit = unitRows(tape, a)
      const dots = rowDots(tape, unit, permuteRows(tape, unit, rowOrder(Int32Array.from([2, 0, 1]))))
      return total(tape, multiply(tape, dots, dots))
    })
  })

  test.skipIf(absent)('the gradient of the encoder is that of its formula', async () => {
    await startTensorFlow(engine)
    const tf = tensorFlow()
    const specs = gruSpecs('gru', 2, 3)
    const first = firstWeights(specs, 4)
    const x = numbers(3 * 4 * 2, 8)
    const steps = () => [0, 1, 2].map((t) => tf.tensor2d(x.slice(8 * t, 8 * t + 8), [4, 2]))
    const loss = (tape: Tape, w: Record<string, Value>) =>
      total(tape, tanh(tape, lastState(tape, steps(), gruLayer(w, 'gru'))))
    const start = new Weights(specs, first)
    const flat = start.flat.dataSync().slice() as Float32Array
    let gradient: Float32Array = new Float32Array()
    tf.tidy(() => {
      const tape = new Tape(kernels(), true)
      const w = start.bind(tape)
      const value = loss(tape, w)
      value.gradient = tf.scalar(1)
      tape.backward()
      gradient = start.gradient(tape.k, w).dataSync() as Float32Array
    })
    const valueAt = (i: number, by: number) =>
      tf.tidy(() => {
        start.learn(tf.tensor1d(flat.map((v, j) => (j === i ? v + by : v))))
        const tape = new Tape(kernels())
        return loss(tape, start.bind(tape)).data.dataSync()[0]
      })
    for (let i = 0; i < flat.length; i += 3)
      expect(gradient[i]).toBeCloseTo((valueAt(i, 0.01) - valueAt(i, -0.01)) / 0.02, 2)
    start.dispose()
  })
})
