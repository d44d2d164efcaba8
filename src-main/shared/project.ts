import type { JudgedOn, TrainingFacts } from './models/hold-out.ts'
import type { Id } from './id.ts'
import type { ParamValues } from './models/params.ts'
import type { ImportRecipe, ImportReport } from './importing/recipe.ts'
import type { Measures } from './runs/measures.ts'
import type { FoundModes, ModeSplit } from './models/modes.ts'
import type { RowRange, TimeRange } from './data/series.ts'

export type { Id }

export interface ProjectState {
  name: string
  /** Shown to the person, never sent back: files are named by tokens. */
  path: string
  readOnly: boolean
  /** Why it is read-only, in a sentence. */
  readOnlyReason: string | null
  /** Jobs that were running when the app was last killed; shown once. */
  interrupted: string[]
}

export interface RecentProject {
  id: string
  name: string
  path: string
  /** Epoch milliseconds. */
  opened: number
  exists: boolean
}

export interface Channel {
  id: Id
  name: string
  unit: string | null
  description: string
  /** The chunked values behind it: what view.read takes. */
  series: Id
  /** Over all present values; NaN-free. null for a channel with no value at all. */
  min: number | null
  max: number | null
  missing: number
}

export interface Dataset {
  id: Id
  name: string
  sourceFile: string
  rows: number
  /** First and last time, epoch milliseconds. */
  start: number
  end: number
  stepMs: number
  /** The zone in which times are shown. */
  zone: string
  status: 'importing' | 'ready' | 'interrupted'
  channels: Channel[]
  recipe: ImportRecipe | null
  report: ImportReport | null
  /** Stretches longer than five steps without a row, longest first, at most 1,000. */
  gaps: TimeRange[]
  labelCount: number
  /** Proposals that nobody has answered yet. */
  proposalCount: number
  /** The person says that it is labelled to the end. */
  labelled: boolean
  /** The machine, line or plant that it belongs to. */
  site: string | null
  /** What of it is damaged in the project file, in a sentence; it can be removed. */
  broken?: string
}

export interface LabelClass {
  id: Id
  name: string
  /** CSS colour. */
  colour: string
  /** Digit key 1–9, or null. */
  key: string | null
  /** Whether its labels mark anomalies. Others (change points, events) do not count when judging, training or excluding. */
  anomalous: boolean
  /** Labels of it may not lie over each other on the same channel. */
  exclusive: boolean
}

export interface LabelSet {
  id: Id
  dataset: Id
  name: string
  author: string
  purpose: string
}

export type LabelStatus = 'proposed' | 'accepted' | 'rejected'
export type LabelOrigin = 'hand' | 'import' | 'detector'

/** A marked interval, closed: a point belongs to it if start ≤ time ≤ end. */
export interface Label extends TimeRange {
  id: Id
  set: Id
  class: Id
  /** Channel ids; empty = all channels. */
  channels: Id[]
  /** 0…1. */
  certainty: number
  status: LabelStatus
  note: string
  author: string
  origin: LabelOrigin
  /** Set where it is damaged in the project file: what cannot be read is left out of it. */
  broken?: true
}

/** One line of the journal: what a person did, newest first. */
export interface JournalEntry {
  id: Id
  at: number
  author: string
  /** "Created 1 label", "Moved 1 label", … */
  what: string
  undone: boolean
  before: Label[]
  after: Label[]
  /** Set where the entry is damaged in the project file: it cannot be undone. */
  broken?: true
}

/**
 * Which scores a threshold was calibrated on: those of training; those of the ranges that a person called normal after it; the run's
 * own; those that it is judged on, with their labels.
 */
export const thresholdBases = ['training', 'normal', 'scores', 'labels'] as const
export interface ThresholdBasis {
  of: (typeof thresholdBases)[number]
  /** How many scores those are. */
  scores: number
}

