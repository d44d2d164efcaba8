import type { ParamSpecs, ParamsOf } from '../../shared/models/params.ts'

/**
 * What a rule may look at. All scores: higher = stranger, NaN = not assessed.
 * training — scores of the training data (window scores where the detector's source thresholds windows); may be empty
 *   for detectors that learn nothing.
 * scored — [n], scores of the series being judged. labels — [n], 1 inside an accepted label, or null where there are none.
 * times — [n], epoch ms, of `scored`; without them nobody knows of gaps. stepMs — usual step in milliseconds.
 */
export interface ThresholdInput {
  training: Float64Array
  /** Whether `training` are the scores of rows that somebody called normal after training. */
  calibrated?: boolean
  scored: Float64Array
  labels: Uint8Array | null
  times?: Float64Array
  stepMs: number
}

/** A way to choose the threshold. One file each, listed in index.ts. A point is anomalous if score > threshold. */
export interface ThresholdRule<S extends ParamSpecs = ParamSpecs> {
  id: string
  name: string
  summary: string
  reference: string
  params: S
  /** True where the rule looks at the labels it will be judged on. */
  oracle: boolean
  /** Set where it looks at no scores of training or of what is called normal instead. */
  uncalibrated?: true
  /** Throws bad-input where the data do not allow it ("There are no labels to choose by."). */
  compute(input: ThresholdInput, params: ParamsOf<S>): number
}

export function defineThreshold<const S extends ParamSpecs>(rule: ThresholdRule<S>): ThresholdRule<S> {
  return rule
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyThreshold = ThresholdRule<any>
