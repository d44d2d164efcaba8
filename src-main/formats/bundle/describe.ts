import { detectorById } from '../../analysis/detectors/index.ts'
import { checkSteps } from '../../analysis/cleaning/check.ts'
import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { exportGraph, type ExportedGraph } from '../onnx/export.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import { stepText } from '../../shared/data/cleaning-text.ts'
import { meaningOf } from '../../shared/models/score-meaning.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { bundleFiles, recipeFormat, recipeVersion, piecesMeaning, stepMeanings, type BundleRecipe } from './recipe.ts'

/**
 * A model and what its project knows of it. channels, rawStepMs — of the rows before the model's cleaning steps; stepMs — after them;
 * gapSteps — a longer step than this many usual ones is a gap.
 */
export interface HandedOver extends Pick<BundleRecipe, 'name' | 'threshold' | 'training' | 'measures'> {
  model: TrainedModel
  channels: ChannelInfo[]
  stepMs: number
  rawStepMs?: number
  gapSteps: number
  app: string
}

/** A bundle's recipe, and its graph where the detector is one. */
export function describeBundle(handed: HandedOver): { recipe: BundleRecipe; graph: ExportedGraph | null } {
  const { model, stepMs, gapSteps } = handed
  const detector = detectorById(model.detector)
  const answer = exportGraph(model)
  const graph = 'why' in answer ? null : answer
  const rows =
    graph?.width ??
    Math.max(1, detector.needs(parseParams<ParamSpecs>(detector.params, model.params), model.channels.length).score)
  const step = graph?.step ?? 'last'
  const pieces = graph?.pieces ?? 1
  const fills = graph?.fillsSinglePoints ?? false
  const channels = model.channels.length
  const steps = model.cleaning ?? []
  // A step may change a unit, as that of a counter's rate.
  const after = [...checkSteps(steps, handed.channels).channels, ...handed.channels]
  const isCleaned = steps.some(({ on }) => on)
  return {
    graph,
    recipe: {
      format: recipeFormat,
      version: recipeVersion,
      made: { by: `Anomaly Studio ${handed.app}`, at: new Date().toISOString() },
      name: handed.name,
      detector: {
        id: detector.id,
        name: detector.name,
        version: detector.version,
        params: model.params,
        reference: detector.reference,
      },
      channels: model.channels.map((name) => ({
        name,
        unit: after.find((channel) => channel.name === name)?.unit ?? null,
      })),
      time: { stepMs, gapMs: gapSteps * stepMs, resampling: 'none' },
      preparation: steps.filter(({ on }) => on).map(stepText),
      ...(isCleaned && { rows: { channels: handed.channels, stepMs: handed.rawStepMs ?? stepMs } }),
      window: {
        rows,
        pieces,
        graph: graph ? bundleFiles.graph : null,
        whyNoGraph: 'why' in answer ? `${detector.name} is no fixed graph: ${answer.why}.` : null,
        inputs: graph
          ? [
              { name: 'window', type: 'float64', shape: ['windows', rows, channels] },
              ...(graph.times ? [{ name: 'time', type: 'int64', shape: ['windows', rows] }] : []),
            ]
          : [],
        outputs: graph
          ? [
              { name: 'score', type: 'float64', shape: pieces > 1 ? ['windows', pieces] : ['windows'] },
              ...(graph.contributions
                ? [{ name: 'contributions', type: 'float64', shape: ['windows', channels] }]
                : []),
            ]
          : [],
      },
      points: {
        step,
        fillsSinglePoints: fills,
        meaning: graph
          ? `${stepMeanings[step]}${pieces > 1 ? piecesMeaning(pieces) : ''}${fills ? ' Then a row at or below 0.5 between two above 0.5 gets the lower score of these two.' : ''}`
          : 'The command "anomaly-studio score" makes the scores of rows.',
      },
      score: { meaning: meaningOf(detector.scoreMeaning, model.params) },
      threshold: handed.threshold,
      training: handed.training,
      measures: handed.measures,
    },
  }
}
