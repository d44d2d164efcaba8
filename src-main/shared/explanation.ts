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
