import type { Id } from '../project.ts'
import type { TimeRange } from '../data/series.ts'

/**
 * Why a window is strange: how much each channel adds to its score, by Shapley values.
 * score — mean anomaly score of the window's assessed points; baselineScore — the same were every channel as usual.
 * The channels' values sum to score − baselineScore.
 */
export interface WindowExplanation {
  /** In the order of the model; `shapley` in the unit of the score. */
  channels: { channel: string; shapley: number }[]
  score: number
  baselineScore: number
  /** exact: every coalition of channels was scored; kernel: a sample of them (KernelSHAP). */
  method: 'exact' | 'kernel'
  /** What an absent channel is replaced by: stretches of usual data, or its median. */
  baseline: 'background' | 'median'
  /** What was explained: [points], epoch milliseconds. */
  times: Float64Array
  /** [channel][points]: the same per point, NaN where it was not assessed. */
  heat: Float32Array[]
  /** In sentences. */
  notes: string[]
}

/** How much a run leans on each channel: what is lost when the channel is moved out of step with the others. */
export interface ChannelImportances {
  /** In the order of the model. `spread`: standard deviation over the repeats. */
  channels: { channel: string; importance: number; spread: number }[]
  /** AUC-PR: how far it falls; order: how far the ranking of the points changes, 1 − Spearman's correlation. */
  measure: 'AUC-PR' | 'order'
  /** AUC-PR of the untouched data; null where there are no labels. */
  base: number | null
  repeats: number
  notes: string[]
}

/** A labelled stretch that looks like the window. distance — of the shapes: 0 = the same, 1 = unrelated. */
export interface NearestLabel extends TimeRange {
  label: Id
  class: Id
  note: string
  distance: number
  /** The stretch of the window's length that it was found by; start, end are those of the label. */
  matched: TimeRange
}

export interface NearestLabels {
  /** Nearest first, at most three. */
  nearest: NearestLabel[]
  /** How many labels were looked at: accepted ones beside the window. */
  labels: number
  /** What of the window was compared: very short ones are widened, very long ones cut to their middle. */
  compared: TimeRange
  notes: string[]
}

/** Which members of an ensemble called a window strange, at the row where the ensemble's score is highest. */
export interface MemberExplanation {
  time: number
  score: number
  /** adds — what the member adds to the ensemble's score; those of all sum to it. run — null where it is not in the project any more. */
  members: {
    run: Id | null
    name: string
    score: number | null
    threshold: number | null
    level: number | null
    limit: number | null
    alarmed: boolean
    adds: number
  }[]
  notes: string[]
}

/** How far the explanation under way is. */
export interface ExplainProgress {
  phase: string
  done: number
  total: number
}
