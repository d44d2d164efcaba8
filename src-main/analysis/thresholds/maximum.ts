import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** The largest score of the training data: nothing seen in training is an anomaly. */
export const maximum = defineThreshold({
  id: 'maximum',
  name: 'Maximum of training',
  summary: 'An anomaly is stranger than anything in the training data. Good where the training data hold no anomaly.',
  reference: 'Keras example "Timeseries anomaly detection using an Autoencoder", 2020',
  oracle: false,
  params: {},
  compute: (input) => calibrationScores(input).at(-1)!,
})
