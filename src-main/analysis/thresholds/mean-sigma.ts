import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** Mean plus k population standard deviations of the training scores. */
export const meanSigma = defineThreshold({
  id: 'mean-sigma',
  name: 'Mean + kσ',
  summary:
    'So many standard deviations above the mean training score. Good where training scores are roughly bell-shaped.',
  reference: 'Shewhart, Economic Control of Quality of Manufactured Product, 1931',
  oracle: false,
  params: {
    k: {
      kind: 'number',
      default: 3,
      min: 0,
      max: 100,
      label: 'k',
      help: 'Standard deviations above the mean; higher gives fewer alarms.',
    },
  },
  compute(input, { k }) {
    const scores = calibrationScores(input)
    const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length
    const variance = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length
    return mean + k * Math.sqrt(variance)
  },
})
