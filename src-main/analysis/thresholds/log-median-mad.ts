import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/**
 * Median and MAD of the logarithms: scores are distances and squares, skewed to the right, and their logarithms are nearly symmetric.
 * Scores that may be negative, such as logarithms themselves, are taken as they are.
 */
export const logMedianMad = defineThreshold({
  id: 'log-median-mad',
  name: 'Median + k·MAD of logarithms',
  summary:
    'For skewed scores such as distances: a few large training scores hardly move it, and the long tail does not fool it.',
  reference:
    'Leys et al., Detecting outliers: use absolute deviation around the median, J. Exp. Soc. Psychol. 2013; on logarithms',
  oracle: false,
  params: {
    k: {
      kind: 'number',
      default: 4,
      min: 0,
      max: 1000,
      label: 'k',
      help: 'Scaled deviations of the logarithm above its median; higher gives fewer alarms.',
    },
  },
  compute(input, { k }) {
    const scores = calibrationScores(input)
    const positive = scores.filter((s) => s > 0)
    // Scores that may be negative, such as logarithms themselves, are taken as they are.
    const plain = positive.length < scores.length / 2 || scores[0] < 0
    const logs = plain ? scores : positive.map(Math.log)
    const median = quantileSorted(logs, 0.5)
    const deviations = logs.map((s) => Math.abs(s - median)).sort()
    const limit = median + k * 1.4826 * quantileSorted(deviations, 0.5)
    return plain ? limit : Math.exp(limit)
  },
})
