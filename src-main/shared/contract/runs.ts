import { cleaningSteps } from '../data/cleaning.ts'
import { startFrom } from '../models/start-from.ts'
import { z } from 'zod'
import type { DetectorRanking } from '../runs/ranking.ts'
import type { DetectorInfo, Suggestion, ThresholdInfo } from '../models/detector-info.ts'
import { adaptiveSettings, type DriftReport } from '../watch/drift.ts'
import { ensembleOptions } from '../models/ensemble.ts'
import { chosenOn, holdOut, judgedOn, type HoldOutPreview } from '../models/hold-out.ts'
import type { ChannelImportances, MemberExplanation, NearestLabels, WindowExplanation } from '../runs/explanation.ts'
import type { Detection, Run } from '../project.ts'
import type { OnnxLook } from '../models/onnx-look.ts'
import { modeSplit } from '../models/modes.ts'
import type { TransferReport } from '../models/transfer.ts'
import type { StrangeStretch } from '../runs/strangest.ts'
import type { LabData } from '../runs/threshold-lab.ts'
import { id, name, nothing, paramValues, range, reply, seed, time, token } from './call.ts'

const threshold = z.object({
  rule: z.string(),
  params: paramValues,
  minDurationMs: z.number().min(0),
  mergeGapMs: z.number().min(0),
  hysteresis: z.number().min(0).max(1),
  oracleValue: z.number().optional(),
  chosenOnJudged: z.number().optional(),
  modes: modeSplit.nullish(),
  normal: z.array(range).max(1000).optional(),
  before: z.object({ rule: z.string(), params: paramValues }).optional(),
})

const decomposition = z.object({ how: z.enum(['stl', 'stl-robust', 'classical']), period: z.string().min(1).max(50) })

