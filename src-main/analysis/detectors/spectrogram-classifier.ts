import type { ParamsOf } from '../../shared/models/params.ts'
import { dense } from '../layers/layers.ts'
import { meanOver, relu } from '../layers/operations.ts'
import type { WeightSpec } from '../layers/weights.ts'
import { tensorFlow } from '../tensorflow.ts'
import { defineDetector } from './detector.ts'
import { normalised, normSpecs } from './lstm-classifier.ts'
import { spectrogramParams } from './spectrogram-autoencoder.ts'
import { convolveImages, halved, tapsOf } from './networks/spectrogram-convolution.ts'
import { spectrograms, spectrogramShape, type SpectrogramShape } from './networks/spectrogram.ts'
import {
  classifierNeeds,
  fitClassifier,
  scoreByClassifier,
  supervisedParams,
  type Classifier,
} from './networks/supervised.ts'

// The calendar is left out: its features have no frequencies worth a picture.
const { calendar: _, ...shared } = supervisedParams(3)
const params = { ...shared, ...spectrogramParams } as const

const filters = [16, 32]

const block = (b: number, inputs: number): WeightSpec[] => [
  { name: `conv ${b}`, shape: [9 * inputs, filters[b]], start: 'glorot' },
  { name: `conv ${b} bias`, shape: [filters[b]], start: 'zeros' },
  ...normSpecs(`norm ${b}`, filters[b]),
]

/** [Conv2D 3 × 3 stride 2 → BN → ReLU] × 2 (16, 32 filters) → global average → Dense 1. 5,025 parameters for one channel. */
export const spectrogramClassifierSpecs = (channels: number): WeightSpec[] => [
  ...block(0, channels),
  ...block(1, filters[0]),
  { name: 'output', shape: [filters[1], 1], start: 'glorot' },
  { name: 'output bias', shape: [1], start: 'zeros' },
]

function classifier(channels: number, shape: SpectrogramShape): Classifier {
  return {
    specs: spectrogramClassifierSpecs(channels),
    widest: shape.bins * shape.frames * channels * 9,
    input(windows) {
      const count = windows.shape[0]
      return tensorFlow().tensor3d(spectrograms(windows.dataSync() as Float32Array, count, channels, shape), [
        shape.bins * shape.frames,
        count,
        channels,
      ])
    },
    logits(pass, images) {
      const { tape, w } = pass
      let y = images
      const taps = [tapsOf(shape.bins, shape.frames, 2), tapsOf(halved(shape.bins), halved(shape.frames), 2)]
      for (const [b, sees] of taps.entries())
        y = relu(
          tape,
          normalised(pass, convolveImages(tape, y, w[`conv ${b}`], w[`conv ${b} bias`], sees), `norm ${b}`),
        )
      return dense(tape, meanOver(tape, y, 0), w['output'], w['output bias'])
    },
  }
}

const withoutCalendar = (settings: ParamsOf<typeof params>) => ({ ...settings, calendar: false })
/** The network for windows of so many channels. */
export const spectrogramNetwork = (
  channels: number,
  { window, frame, hop }: { window: number; frame: number; hop: number },
): Classifier => classifier(channels, spectrogramShape(window, frame, hop))

/** A convolutional classifier of spectrograms. */
export const spectrogramClassifier = defineDetector({
  id: 'spectrogram-classifier',
  name: 'Spectrogram classifier',
  summary:
    'Learns from labels how the frequencies of anomalous windows look: for vibration, sound and other fast signals.',
  scoreMeaning: 'How sure the network is, from 0 to 1, that the point belongs to an anomaly',
  reference: 'Kortas, supervised anomaly detection in sensor time series, roadmap: spectrograms as images',
  family: 'supervised',
  learns: 'labels',
  version: 1,
  params,
  threshold: { rule: 'fixed', params: { value: 0.5 } },
  needs: (settings) => classifierNeeds(withoutCalendar(settings)),
  fit: (train, settings, job) =>
    fitClassifier(spectrogramNetwork(train[0].values.length, settings), train, withoutCalendar(settings), job),
  score: (model: Awaited<ReturnType<typeof fitClassifier>>, segment, settings, job) =>
    scoreByClassifier(
      spectrogramNetwork(segment.values.length, settings),
      model,
      segment,
      withoutCalendar(settings),
      job,
    ),
})
