import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** Median plus k scaled median absolute deviations (1.4826 · MAD estimates σ of a normal distribution). */
export const medianMad = defineThreshold({
  id: 'median-mad',
  name: 'Median + k·MAD',
  summary: 'Like mean + kσ, but a few large training scores hardly move it.',
  reference: 'Leys et al., Detecting outliers: use absolute deviation around the median, J. Exp. Soc. Psychol. 2013',
  oracle: false,
  params: {
    k: {
      kind: 'number',
      default: 3,
      min: 0,
      max: 1000,
      label: 'k',
      help: 'Scaled deviations above the median; higher gives fewer alarms.',
    },
  },
  compute(input, { k }) {
    const scores = calibrationScores(input)
    const median = quantileSorted(scores, 0.5)
    const deviations = scores.map((s) => Math.abs(s - median)).sort()
    return median + k * 1.4826 * quantileSorted(deviations, 0.5)
  },
})
