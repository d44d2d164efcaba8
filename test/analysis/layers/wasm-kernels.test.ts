import { afterAll, expect, test } from 'vitest'
import { fitNetwork } from '../../../src-main/analysis/detectors/networks/deep-training.ts'
import { convAutoencoder, convAutoencoderSpecs } from '../../../src-main/analysis/detectors/conv-autoencoder.ts'
import { lstmForecast, lstmForecasterSpecs } from '../../../src-main/analysis/detectors/lstm-forecaster.ts'
import type { Pass } from '../../../src-main/analysis/detectors/networks/network.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { Kernels } from '../../../src-main/analysis/layers/kernels.ts'
import { meanSquaredError } from '../../../src-main/analysis/layers/losses.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import type { Value } from '../../../src-main/analysis/layers/tape.ts'
import { wasmFunctions } from '../../../src-main/analysis/layers/wasm-functions.ts'
import type { WeightSpec } from '../../../src-main/analysis/layers/weights.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { startTensorFlow, tensorFlow, tensorsInUse, type Tensor } from '../../../src-main/analysis/tensorflow.ts'
import { nativeState } from '../../../src-main/setup/state.ts'

// Own functions in WASM against TensorFlow's own kernels, number by number.

type Engine = 'native' | 'wasm'
const hasNative = nativeState().kind !== 'missing'

afterAll(async () => {
  await startTensorFlow('auto')
})

const normal = (seed: number, ...shape: number[]) => {
  const random = seededRandom(seed)
  return tensorFlow().tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  )
}

/** What a function of the kernels gives on an engine, as plain numbers; nothing of it stays. */
async function on(engine: Engine, work: (k: Kernels) => Tensor[]): Promise<Float32Array[]> {
  await startTensorFlow(engine)
  const before = tensorsInUse()
  const numbers: Float32Array[] = []
  tensorFlow().tidy(() => {
    for (const tensor of work(kernels())) numbers.push(Float32Array.from(tensor.dataSync()))
  })
  expect(tensorsInUse()).toBe(before)
  return numbers
}

async function expectSame(work: (k: Kernels) => Tensor[], what: string): Promise<void> {
  const [native, wasm] = [await on('native', work), await on('wasm', work)]
  native.forEach((numbers, i) => {
    expect(wasm[i].length, what).toBe(numbers.length)
    const size = Math.max(1, ...numbers.map(Math.abs))
    const apart = numbers.reduce((most, value, at) => Math.max(most, Math.abs(value - wasm[i][at])), 0)
    expect(apart / size, `${what}, result ${i}`).toBeLessThan(1e-5)
  })
}

test('the functions are compiled, and the machine takes them', async () => {
  await startTensorFlow('wasm')
  expect(wasmFunctions(tensorFlow())).not.toBeNull()
})

test.skipIf(!hasNative)('convolutions of any width, stride and number of channels', async () => {
  const random = seededRandom(8)
  for (let round = 0; round < 60; round++) {
    const [width, stride] = [1 + random.below(9), 1 + random.below(4)]
    const [time, channels, filters] = [1 + random.below(40), 1 + random.below(19), 1 + random.below(35)]
    await expectSame((k) => {
      const [x, w] = [normal(round, 3, time, channels), normal(round + 1, width, channels, filters)]
      const dy = normal(round + 2, 3, Math.ceil(time / stride), filters)
      return [
        k.convolve(x, w, stride),
        k.convolveInput(x.shape, w, dy, stride),
        k.convolveFilter(x, w.shape, dy, stride),
      ]
    }, `width ${width}, stride ${stride}, ${time} × ${channels} → ${filters}`)
  }
})

test.skipIf(!hasNative)('convolutions over three points, which take fewer products, with bias and relu', async () => {
  for (const [batch, time, channels, filters] of [
    [1, 4, 4, 4],
    [3, 5, 8, 12],
    [2, 30, 64, 64],
    [7, 23, 16, 32],
    [30, 9, 4, 8],
  ])
    await expectSame((k) => {
      const [x, w, b] = [normal(1, batch, time, channels), normal(2, 3, channels, filters), normal(3, filters)]
      const rectified = k.convolveRelu?.(x, w, b, 1) ?? k.relu(k.addBias(k.convolve(x, w, 1), b))
      return [k.convolve(x, w, 1), rectified, k.convolveInput(x.shape, w, normal(4, batch, time, filters), 1)]
    }, `${batch} × ${time} × ${channels} → ${filters}`)
})

test.skipIf(!hasNative)('bias and relu within a convolution of any shape', async () => {
  for (const [time, channels, width, filters, stride] of [
    [9, 3, 7, 5, 2],
    [4, 1, 3, 4, 1],
    [12, 6, 3, 7, 1],
  ])
    await expectSame((k) => {
      const [x, w, b] = [normal(1, 4, time, channels), normal(2, width, channels, filters), normal(3, filters)]
      return [k.convolveRelu?.(x, w, b, stride) ?? k.relu(k.addBias(k.convolve(x, w, stride), b))]
    }, `${time} × ${channels} → ${filters}, width ${width}`)
})

