import { expect } from 'vitest'
import { detectorById, detectors } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { isFixedGraph } from '../../../src-main/formats/onnx/export.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'

/** Small enough to train in a second, and every part of the network in use. */
const small: Record<string, ParamValues[]> = {
  'z-score': [{ scaling: 'robust' }],
  pca: [
    { statistic: 'both', smoothing: 5 },
    { statistic: 'T2', smoothing: 4 },
  ],
  kmeans: [
    { window: 12, clusters: 5 },
    { window: 12, clusters: 5, points: 'inner-mean' },
  ],
  'sub-pca': [
    { window: 6, score: 'residual' },
    { window: 6, score: 'distance', points: 'center' },
  ],
  'isolation-forest': [{ trees: 20, window: 3 }],
  'conv-autoencoder': [{ window: 23 }],
  'lstm-autoencoder': [
    { window: 14, units: 5, layers: 2, bidirectional: true },
    { window: 14, units: 5, latent: 3, output: 'tanh', points: 'max' },
  ],
  'lstm-forecaster': [{ window: 12, units: 7, secondUnits: 5, horizon: 3, overHorizon: 'max', error: 'mae' }],
  'attention-forecaster': [{ window: 12, units: 6 }],
  'spatio-temporal-forecaster': [{ window: 12, units: 6 }],
  'axon-ad': [{ window: 16, units: 16, epochs: 4, learningRate: 0.005 }],
  sten: [{ pieces: 4, pieceLength: 5, units: 8, permutations: 3, partners: 4, batch: 32, learningRate: 0.001 }],
  'feature-scorer': [
    { window: 12, units: 6 },
    { window: 12, units: 6, score: 'head' },
  ],
  'bilstm-classifier': [{ window: 10, units: 5, calendar: true, target: 'next' }],
  'lstm-classifier': [
    { window: 10, variant: 'stack', calendar: true },
    { window: 10, variant: 'wide', calendar: false },
  ],
  'fcn-classifier': [{ window: 10, calendar: true }],
  'spectrogram-autoencoder': [
    { window: 32, frame: 16 },
    { window: 21, frame: 12, hop: 5, points: 'center' },
    { window: 24, frame: 12, points: 'last' },
  ],
  'spectrogram-classifier': [
    { window: 24, frame: 12 },
    { window: 20, frame: 9, hop: 3, target: 'next' },
  ],
}

/** Every detector that is a fixed graph, with settings under which all of its network is in use. */
export const cases: (readonly [detector: string, params: ParamValues])[] = detectors
  .filter(({ id }) => isFixedGraph(id))
  .flatMap(({ id }) => (small[id] ?? [{}]).map((params) => [id, params] as const))

/** Trained for one epoch, with labels for those that learn from them. */
export function trainCase(id: string, params: ParamValues, data: Series) {
  const labels = Uint8Array.from(data.times, (_, i) => Number(i % 90 > 60 && i % 90 < 75))
  const few = { ...('epochs' in detectorById(id).params && { epochs: 1 }), ...params }
  return trainDetector(detectorById(id), data, { params: few, labels }, quietJob())
}

/** The largest difference, relative to the number itself or, near nought, to the usual size of the numbers. NaN at the same places. */
export function furthest(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length)
  const known = b.filter((v) => !Number.isNaN(v))
  const usual = known.reduce((sum, v) => sum + Math.abs(v), 0) / known.length
  let worst = 0
  for (let i = 0; i < a.length; i++) {
    expect(Number.isNaN(a[i])).toBe(Number.isNaN(b[i]))
    if (!Number.isNaN(b[i])) worst = Math.max(worst, Math.abs(a[i] - b[i]) / Math.max(Math.abs(b[i]), usual))
  }
  return worst
}
