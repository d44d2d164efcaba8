import { badInput } from '../../shared/errors.ts'
import { averagingEnsemble } from './averaging-ensemble.ts'
import { attentionForecaster } from './attention-forecaster.ts'
import { axonAd } from './axon-ad.ts'
import { bilstmClassifier } from './bilstm-classifier.ts'
import { constant } from './constant.ts'
import { cusum } from './cusum.ts'
import { convAutoencoderDetector } from './conv-autoencoder.ts'
import { fcnClassifier } from './fcn-classifier.ts'
import type { AnyDetector } from './detector.ts'
import { ewma } from './ewma.ts'
import { featureScorer } from './parts/feature-scorer.ts'
import { isolationForest } from './isolation-forest.ts'
import { kmeans } from './kmeans.ts'
import { knnFeatures } from './knn-features.ts'
import { kthMatrixProfile } from './kth-matrix-profile.ts'
import { lstmAutoencoderDetector } from './lstm-autoencoder.ts'
import { lstmClassifier } from './lstm-classifier.ts'
import { lstmForecaster } from './lstm-forecaster.ts'
import { mahalanobis } from './mahalanobis.ts'
import { matrixProfile } from './matrix-profile.ts'
import { onnxDetector } from './onnx.ts'
import { patchEmbedding } from './patch-embedding.ts'
import { pca } from './pca.ts'
import { poly } from './poly.ts'
import { random } from './random.ts'
import { shewhart } from './shewhart.ts'
import { spatioTemporalForecaster } from './spatio-temporal-forecaster.ts'
import { spectrogramAutoencoderDetector } from './spectrogram-autoencoder.ts'
import { spectrogramClassifier } from './spectrogram-classifier.ts'
import { sten } from './sten.ts'
import { subPca } from './sub-pca.ts'
import { zScore } from './z-score.ts'

/** Every detector, in the order in which they are shown: classical first, as the bar for the deep ones; baselines last. */
export const detectors: readonly AnyDetector[] = [
  zScore,
  shewhart,
  cusum,
  ewma,
  mahalanobis,
  pca,
  isolationForest,
  kmeans,
  knnFeatures,
  subPca,
  averagingEnsemble,
  poly,
  matrixProfile,
  kthMatrixProfile,
  convAutoencoderDetector,
  lstmAutoencoderDetector,
  lstmForecaster,
  attentionForecaster,
  spatioTemporalForecaster,
  axonAd,
  patchEmbedding,
  sten,
  spectrogramAutoencoderDetector,
  featureScorer,
  bilstmClassifier,
  lstmClassifier,
  fcnClassifier,
  spectrogramClassifier,
  random,
  constant,
]

/** Throws bad-input, with the known ids, for an id that is not listed. */
export function detectorById(id: string): AnyDetector {
  // One that is brought as a file is in no list: nobody can train it without the file.
  const found = id === onnxDetector.id ? onnxDetector : detectors.find((d) => d.id === id)
  if (!found) throw badInput(`There is no detector "${id}". Known: ${detectors.map((d) => d.id).join(', ')}.`)
  return found
}
