import { bilstm } from '../../analysis/detectors/bilstm-classifier.ts'
import { fcn } from '../../analysis/detectors/fcn-classifier.ts'
import { lstmNetwork } from '../../analysis/detectors/lstm-classifier.ts'
import { spectrogramNetwork } from '../../analysis/detectors/spectrogram-classifier.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { kmeansGraph, mahalanobisGraph, pcaGraph, subPcaGraph, zScoreGraph } from './classical.ts'
import { isolationForestGraph } from './forest.ts'
import { OnnxGraph, type Sym } from './graph.ts'
import {
  attentionForecasterGraph,
  axonGraph,
  classifierGraph,
  convAutoencoderGraph,
  featureScorerGraph,
  lstmAutoencoderGraph,
  lstmForecasterGraph,
  spatioTemporalGraph,
  spectrogramAutoencoderGraph,
  spectrogramsOf,
} from './networks.ts'
import { stenGraph } from './sten.ts'
import type { Learnt, WindowGraph } from './window-graph.ts'

/** Every detector that is a fixed graph, by id. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const graphs: Readonly<Record<string, (learnt: Learnt<any, any>) => WindowGraph | { why: string }>> = {
  'z-score': zScoreGraph,
  mahalanobis: mahalanobisGraph,
  pca: pcaGraph,
  'isolation-forest': isolationForestGraph,
  kmeans: kmeansGraph,
  'sub-pca': subPcaGraph,
  'conv-autoencoder': convAutoencoderGraph,
  'lstm-autoencoder': lstmAutoencoderGraph,
  'lstm-forecaster': lstmForecasterGraph,
  'attention-forecaster': attentionForecasterGraph,
  'spatio-temporal-forecaster': spatioTemporalGraph,
  'axon-ad': axonGraph,
  sten: stenGraph,
  'feature-scorer': featureScorerGraph,
  'spectrogram-autoencoder': spectrogramAutoencoderGraph,
  'spectrogram-classifier': classifierGraph(
    (inputs, { window, frame, hop }) => spectrogramNetwork(inputs, { window, frame, hop }),
    (g, scaled, { window, frame, hop }) => spectrogramsOf(g, scaled, { window, frame, hop }),
  ),
  'bilstm-classifier': classifierGraph((inputs, { units, window }) => bilstm(inputs, units, window)),
  'lstm-classifier': classifierGraph((inputs, { variant, window }) => lstmNetwork(inputs, variant, 0, window)),
  'fcn-classifier': classifierGraph((inputs, { window }) => fcn(inputs, window)),
}

/** Why a detector is none, in half a sentence. */
const reasons: Readonly<Record<string, string>> = {
  'knn-features': 'it looks its neighbours up among the training windows',
  'averaging-ensemble': 'it asks several detectors',
  poly: 'it learns nothing in advance: it fits each window as it comes',
  'matrix-profile': 'it compares every window with all others of the series',
  'kth-matrix-profile': 'it compares every window with all others of the series',
  shewhart: 'it looks back over the series for groups of rows and for its run rules',
  cusum: 'it adds up what came since the series began',
  ewma: 'it averages over all that came since the series began',
  'patch-embedding': 'it compares patches with those of training, and levels with those of the whole series',
  onnx: 'it came as an ONNX file: that file is its graph',
  random: 'it draws its scores',
  constant: 'it has one score for everything',
}

/** Whether a detector can be handed over as a graph. */
export const isFixedGraph = (detector: string): boolean => detector in graphs

export interface ExportedGraph {
  file: Buffer
  width: number
  step: WindowGraph['step']
  fillsSinglePoints: boolean
  /** Scores of a window, see `WindowGraph`. */
  pieces: number
  /** Which inputs and outputs it has beside `window` and `score`. */
  times: boolean
  contributions: boolean
}

/** The graph of a trained model, or half a sentence why it has none. */
export function exportGraph(
  model: Pick<TrainedModel, 'detector' | 'params' | 'channels' | 'data'>,
): ExportedGraph | { why: string } {
  const make = graphs[model.detector]
  if (!make) return { why: reasons[model.detector] ?? 'it is no fixed graph of a window' }
  const channels = model.channels.length
  const made = make({ data: model.data, params: model.params, channels })
  if ('why' in made) return made
  const { width, step, fillsSinglePoints, pieces, build } = made
  const g = new OnnxGraph()
  const window = g.input('window', 'double', [-1, width, channels])
  let times: Sym | null = null
  const { score, contributions } = build(g, {
    window,
    times: () => (times ??= g.input('time', 'int64', [-1, width])),
  })
  g.output('score', score)
  if (contributions) g.output('contributions', contributions)
  return {
    file: g.bytes(model.detector),
    width,
    step,
    fillsSinglePoints: fillsSinglePoints ?? false,
    pieces: pieces ?? 1,
    times: times !== null,
    contributions: contributions !== undefined,
  }
}