export interface ThresholdSetting {
  rule: string
  params: ParamValues
  minDurationMs: number
  mergeGapMs: number
  /** 0…1: once on, a detection lasts while score > hysteresis · threshold. 1 = off. */
  hysteresis: number
  /** A value that was looked for with the labels: as long as a fixed threshold is that one, it is an oracle threshold. */
  oracleValue?: number
  /** A value that was looked for in the judged scores without the labels: as long as a fixed threshold is that one, measures come with a warning. */
  chosenOnJudged?: number
  /** What parts the data into operating modes, each with a threshold of its own by the same rule; none: one threshold for all. */
  modes?: ModeSplit | null
  /** Ranges that were called normal after training: rules look at their scores instead of those of training. */
  normal?: TimeRange[]
  /** The rule whose place a calibration took, because it looks at no scores. */
  before?: { rule: string; params: ParamValues }
  /** What the threshold was calibrated on, as it was judged; none for one that was given. */
  basis?: ThresholdBasis
  /** The modes and their thresholds, as they were judged. */
  found?: FoundModes
}

export interface Detection extends TimeRange {
  first: number
  last: number
  /** Highest score inside, and when. */
  peak: number
  peakTime: number
}

export interface EpochRecord {
  epoch: number
  loss: number
  validationLoss?: number
  seconds: number
}

/**
 * What made a model: a detector that was trained once; the scores of several runs as one; or a detector that goes on learning while it
 * scores, which `adapts` names. A project file holds it as one word, see db/models.ts.
 */
export type MadeBy =
  { kind: 'detector'; detector: string } | { kind: 'ensemble' } | { kind: 'adaptive'; adapts: string }

/** In one word, for lists and files: the detector's id, or the kind. */
export const madeBy = (model: MadeBy): string => (model.kind === 'detector' ? model.detector : model.kind)

export type Model = ModelFacts & MadeBy

export interface ModelFacts {
  id: Id
  name: string
  detectorVersion: number
  params: ParamValues
  channels: string[]
  seed: number
  ranges: TimeRange[]
  history: EpochRecord[]
  engine: 'native' | 'wasm' | 'none'
  /** What its training saw; null for a model that an older version made, or that is not trained yet. */
  training: TrainingFacts | null
  created: number
}

export interface Run {
  id: Id
  dataset: Id
  name: string
  model: Model
  status: 'ready' | 'running' | 'interrupted'
  /** Series id of the scores: what view.read takes. */
  scores: Id | null
  /** Per channel of the model, in its order, where the detector gives them. */
  contributions: Id[]
  expected: Id[]
  /** Highest score, for the lane's axis. */
  maxScore: number | null
  threshold: ThresholdSetting
  thresholdValue: number | null
  oracle: boolean
  assessed: number
  /** Where rows came to the dataset after the run: the last time that its scores know, epoch milliseconds. */
  scoredUntil?: number
  detections: number
  measures: Measures | null
  /** Rows of the dataset that the model has not seen in training; null where there are none, or nobody knows. */
  heldOut: RowRange | null
  /** Which rows the measures are of, where some are held out. */
  judgedOn: JudgedOn
  seconds: { train: number; score: number }
  created: number
  /** What of it is damaged in the project file, in a sentence: its status is interrupted then, and it can be removed. */
  broken?: string
}

export type JobKind = 'import' | 'edit' | 'train' | 'score' | 'sample' | 'export' | 'compare'
export type JobStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'

export interface JobState {
  id: Id
  kind: JobKind
  title: string
  status: JobStatus
  phase: string
  done: number
  total: number
  unit: string
  /** Units per second over the last seconds; null until known. */
  rate: number | null
  secondsLeft: number | null
  epochs: EpochRecord[]
  epochsPlanned: number | null
  /** Why it failed, or what to know though it went well, in a sentence. */
  message: string | null
  started: number
  ended: number | null
  /** What it made. */
  dataset: Id | null
  run: Id | null
}

/**
 * One lane's data for the screen, from the min/max pyramid.
 * times — [n] epoch ms, ascending; values — [n], NaN where the line breaks (gap or missing).
 * Where several samples fall on one pixel, the pixel's first, min, max and last appear, so no spike is lost.
 * raw — true if every sample in view is here; heads — where it is false, the index of each pixel's first sample.
 */
export interface Lane {
  series: Id
  times: Float64Array
  values: Float64Array
  raw: boolean
  heads?: Int32Array
}
