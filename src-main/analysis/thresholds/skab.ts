import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** The upper control limit of the SKAB benchmark's networks: a quantile of the training errors times a factor. */
export const skabLimit = defineThreshold({
  id: 'skab',
  name: 'SKAB: quantile × factor',
  summary: 'The benchmark’s control limit: the 99.9 % quantile of the training scores, a third higher.',
  reference: 'Katser and Kozitsin, Skoltech Anomaly Benchmark (SKAB), 2020: quantile 0.999 × 4/3 for the autoencoder',
  oracle: false,
  params: {
    p: {
      kind: 'number',
      default: 99.9,
      min: 0,
      max: 100,
      unit: '%',
      label: 'Percentile',
      help: '99.9 for the convolutional autoencoder, 99 for the others.',
    },
    factor: {
      kind: 'number',
      default: 4 / 3,
      min: 0.1,
      max: 100,
      label: 'Factor',
      help: '4/3 for the convolutional autoencoder, 3/2 for the LSTM autoencoder, 5/2 and 5 for plain networks.',
    },
  },
  compute: (input, { p, factor }) => factor * quantileSorted(calibrationScores(input), p / 100),
})
