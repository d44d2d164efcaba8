import type { AnyDetector, ThresholdChoice } from '../../analysis/detectors/detector.ts'
import type { CleaningStep } from '../../shared/data/cleaning.ts'
import type { AdaptiveSettings } from '../../shared/watch/drift.ts'
import type { EnsembleOptions } from '../../shared/models/ensemble.ts'
import type { Output } from '../../files/output.ts'
import type { HoldOut } from '../../shared/models/hold-out.ts'

/** As typed. */
export interface HoldOutOptions {
  holdOut?: string
  crossValidate?: string
  purge?: string
}

/** As typed. */
export interface DetectOptions extends HoldOutOptions {
  detector?: string
  ensemble?: string
  standardise?: string
  combine?: string
  weights?: string
  votes?: string
  adaptive?: boolean
  updateEvery?: string
  keep?: string
  scoreBatch?: string
  acceptAfter?: string
  explain?: boolean
  preset?: string
  normal?: string
  gapSteps?: string
  join?: string
  minDuration?: string
  set: string[]
  trainRows?: string
  trainUntil?: string
  threshold?: string
  labels?: string
  seed: string
  engine?: string
  out?: string
  exportModel?: string
  startFrom?: string
  model?: string
  freeze?: string
  map?: string[]
  force?: boolean
  json?: boolean
}

/** Checked as far as possible before a file is read, so that a typing mistake costs no time. */
export interface DetectPlan {
  train: string
  /** null: the training file. */
  score: string | null
  /** null: the one that suits the data. */
  detector: AnyDetector | null
  params: Record<string, string>
  /** What the files go through before anything looks at them. */
  cleaning: CleaningStep[]
  /** What is normal, as typed; null: chosen from the data. */
  normal: string | null
  /** A longer step than this many usual steps is a gap; null: the usual number. */
  gapSteps: number | null
  /** Detections this near each other are one, and shorter ones are left out; null: as the suggestion, or not at all. */
  joinMs: number | null
  leastMs: number | null
  /** Several detectors as one, instead of `detector`. */
  ensemble: EnsemblePlan | null
  /** null: `detector` is trained once. */
  adaptive: AdaptiveSettings | null
  explain: boolean
  /** null: nothing. */
  holdOut: HoldOut | null
  trainRows: number | null
  trainUntil: string | null
  /** null: the one that belongs to the detector. */
  threshold: ThresholdChoice | null
  labels: string | null
  seed: number
  engine: 'native' | 'wasm' | 'auto'
  out: Output | null
  /** The folder to write the trained model into; null: nowhere. */
  exportTo: string | null
  /** A former model to go on from; null: training begins anew. */
  start: StartPlan | null
  /** The file that the detector "onnx" is; null: another detector. */
  onnx: string | null
}

/** from — as typed. frozen — beginnings of names of weights that stay. names — channel of the data → channel of the model. */
export interface StartPlan {
  from: string
  frozen: string[]
  names: Record<string, string>
}

/** Members with their settings, and how they become one. */
export interface EnsemblePlan {
  members: { detector: AnyDetector; params: Record<string, string> }[]
  options: EnsembleOptions
}
