import { defineDetector } from './detector.ts'
import { limitFor, limitParam } from './parts/limit-param.ts'
import { fitScaler, scaled, tempered } from '../preprocessing/scaling.ts'

/** Mean of |z| over the channels, z by the training data's mean and standard deviation. */
export const zScore = defineDetector({
  id: 'z-score',
  name: 'Z-score',
  summary: 'How many standard deviations each value lies from the training mean, averaged over the channels.',
  scoreMeaning: 'The distance of the channels from their usual value, averaged over them, in {unit}',
  reference: 'Shewhart, Economic Control of Quality of Manufactured Product, 1931',
  family: 'classical',
  learns: 'normal',
  version: 1,
  bears: 40,
  params: {
    scaling: {
      kind: 'choice',
      options: ['z-score', 'robust'],
      default: 'z-score',
      label: 'Scaling',
      help: 'Robust uses median and interquartile range, so that a few outliers in the training data do no harm.',
    },
    limit: limitParam,
  },
  threshold: { rule: 'maximum', params: {} },
  needs: () => ({ train: 1, score: 1 }),
  async fit(train, params) {
    return { scaler: fitScaler(train, params.scaling) }
  },
  async score(model, segment, params, job) {
    const n = segment.times.length
    const channels = segment.values.length
    const scores = new Float64Array(n)
    const contributions = segment.values.map(() => new Float32Array(n))
    const expected = segment.values.map((_, c) => new Float32Array(n).fill(model.scaler.centre[c]))
    for (let c = 0; c < channels; c++) {
      await job.checkpoint({ phase: 'Scoring', done: c, total: channels, unit: 'channels' })
      const z = tempered(scaled(segment.values[c], model.scaler, c), limitFor(channels, params.limit))
      for (let t = 0; t < n; t++) {
        contributions[c][t] = Math.abs(z[t])
        scores[t] += Math.abs(z[t]) / channels
      }
    }
    for (let t = 0; t < n; t++) {
      const total = scores[t] * channels
      for (let c = 0; c < channels; c++) contributions[c][t] = total > 0 ? contributions[c][t] / total : 1 / channels
    }
    return { scores, contributions, expected }
  },
})
