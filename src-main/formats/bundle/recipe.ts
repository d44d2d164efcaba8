import { z } from 'zod'
import { pointSteps } from '../../analysis/preprocessing/windows.ts'

/** Raised when a reader of the former version would score wrongly. */
export const recipeVersion = 1
export const recipeFormat = 'anomaly-studio-recipe'

const params = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
const range = z.object({ start: z.string(), end: z.string() })

/** recipe.json: everything that whoever scores must know beside the numbers of the model. Durations in ms, times in ISO 8601. */
export const bundleRecipe = z.object({
  format: z.literal(recipeFormat),
  version: z.literal(recipeVersion),
  made: z.object({ by: z.string(), at: z.string() }),
  name: z.string(),
  detector: z.object({ id: z.string(), name: z.string(), version: z.number(), params, reference: z.string() }),
  /** In the order of the window's last axis. */
  channels: z.array(z.object({ name: z.string(), unit: z.string().nullable() })).min(1),
  time: z.object({
    stepMs: z.number().positive(),
    /** A longer step than this begins a new stretch: no window reaches across it. A row with a missing value does too. */
    gapMs: z.number().positive(),
    resampling: z.literal('none'),
  }),
  /** What is done to the channels before they are scored; nothing where it is empty. */
  preparation: z.array(z.string()),
  /** The rows that `preparation` begins with, where there is any: channels with their units, and the usual step. */
  rows: z
    .object({
      channels: z.array(z.object({ name: z.string(), unit: z.string().nullable() })),
      stepMs: z.number().positive(),
    })
    .optional(),
  window: z.object({
    /** Rows that are looked at together, oldest first. */
    rows: z.number().int().min(1),
    /** Equal parts of a window, oldest first, that have a score each; 1 = the window has one. */
    pieces: z.number().int().min(1).default(1),
    graph: z.string().nullable(),
    whyNoGraph: z.string().nullable(),
    inputs: z.array(
      z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.number(), z.string()])) }),
    ),
    outputs: z.array(
      z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.number(), z.string()])) }),
    ),
  }),
  points: z.object({ step: z.enum(pointSteps), fillsSinglePoints: z.boolean(), meaning: z.string() }),
  score: z.object({ meaning: z.string().nullable() }),
  threshold: z
    .object({
      rule: z.string(),
      params,
      value: z.number().nullable(),
      hysteresis: z.number(),
      minDurationMs: z.number(),
      mergeGapMs: z.number(),
      modes: z.boolean(),
    })
    .nullable(),
  training: z.object({
    dataset: z.string(),
    ranges: z.array(range),
    rows: z.number(),
    seed: z.number(),
    engine: z.string(),
    heldOut: z.string().nullable(),
  }),
  measures: z.array(
    z.object({
      id: z.string(),
      value: z.number().nullable(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
      badges: z.array(z.string()),
    }),
  ),
})
export type BundleRecipe = z.output<typeof bundleRecipe>

/** Names of the files of a bundle. */
export const bundleFiles = {
  recipe: 'recipe.json',
  graph: 'model.onnx',
  model: 'model.anomaly-model',
  checksums: 'checksums.json',
  mlmodel: 'MLmodel',
  readme: 'README.md',
} as const

/** What is meant by the score of a window where it has one for each of its pieces. */
export const piecesMeaning = (pieces: number) =>
  ` A window has ${pieces} scores here, one for each ${pieces}th of its rows, oldest first; what counts for a row is that of the part which holds the row.`

/** How window scores become those of rows, for whoever writes it anew. */
export const stepMeanings: Record<BundleRecipe['points']['step'], string> = {
  last: 'A row has the score of the window that ends on it; the first rows − 1 of a stretch have none.',
  mean: 'A row has the mean score of all windows of its stretch that hold it.',
  'inner-mean':
    'A row has the mean score of all windows of its stretch that hold it; rows − 1 rows at each end of a stretch have that of the nearest row that is held by as many as any.',
  max: 'A row has the highest score of all windows of its stretch that hold it.',
  all: 'A row has the lowest score of all windows of its stretch that hold it.',
  center:
    'A row has the score of the window that begins ceil((rows − 1) / 2) rows before it; the first and the last window of a stretch speak for the rows at its ends.',
}
