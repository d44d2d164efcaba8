import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** A percentile of the training scores, interpolated linearly between neighbours. */
export const percentile = defineThreshold({
  id: 'percentile',
  name: 'Percentile',
  summary: 'So many percent of the training scores lie below it. Good where the training data hold a few anomalies.',
  reference: 'Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996 (type 7)',
  oracle: false,
  params: {
    p: {
      kind: 'number',
      default: 99.5,
      min: 0,
      max: 100,
      unit: '%',
      label: 'Percentile',
      help: 'Share of training scores below the threshold; higher gives fewer alarms.',
    },
  },
  compute: (input, { p }) => quantileSorted(calibrationScores(input), p / 100),
})
