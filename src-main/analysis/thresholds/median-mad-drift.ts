import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores, sortedScores } from './calibration.ts'
import { medianMad } from './median-mad.ts'
import { defineThreshold } from './threshold.ts'

/**
 * Median plus k deviations of the training scores, raised by as much as the lowest of the scores at hand lie above the lowest of training:
 * a process that drifts raises all scores, a fault only some, so a low quantile of either does not see it. Never lower than without.
 */
export const medianMadDrift = defineThreshold({
  id: 'median-mad-drift',
  name: 'Median + k·MAD, with the drift',
  summary:
    'As median + k·MAD, but what has raised the scores of all rows since training is no anomaly. Good where a process goes on drifting.',
  reference: `${medianMad.reference}; drift by a low quantile`,
  oracle: false,
  params: {
    ...medianMad.params,
    drift: {
      kind: 'number',
      default: 10,
      min: 0.1,
      max: 90,
      unit: '%',
      label: 'Surely normal',
      help: 'At least so many of the scored rows are normal: the drift is how far the score that this share of them stays below lies above that of training.',
    },
  },
  compute(input, { k, drift }) {
    const limit = medianMad.compute(input, { k })
    const scored = sortedScores(input.scored)
    if (scored.length === 0) return limit
    const level = (sorted: Float64Array) => quantileSorted(sorted, drift / 100)
    return limit + Math.max(0, level(scored) - level(calibrationScores(input)))
  },
})