export const runCalls = {
  'detectors.list': reply<{ detectors: DetectorInfo[]; thresholds: ThresholdInfo[] }>()(nothing),
  'detectors.suggest': reply<Suggestion>()(z.object({ dataset: id, labelSet: id.nullable().default(null) })),

  /** What an ONNX file is as a detector; throws bad-input, in a sentence, where it is none. */
  'train.lookAtOnnx': reply<OnnxLook>()(z.object({ file: token })),
  /** A network on this dataset: from scratch, as it is, and trained on, judged on the last share of the rows. */
  'train.compareStarts': reply<{ job: number }>()(
    z.object({
      dataset: id,
      channels: z.array(id),
      labelSet: id.nullable(),
      params: paramValues,
      cleaned: z.boolean().default(true),
      share: z.number().gt(0).lt(1),
      startFrom,
      seed,
    }),
  ),
  /** The last comparison of a dataset; null before the first. */
  'train.comparedStarts': reply<TransferReport | null>()(z.object({ dataset: id })),
  'train.start': reply<{ job: number; run: number }>()(
    z.object({
      dataset: id,
      detector: z.string(),
      params: paramValues,
      /** Channel ids; empty = all. */
      channels: z.array(id),
      /** Training ranges; empty = the whole dataset. */
      ranges: z.array(range).max(1000),
      /** Leave out of training what this set labels; also the labels that supervised detectors learn. */
      labelSet: id.nullable(),
      excludeLabels: z.boolean(),
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31),
      threshold: threshold.nullable(),
      /** What is kept from training to be judged on. */
      holdOut: holdOut.default({ kind: 'nothing' }),
      /** Whether the cleaning steps of the dataset are applied first. */
      cleaned: z.boolean().default(true),
      /** Steps after them that were suggested for these data, such as the rate of a counter. */
      steps: cleaningSteps.default([]),
      /** A seasonal decomposition after them: the detector sees the residual. */
      decompose: decomposition.nullable().default(null),
      /** Where the detector was taken from a ranking by labels. */
      chosenOn: chosenOn.nullable().default(null),
      /** A network of the project to go on from. */
      startFrom: startFrom.nullable().default(null),
      /** The file that the detector "onnx" is. */
      onnx: token.nullable().default(null),
    }),
  ),
  /** How a hold-out would divide a dataset; channels — how many. */
  'train.preview': reply<HoldOutPreview>()(
    z.object({ dataset: id, detector: z.string(), params: paramValues, channels: z.number().int().min(1), holdOut }),
  ),

  'runs.list': reply<Run[]>()(z.object({ dataset: id })),
  'runs.rename': reply<Run>()(z.object({ run: id, name })),
  'runs.remove': reply<void>()(z.object({ run: id })),
  /** Applies the model of one run to another dataset. */
  'runs.score': reply<{ job: number; run: number }>()(z.object({ run: id, dataset: id })),
  /** Sets the threshold, finds detections and measures them against the label set. */
  'runs.judge': reply<Run>()(z.object({ run: id, threshold, labelSet: id.nullable(), judgedOn: judgedOn.optional() })),
  /** Makes one run out of several of the same dataset. */
  'runs.combine': reply<{ job: number; run: number }>()(
    ensembleOptions.extend({ runs: z.array(id).min(2).max(50), labelSet: id.nullable().default(null) }),
  ),
  /** What the page needs to follow a moving threshold by itself. points — false where it has them already and only labels changed. */
  'runs.lab': reply<LabData>()(z.object({ run: id, labelSet: id.nullable(), points: z.boolean().default(true) })),
  /** The five strangest stretches at most, strangest first, by the run's scores and channels as they are stored. */
  'runs.strangest': reply<StrangeStretch[]>()(z.object({ run: id })),
  'runs.detections': reply<Detection[]>()(
    z.object({ run: id, limit: z.number().int().min(1).max(100_000).default(10_000) }),
  ),
  'runs.export': reply<{ rows: number }>()(z.object({ run: id, file: token })),
  /** Writes the run's model as a folder for other machines; file — its name, from files.pickSave. why — in a sentence, where it has no graph. */
  'runs.exportModel': reply<{ detector: string; graph: boolean; why: string | null }>()(
    z.object({ run: id, file: token }),
  ),

  /** Trains detectors and ranks them, in the background. detectors — ids; none = everything classical and two networks. */
  'ranking.start': reply<{ job: number }>()(
    z.object({
      dataset: id,
      detectors: z.array(z.string()).max(100).default([]),
      channels: z.array(id).default([]),
      labelSet: id.nullable().default(null),
      seed: seed.default(1),
    }),
  ),
  /** The last comparison of a dataset. */
  'ranking.result': reply<DetectorRanking | null>()(z.object({ dataset: id })),

  /**
   * Begins with the model of a run, or trains on the ranges (none = the first fifth); scores what follows and learns on from what is normal.
   * With a run its detector, parameters and channels hold.
   */
  'adaptive.start': reply<{ job: number; run: number }>()(
    adaptiveSettings.extend({
      from: id.nullable().default(null),
      dataset: id,
      detector: z.string(),
      params: paramValues,
      channels: z.array(id).default([]),
      ranges: z.array(range).max(1000).default([]),
      labelSet: id.nullable().default(null),
      excludeLabels: z.boolean().default(true),
      seed: seed.default(1),
      threshold: z.object({ rule: z.string(), params: paramValues }).nullable().default(null),
      /** The dataset's cleaning steps come first. */
      cleaned: z.boolean().default(true),
      /** A seasonal decomposition comes after them: the detector sees the residual. */
      decompose: decomposition.nullable().default(null),
    }),
  ),
  /** What an adaptive run saw; null for any other run. */
  'adaptive.drift': reply<DriftReport | null>()(z.object({ run: id })),

  /** Shapley values per channel of the score of a window. */
  'explain.window': reply<WindowExplanation>()(
    z.object({ run: id, start: time, end: time, baseline: z.enum(['background', 'median']).default('background') }),
  ),
  /** Permutation importance per channel: by the labels of the set, or by the order of the points where there are none. */
  'explain.importance': reply<ChannelImportances>()(z.object({ run: id, labelSet: id.nullable().default(null) })),
  /** The labels of a set that look most like a window, on the run's channels. */
  'explain.nearest': reply<NearestLabels>()(z.object({ run: id, labelSet: id, start: time, end: time })),
  /** Which members of an ensemble called a window strange, and how strongly. */
  'explain.members': reply<MemberExplanation>()(z.object({ run: id, start: time, end: time })),
  /** Ends the explanations under way: their calls fail as cancelled. */
  'explain.cancel': reply<void>()(nothing),
} as const
