import { beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../../../src-main/analysis/layers/kernels.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import {
  batchNorm,
  conv1d,
  conv1dTranspose,
  layerNorm,
  normalisedConv1d,
  selfAttention,
} from '../../../src-main/analysis/layers/layers.ts'
import { binaryCrossEntropy, l2 } from '../../../src-main/analysis/layers/losses.ts'
import { gelu, meanOver, relu, softmax } from '../../../src-main/analysis/layers/operations.ts'
import { portableKernels } from '../../../src-main/analysis/layers/portable-kernels.ts'
import { Tape, type Value } from '../../../src-main/analysis/layers/tape.ts'
import { firstWeights } from '../../../src-main/analysis/layers/weights.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { startTensorFlow, tensorFlow, type Tensor } from '../../../src-main/analysis/tensorflow.ts'

const random = seededRandom(4)
const normal = (...shape: number[]) =>
  tensorFlow().tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  )

const largest = (a: Tensor, b: Tensor) =>
  tensorFlow()
    .max(tensorFlow().abs(tensorFlow().sub(a, b)))
    .dataSync()[0]

/** Gradient of Σ (y · direction) by the tape against the slope along a random direction of each input. */
function checkGradient(build: (tape: Tape, inputs: Value[]) => Value, ...inputs: Tensor[]): void {
  const tf = tensorFlow()
  tf.tidy(() => {
    const tape = new Tape(kernels())
    const values = inputs.map((input) => tape.variable(input))
    const y = build(tape, values)
    const direction = normal(...y.data.shape)
    y.gradient = direction
    tape.backward()
    const along = (at: Tensor[]) => {
      const other = new Tape(kernels())
      return tf
        .sum(
          tf.mul(
            build(
              other,
              at.map((input) => other.constant(input)),
            ).data,
            direction,
          ),
        )
        .dataSync()[0]
    }
    inputs.forEach((input, i) => {
      const step = normal(...input.shape)
      const moved = (size: number) =>
        along(inputs.map((other, j) => (j === i ? tf.add(other, tf.mul(step, size)) : other)))
      const slope = (moved(1e-2) - moved(-1e-2)) / 2e-2
      const ours = tf.sum(tf.mul(values[i].gradient!, step)).dataSync()[0]
      expect(Math.abs(ours - slope)).toBeLessThan(2e-2 * Math.max(1, Math.abs(slope)))
    })
  })
}

beforeAll(async () => {
  await startTensorFlow()
})

describe('gradients equal the slopes they stand for', () => {
  test('of gelu', () => checkGradient((tape, [x]) => gelu(tape, x), normal(4, 5)))
  test('of softmax', () => checkGradient((tape, [x]) => softmax(tape, x), normal(4, 5)))
  test('of self-attention', () => checkGradient((tape, [x]) => selfAttention(tape, x), normal(2, 4, 3)))
  test('of a mean over time', () => checkGradient((tape, [x]) => meanOver(tape, x, 1), normal(2, 4, 3)))
  test('of layer normalisation', () =>
    checkGradient((tape, [x, s, o]) => layerNorm(tape, x, s, o), normal(4, 6), normal(6), normal(6)))
  test('of the L2 penalty', () => checkGradient((tape, [w]) => l2(tape, w, 0.3), normal(3, 4)))
  test('of cross-entropy', () => {
    const tf = tensorFlow()
    const [target, weight] = [tf.tensor2d([[0], [1], [1]]), tf.tensor2d([[1], [3], [1]])]
    checkGradient((tape, [z]) => binaryCrossEntropy(tape, z, target, weight), normal(3, 1))
  })
  test('of batch normalisation in training', () => {
    checkGradient(
      (tape, [x, scale, offset]) => {
        const training = Object.assign(tape, { training: true })
        const none = tape.constant(tensorFlow().zeros([3]))
        return batchNorm(training, x, { scale, offset, mean: none, variance: none })
      },
      normal(5, 4, 3),
      normal(3),
      normal(3),
    )
  })
})

test('every width, stride and number of channels convolves the same on native and on portable kernels', () => {
  const tf = tensorFlow()
  const both: [Kernels, Kernels] = [kernels(), portableKernels(tf)]
  for (const [width, time, stride, channels, filters] of [
    [7, 20, 1, 1, 5],
    [4, 20, 1, 1, 5],
    [7, 25, 2, 3, 4],
    [3, 13, 2, 1, 2],
    [5, 9, 3, 2, 2],
  ])
    tf.tidy(() => {
      const [x, w] = [normal(2, time, channels), normal(width, channels, filters)]
      const d = normal(2, Math.ceil(time / stride), filters)
      const [native, portable] = both.map((k) => [
        k.convolve(x, w, stride),
        k.convolveInput(x.shape, w, d, stride),
        k.convolveFilter(x, w.shape, d, stride),
      ])
      native.forEach((result, i) => expect(largest(result, portable[i])).toBeLessThan(1e-4))
    })
})

