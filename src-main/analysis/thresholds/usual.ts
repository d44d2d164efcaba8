import type { ThresholdChoice } from '../detectors/detector.ts'

/**
 * The rule to begin with. A maximum over the training data can find nothing in the very data it was trained on:
 * where the model has seen everything that it is to judge, what stands out from the rest is looked for instead.
 */
export function usualThreshold(ofDetector: ThresholdChoice, sawEverything: boolean): ThresholdChoice {
  return sawEverything && ofDetector.rule === 'maximum' ? { rule: 'mean-sigma', params: { k: 3 } } : ofDetector
}
