import type { ParamsOf } from '../../shared/models/params.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { relu } from '../layers/operations.ts'
import type { Value } from '../layers/tape.ts'
import type { StoredWeights, WeightSpec } from '../layers/weights.ts'
import { fitScaler, type Scaler } from '../preprocessing/scaling.ts'
import { gatherWindows, listWindows, pointScores } from '../preprocessing/windows.ts'
import { tensorFlow } from '../tensorflow.ts'
import { fitNetwork, splitForValidation } from './networks/deep-training.ts'
import { trainedNetwork, type Pass } from './networks/network.ts'
import { scaledSegments, scoringBatch, strideParam, trainingStride } from './networks/deep-windows.ts'
import { defineDetector } from './detector.ts'
import { pointParam } from './parts/point-param.ts'
import { shares } from './parts/contributions.ts'
import { convolveImages, halved, reversed, tapsOf } from './networks/spectrogram-convolution.ts'
import { spectrograms, spectrogramShape, type SpectrogramShape } from './networks/spectrogram.ts'
import { fittingOf, scalingParam, suitableWindow, trainingParams, windowParam } from './networks/training-params.ts'

/** How a window becomes an image. */
export const spectrogramParams = {
  frame: {
    kind: 'integer',
    default: 32,
    min: 4,
    max: 1024,
    unit: 'points',
    label: 'Frame',
    help: 'Points per Fourier transform. More tell frequencies better apart, fewer tell moments better apart. At most the window.',
  },
  hop: {
    kind: 'integer',
    default: 0,
    min: 0,
    max: 1024,
    unit: 'points',
    label: 'Hop',
    help: 'Points between two frames. 0 = a quarter of a frame.',
    advanced: true,
  },
} as const

const params = {
  window: windowParam(128, 'Points that become one image.'),
  ...spectrogramParams,
  scaling: scalingParam,
  ...trainingParams({ epochs: 30, batch: 128 }),
  points: pointParam('mean'),
  stride: strideParam,
} as const

/** centre, spread — [bins, channels] row-major: the images' scaling, from training windows. */
export interface SpectrogramAutoencoderModel {
  scaler: Scaler
  centre: Float64Array
  spread: Float64Array
  weights: StoredWeights
  note: string | null
}

const layer = (name: string, inputs: number, outputs: number): WeightSpec[] => [
  { name, shape: [9 * inputs, outputs], start: 'glorot' },
  { name: `${name} bias`, shape: [outputs], start: 'zeros' },
]

/** 3 × 3 kernels: 32 and 16 filters down, as many up again. 9,873 parameters for one channel. */
export const spectrogramAutoencoderSpecs = (channels: number): WeightSpec[] => [
  ...layer('encoder 1', channels, 32),
  ...layer('encoder 2', 32, 16),
  ...layer('decoder 1', 16, 32),
  ...layer('output', 32, channels),
]

/** images — [bins · frames, batch, channels] → the same. */
export function spectrogramAutoencoder({ tape, w }: Pass, images: Value, { bins, frames }: SpectrogramShape): Value {
  const first = tapsOf(bins, frames, 2)
  const second = tapsOf(halved(bins), halved(frames), 2)
  let y = relu(tape, convolveImages(tape, images, w['encoder 1'], w['encoder 1 bias'], first))
  y = relu(tape, convolveImages(tape, y, w['encoder 2'], w['encoder 2 bias'], second))
  y = relu(tape, convolveImages(tape, y, w['decoder 1'], w['decoder 1 bias'], reversed(second)))
  return convolveImages(tape, y, w['output'], w['output bias'], reversed(first))
}

const shapeOf = ({ window, frame, hop }: ParamsOf<typeof params>) => spectrogramShape(window, frame, hop)