test('an LSTM too large for one piece has the gradients of the portable one', () => {
  const tf = tensorFlow()
  tf.tidy(() => {
    const [x, w, b, h0, c0] = [
      normal(3, 37, 2),
      tf.mul(normal(122, 480), 0.1),
      normal(480),
      normal(37, 120),
      normal(37, 120),
    ]
    const [dh, dc] = [normal(3, 37, 120), normal(3, 37, 120)]
    const [native, portable] = [kernels(), portableKernels(tf)].map((k) => {
      const inputs = { x, w, b, h0, c0, learns: true }
      const run = k.lstm(inputs)
      return { h: run.h, c: run.c, ...k.lstmGradient(inputs, run, dh, dc), b: k.lstmGradient(inputs, run, dh, null).b }
    })
    for (const name of ['h', 'c', 'x', 'w', 'b'] as const)
      expect(largest(native[name], portable[name]), name).toBeLessThan(1e-3)
  })
})

test('relu and dropout within a convolution go back as they do one after the other', () => {
  const tf = tensorFlow()
  tf.tidy(() => {
    const data = [normal(3, 12, 2), normal(5, 4, 2), normal(4)]
    const tape = new Tape(kernels(), true, tf.tensor1d([4711], 'int32'))
    const [x, w, b] = data.map((d) => tape.variable(d))
    const y = conv1dTranspose(tape, x, w, b, 2, 24, { relu: true, dropout: 0.25 })
    const plain = new Tape(kernels())
    const linear = conv1dTranspose(
      plain,
      plain.constant(data[0]),
      plain.constant(data[1]),
      plain.constant(data[2]),
      2,
    ).data
    // What came through was multiplied by 4/3; the rest is zero.
    const mask = tf.div(y.data, linear)
    for (const factor of mask.dataSync())
      expect(Math.min(Math.abs(factor), Math.abs(factor - 4 / 3))).toBeLessThan(1e-3)

    y.gradient = normal(...y.data.shape)
    tape.backward()
    const expected = tf.mul(y.gradient, mask)
    expect(largest(b.gradient!, tf.sum(expected, [0, 1]))).toBeLessThan(1e-3)
    expect(largest(x.gradient!, kernels().convolve(expected, data[1], 2))).toBeLessThan(1e-3)
    expect(largest(w.gradient!, kernels().convolveFilter(expected, data[1].shape, data[0], 2))).toBeLessThan(1e-3)
  })
})

test('a folded normalisation gives what convolution, normalisation and relu give one after the other', () => {
  const tf = tensorFlow()
  tf.tidy(() => {
    const tape = new Tape(kernels())
    const [x, w, b, scale, offset, mean] = [
      normal(2, 9, 3),
      normal(3, 3, 4),
      normal(4),
      normal(4),
      normal(4),
      normal(4),
    ].map((d) => tape.constant(d))
    const s = { scale, offset, mean, variance: tape.constant(tf.add(tf.square(normal(4)), 0.1)) }
    const apart = relu(tape, batchNorm(tape, conv1d(tape, x, w, b), s))
    expect(largest(normalisedConv1d(tape, x, w, b, s).data, apart.data)).toBeLessThan(1e-4)

    // What explains an alarm asks for the gradient of the input alone.
    const [seen, same] = [tape.variable(x.data), tape.variable(x.data)]
    const [once, twice] = [
      normalisedConv1d(tape, seen, w, b, s),
      relu(tape, batchNorm(tape, conv1d(tape, same, w, b), s)),
    ]
    once.gradient = twice.gradient = normal(...once.data.shape)
    tape.backward()
    expect(largest(seen.gradient!, same.gradient!)).toBeLessThan(1e-4)

    const training = new Tape(kernels(), true)
    const means: Tensor[] = []
    const folded = normalisedConv1d(training, x, w, b, s, (mean) => means.push(mean.data))
    expect(
      largest(
        folded.data,
        relu(
          training,
          batchNorm(training, conv1d(training, x, w, b), s, (mean) => means.push(mean.data)),
        ).data,
      ),
    ).toBeLessThan(1e-4)
    expect(largest(means[0], means[1])).toBeLessThan(1e-4)
  })
})

test('orthogonal weights have rows at right angles, and the same seed gives the same weights', () => {
  const specs = [{ name: 'w', shape: [6, 10], start: 'orthogonal' as const }]
  const { w } = firstWeights(specs, 3)
  expect(firstWeights(specs, 3).w).toEqual(w)
  for (let i = 0; i < 6; i++)
    for (let j = 0; j < 6; j++) {
      let dot = 0
      for (let c = 0; c < 10; c++) dot += w[i * 10 + c] * w[j * 10 + c]
      expect(dot).toBeCloseTo(i === j ? 1 : 0, 5)
    }
})