test.skipIf(!hasNative)(
  'batch normalisation of many rows far from nought, its gradient, and means along any axis',
  async () => {
    for (const [batch, time, channels] of [
      [2, 3, 1],
      [4, 5, 7],
      [9, 60, 66],
    ])
      await expectSame((k) => {
        const x = tensorFlow().add(normal(1, batch, time, channels), 20)
        const [scale, offset, dy] = [normal(2, channels), normal(3, channels), normal(4, batch, time, channels)]
        const run = k.batchNorm(x, scale, offset, 1e-3)
        const gradient = k.batchNormGradient(x, scale, dy, run, 1e-3)
        const means = [...[0, 1, 2].flatMap((axis) => [k.mean(x, [axis]), k.mean(x, [axis], true)]), k.mean(x, [0, 1])]
        return [run.y, run.mean, run.variance, gradient.x, gradient.scale, gradient.offset, ...means]
      }, `${batch} × ${time} × ${channels}`)
  },
)

test.skipIf(!hasNative)('an LSTM of any size and its gradients', async () => {
  const random = seededRandom(9)
  for (let round = 0; round < 30; round++) {
    const [steps, batch] = [1 + random.below(20), 1 + random.below(9)]
    const [size, units] = [1 + random.below(12), 1 + random.below(40)]
    await expectSame((k) => {
      const tf = tensorFlow()
      const inputs = {
        x: normal(round, steps, batch, size),
        w: tf.mul(normal(round + 1, size + units, 4 * units), 0.3),
        b: normal(round + 2, 4 * units),
        h0: normal(round + 3, batch, units),
        c0: normal(round + 4, batch, units),
        learns: true,
      }
      const [run, dh, dc] = [
        k.lstm(inputs),
        normal(round + 5, steps, batch, units),
        normal(round + 6, steps, batch, units),
      ]
      const all = k.lstmGradient(inputs, run, dh, round % 2 ? dc : null)
      return [run.h, run.c, all.x, all.w, all.b, all.h0, all.c0]
    }, `${steps} steps, batch ${batch}, ${size} → ${units}`)
  }
})

test.skipIf(!hasNative)('a tensor laid side by side, along any axis or several', async () => {
  for (const times of [
    [1, 1, 1],
    [4, 1, 1],
    [1, 5, 1],
    [1, 1, 3],
    [2, 1, 3],
  ])
    await expectSame((k) => [k.tile(normal(3, 2, 3, 5), times)], `times ${times.join(' × ')}`)
})

test.skipIf(!hasNative)('products of turned matrices, biases and relu', async () => {
  for (const [m, n, inner] of [
    [1, 1, 1],
    [5, 9, 7],
    [33, 6, 40],
    [8, 16, 300],
  ])
    await expectSame(
      (k) => [
        k.matMul(normal(1, inner, m), normal(2, inner, n), true),
        k.matMul(normal(1, m, inner), normal(2, n, inner), false, true),
        k.matMul(normal(1, inner, m), normal(2, n, inner), true, true),
        k.addBias(normal(3, m, 2, n), normal(4, n)),
        k.biasGradient(normal(5, m, 3, n)),
        k.reluGradient(normal(6, m, n), normal(7, m, n)),
      ],
      `${m} × ${inner} × ${n}`,
    )
})

/** The loss of each epoch. */
async function trained(
  engine: Engine,
  specs: readonly WeightSpec[],
  output: (pass: Pass, x: Value) => Value,
  next: boolean,
) {
  await startTensorFlow(engine)
  const [windows, length, channels] = [160, 48, next ? 3 : 1]
  const random = seededRandom(3)
  const data = Float32Array.from(
    { length: windows * length * channels },
    (_, i) => Math.sin(i / (3 + (i % channels))) + 0.1 * random.normal(),
  )
  const losses: number[] = []
  await fitNetwork(
    {
      specs,
      train: Uint32Array.from({ length: windows }, (_, i) => i),
      validation: new Uint32Array(0),
      epochs: 6,
      batch: 16,
      learningRate: 0.001,
      patience: 9,
      inputs(samples) {
        const size = length * channels
        const picked = Float32Array.from(
          { length: samples.length * size },
          (_, i) => data[samples[Math.floor(i / size)] * size + (i % size)],
        )
        return [tensorFlow().tensor3d(picked, [samples.length, length, channels])]
      },
      loss(pass, [x]) {
        const y = output(pass, pass.tape.constant(x))
        if (!next) return meanSquaredError(pass.tape, y, x)
        const last = pass.tape.k.slice(x, [0, length - 1, 0], [x.shape[0], 1, channels])
        return meanSquaredError(pass.tape, y, pass.tape.k.reshape(last, [x.shape[0], channels]))
      },
    },
    quietJob({ onEpoch: (entry) => losses.push(entry.loss) }),
  )
  return losses
}

test.skipIf(!hasNative)('a training run learns the same on both, step for step', async () => {
  for (const [specs, output, next] of [
    [convAutoencoderSpecs(1), (pass: Pass, x: Value) => convAutoencoder(pass, x, 0.2), false],
    [lstmForecasterSpecs(3, 1, 16, 8), lstmForecast, true],
  ] as const) {
    const [native, wasm] = [await trained('native', specs, output, next), await trained('wasm', specs, output, next)]
    expect(wasm).toHaveLength(6)
    native.forEach((loss, epoch) => expect(Math.abs(loss - wasm[epoch]) / loss).toBeLessThan(1e-4))
  }
})