/** Windows whose spectrogram cannot be given back well are strange. */
export const spectrogramAutoencoderDetector = defineDetector({
  id: 'spectrogram-autoencoder',
  name: 'Spectrogram autoencoder',
  summary:
    'Learns to squeeze and restore pictures of the frequencies in normal windows; finds new vibrations, lost rhythms and changed noise.',
  scoreMeaning: 'The mean squared error in restoring the strength of each frequency, in squared standard deviations',
  reference:
    'Kortas, anomaly detection in sensor time series, roadmap: spectrograms as images; Allen and Rabiner, Short-time Fourier analysis, Proc. IEEE 65, 1977',
  family: 'deep',
  learns: 'normal',
  version: 1,
  params,
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  adapt: ({ period, longest }) => ({
    window: suitableWindow(period === null ? null : 4 * period, longest, 16, 256, 128),
  }),
  needs: ({ window }) => ({ train: window + 1, score: window }),

  async fit(train, settings, job): Promise<SpectrogramAutoencoderModel> {
    const shape = shapeOf(settings)
    const channels = train[0].values.length
    const scaler = fitScaler(train, settings.scaling)
    const segments = scaledSegments(train, scaler)
    const list = listWindows(
      segments,
      settings.window,
      trainingStride(
        train.map((segment) => segment.times.length),
        settings.window,
        settings.stride,
      ),
    )
    const imagesOf = (samples: ArrayLike<number>) =>
      spectrograms(gatherWindows(segments, list, samples), samples.length, channels, shape)
    const some = Uint32Array.from({ length: Math.min(list.count, 256) }, (_, i) =>
      Math.floor((i * list.count) / Math.min(list.count, 256)),
    )
    const { centre, spread } = imageScaling(imagesOf(some), some.length, channels, shape)
    const { weights, note } = await fitNetwork(
      {
        specs: spectrogramAutoencoderSpecs(channels),
        inputs(samples) {
          const images = scaleImages(imagesOf(samples), samples.length, channels, shape, centre, spread)
          return [tensorFlow().tensor3d(images, [shape.bins * shape.frames, samples.length, channels])]
        },
        loss: (pass, [x]) => meanSquaredError(pass.tape, spectrogramAutoencoder(pass, pass.tape.constant(x), shape), x),
        ...splitForValidation(list.count),
        ...fittingOf(settings),
      },
      job,
    )
    return { scaler, centre, spread, weights, note }
  },

  async score(model, segment, settings, job) {
    const shape = shapeOf(settings)
    const channels = segment.values.length
    const n = segment.times.length
    const segments = scaledSegments([segment], model.scaler)
    const list = listWindows(segments, settings.window, 1)
    const errors = segment.values.map(() => new Float64Array(list.count))
    const network = await trainedNetwork(spectrogramAutoencoderSpecs(channels), model.weights, job)
    const look = network.graph((pass, [x]) => {
      const { k } = pass.tape
      return [k.mean(k.square(k.sub(spectrogramAutoencoder(pass, pass.tape.constant(x), shape).data, x)), [0])]
    })
    try {
      // The widest tensor is what the output layer sees: nine taps of 32 filters at every position.
      const size = Math.min(256, scoringBatch(shape.bins * shape.frames * 288, job))
      for (let at = 0; at < list.count; at += size) {
        await job.checkpoint({ phase: 'Scoring', done: at, total: list.count, unit: 'windows' })
        const picks = Uint32Array.from({ length: Math.min(size, list.count - at) }, (_, i) => at + i)
        const images = scaleImages(
          spectrograms(gatherWindows(segments, list, picks), picks.length, channels, shape),
          picks.length,
          channels,
          shape,
          model.centre,
          model.spread,
        )
        const [perChannel] = look(() => [
          tensorFlow().tensor3d(images, [shape.bins * shape.frames, picks.length, channels]),
        ])
        for (let i = 0; i < picks.length; i++)
          for (let c = 0; c < channels; c++) errors[c][at + i] = perChannel[i * channels + c]
      }
    } finally {
      network.dispose()
    }
    const windowScores = Float64Array.from({ length: list.count }, (_, w) =>
      errors.reduce((sum, channel) => sum + channel[w] / channels, 0),
    )
    return {
      scores: pointScores(windowScores, n, settings.window, 1, settings.points),
      contributions: shares(
        errors.map((channel) =>
          pointScores(channel, n, settings.window, 1, settings.points === 'last' ? 'last' : 'mean'),
        ),
      ),
      windowScores,
    }
  },
})

/** Mean and deviation of each frequency of each channel over images; a deviation of nought counts as 1. */
function imageScaling(images: Float32Array, count: number, channels: number, { bins, frames }: SpectrogramShape) {
  const centre = new Float64Array(bins * channels)
  const squares = new Float64Array(bins * channels)
  const each = frames * count
  eachNumber(count, channels, { bins, frames }, (i, of) => {
    centre[of] += images[i] / each
  })
  eachNumber(count, channels, { bins, frames }, (i, of) => {
    squares[of] += (images[i] - centre[of]) ** 2 / each
  })
  // Frequencies that hardly occur get a tenth of the usual spread at least: their rounding is no signal.
  const usual = Math.sqrt(squares.reduce((a, b) => a + b) / squares.length)
  return { centre, spread: squares.map((v) => Math.max(Math.sqrt(v), usual / 10) || 1) }
}

function scaleImages(
  images: Float32Array,
  count: number,
  channels: number,
  shape: SpectrogramShape,
  centre: Float64Array,
  spread: Float64Array,
): Float32Array {
  eachNumber(count, channels, shape, (i, of) => {
    images[i] = (images[i] - centre[of]) / spread[of]
  })
  return images
}

/** Goes through images: the number's place, and the place of its frequency and channel. */
function eachNumber(
  count: number,
  channels: number,
  { bins, frames }: Pick<SpectrogramShape, 'bins' | 'frames'>,
  visit: (i: number, of: number) => void,
): void {
  let i = 0
  for (let bin = 0; bin < bins; bin++)
    for (let at = 0; at < frames * count; at++) for (let c = 0; c < channels; c++) visit(i++, bin * channels + c)
}
