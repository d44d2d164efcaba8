import type { ParamValues } from '../../shared/models/params.ts'
import type { AnyDetector, ThresholdChoice } from '../detectors/detector.ts'

/** The rule that belongs to the scores of a detector with these parameters. */
export const ownThreshold = (detector: AnyDetector, params: ParamValues): ThresholdChoice =>
  detector.thresholdFor?.(params) ?? detector.threshold

/**
 * The rule to begin with. A maximum over the training data can find nothing in the very data it was trained on:
 * where the model has seen everything that it is to judge, what stands out from the rest is looked for instead.
 */
export function usualThreshold(ofDetector: ThresholdChoice, sawEverything: boolean): ThresholdChoice {
  return sawEverything && ofDetector.rule === 'maximum' ? { rule: 'mean-sigma', params: { k: 3 } } : ofDetector
}
