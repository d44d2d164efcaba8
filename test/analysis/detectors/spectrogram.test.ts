import { describe, expect, test } from 'vitest'
import { spectrogramAutoencoderSpecs } from '../../../src-main/analysis/detectors/spectrogram-autoencoder.ts'
import { spectrogramClassifierSpecs } from '../../../src-main/analysis/detectors/spectrogram-classifier.ts'
import {
  convolveImages,
  halved,
  reversed,
  tapsOf,
} from '../../../src-main/analysis/detectors/networks/spectrogram-convolution.ts'
import { spectrograms, spectrogramShape } from '../../../src-main/analysis/detectors/networks/spectrogram.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import { total } from '../../../src-main/analysis/layers/losses.ts'
import { multiply } from '../../../src-main/analysis/layers/operations.ts'
import { Tape, type Value } from '../../../src-main/analysis/layers/tape.ts'
import { countParameters } from '../../../src-main/analysis/layers/weights.ts'
import { nativeState } from '../../../src-main/setup/state.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { startTensorFlow, tensorFlow, tensorsInUse, type Tensor4D } from '../../../src-main/analysis/tensorflow.ts'

test('the networks are as large as they say', () => {
  expect(countParameters(spectrogramAutoencoderSpecs(1))).toBe(9873)
  expect(countParameters(spectrogramClassifierSpecs(1))).toBe(5025)
})

describe('a spectrogram', () => {
  const shape = spectrogramShape(64, 16, 0)

  test('has a quarter frame between its frames, and pads frames to a power of two', () => {
    expect(shape).toEqual({ window: 64, frame: 16, hop: 4, bins: 9, frames: 13 })
    expect(spectrogramShape(25, 10, 5)).toEqual({ window: 25, frame: 10, hop: 5, bins: 9, frames: 4 })
    expect(spectrogramShape(12, 32, 0)).toMatchObject({ frame: 12, hop: 3, frames: 1 })
  })

  test('is brightest where the frequency of the data is, in the right channel', () => {
    const windows = Float32Array.from({ length: 64 * 2 }, (_, i) =>
      i % 2 === 0 ? Math.sin((2 * Math.PI * 4 * Math.floor(i / 2)) / 16) : 0,
    )
    const image = spectrograms(windows, 1, 2, shape)
    for (let m = 0; m < shape.frames; m++) {
      const column = Array.from({ length: shape.bins }, (_, bin) => image[(bin * shape.frames + m) * 2])
      expect(column.indexOf(Math.max(...column))).toBe(4)
    }
    expect(image.filter((_, i) => i % 2 === 1).every((v) => v === 0)).toBe(true)
  })

  test('tells a fall of the level from a rise', () => {
    const up = spectrograms(new Float32Array(64).fill(2), 1, 1, shape)
    const down = spectrograms(new Float32Array(64).fill(-2), 1, 1, shape)
    expect(up[0]).toBeGreaterThan(1)
    expect(down[0]).toBe(-up[0])
  })
})

const native = nativeState()
describe.each([
  { engine: 'native' as const, absent: native.kind === 'missing' },
  { engine: 'wasm' as const, absent: false },
])('convolving images on $engine TensorFlow', ({ engine, absent }) => {
  const numbers = (count: number, seed: number) => {
    const random = seededRandom(seed)
    return Float32Array.from({ length: count }, () => random.normal())
  }
  const [height, width, batch, channels, filters] = [5, 6, 2, 3, 4]
  const x = numbers(height * width * batch * channels, 1)
  const w = numbers(9 * channels * filters, 2)

  test.skipIf(absent).each([1, 2])(
    'gives what conv2d gives, and its transpose is the adjoint, at stride %i',
    async (stride) => {
      await startTensorFlow(engine)
      const tf = tensorFlow()
      const before = tensorsInUse()
      tf.tidy(() => {
        const tape = new Tape(kernels())
        const taps = tapsOf(height, width, stride)
        const zero = (n: number) => tape.constant(tf.zeros([n]))
        const image = tape.constant(tf.tensor3d(x, [height * width, batch, channels]))
        const ours = convolveImages(
          tape,
          image,
          tape.constant(tf.tensor2d(w, [9 * channels, filters])),
          zero(filters),
          taps,
        ).data
        const asImage = tf.transpose(tf.tensor4d(x, [height, width, batch, channels]), [2, 0, 1, 3]) as Tensor4D
        const theirs = tf.conv2d(asImage, tf.tensor4d(w, [3, 3, channels, filters]), stride, 'same')
        expect(theirs.shape.slice(1, 3)).toEqual([halved(height, stride), halved(width, stride)])
        const turned = tf.reshape(tf.transpose(theirs, [1, 2, 0, 3]), ours.shape)
        expect(tf.max(tf.abs(tf.sub(ours, turned))).dataSync()[0]).toBeLessThan(1e-4)

        // ⟨convolve(x), y⟩ = ⟨x, transposed(y)⟩, the kernel's inputs and outputs swapped tap by tap.
        const y = numbers(taps.to * batch * filters, 3)
        const swapped = tf.reshape(tf.transpose(tf.tensor3d(w, [9, channels, filters]), [0, 2, 1]), [
          9 * filters,
          channels,
        ])
        const back = convolveImages(
          tape,
          tape.constant(tf.tensor3d(y, [taps.to, batch, filters])),
          tape.constant(swapped),
          zero(channels),
          reversed(taps),
        ).data.dataSync()
        const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
          Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0)
        expect(dot(ours.dataSync(), y)).toBeCloseTo(dot(x, back), 2)
      })
      expect(tensorsInUse()).toBe(before)
    },
  )

  test.skipIf(absent)('has the gradients that central differences give', async () => {
    await startTensorFlow(engine)
    const tf = tensorFlow()
    const loss = (tape: Tape, image: Value, kernel: Value) => {
      const taps = tapsOf(height, width, 2)
      const y = convolveImages(tape, image, kernel, tape.constant(tf.zeros([filters])), taps)
      return total(tape, multiply(tape, y, y))
    }
    const at = (values: Float32Array, kernel: Float32Array) =>
      tf.tidy(() => {
        const tape = new Tape(kernels())
        return loss(
          tape,
          tape.constant(tf.tensor3d(values, [height * width, batch, channels])),
          tape.constant(tf.tensor2d(kernel, [9 * channels, filters])),
        ).data.dataSync()[0]
      })
    const gradients = tf.tidy(() => {
      const tape = new Tape(kernels(), true)
      const image = tape.variable(tf.tensor3d(x, [height * width, batch, channels]))
      const kernel = tape.variable(tf.tensor2d(w, [9 * channels, filters]))
      const value = loss(tape, image, kernel)
      value.gradient = tf.scalar(1)
      tape.backward()
      return [image.gradient!, kernel.gradient!].map((gradient) => Array.from(gradient.dataSync()))
    })
    const moved = (values: Float32Array, i: number, by: number) => values.map((v, j) => (j === i ? v + by : v))
    for (const i of [0, 17, 60, 179]) {
      const slope = (at(moved(x, i, 0.1), w) - at(moved(x, i, -0.1), w)) / 0.2
      expect(gradients[0][i] / slope).toBeCloseTo(1, 2)
    }
    for (const i of [0, 50, 107]) {
      const slope = (at(x, moved(w, i, 0.1)) - at(x, moved(w, i, -0.1))) / 0.2
      expect(gradients[1][i] / slope).toBeCloseTo(1, 2)
    }
  })
})
