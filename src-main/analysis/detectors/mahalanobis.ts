import { symmetricEigen } from '../math/eigen.ts'
import { covariance, identity, inverseSymmetric, matrix, multiplyVector, type Matrix } from '../math/matrix.ts'
import { isNothing } from '../preprocessing/nearly-constant.ts'
import { fitScaler, scaled, tempered } from '../preprocessing/scaling.ts'
import { defineDetector } from './detector.ts'
import { limitFor, limitParam } from './parts/limit-param.ts'

/** centre, spread — [channel]; precision — inverse of the (shrunk) covariance of the scaled channels; shrinkage — share of the identity in it. */
export interface MahalanobisModel {
  centre: Float64Array
  spread: Float64Array
  precision: Matrix
  shrinkage: number
}

/** Below this ratio of smallest to largest eigenvalue the covariance counts as near singular. */
const leastCondition = 1e-6

/** Mahalanobis distance to the training data; on one channel it is |z|. */
export const mahalanobis = defineDetector({
  id: 'mahalanobis',
  name: 'Mahalanobis distance',
  summary: 'Distance from the training mean, measured in the directions in which the channels usually vary together.',
  scoreMeaning:
    'The distance from the training mean, in standard deviations along the directions in which the channels usually vary together',
  reference: 'Mahalanobis, On the generalised distance in statistics, 1936; shrinkage after Ledoit and Wolf, 2004',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    shrinkage: {
      kind: 'number',
      // Of channels that follow from each other training shows hardly a difference, and a later rounding would be thousands of deviations.
      default: 0.01,
      min: 0,
      max: 1,
      label: 'Shrinkage',
      help: 'How much of the correlations is forgotten: 0 keeps them, 1 treats channels as independent. Raised by itself where channels repeat each other.',
    },
    limit: limitParam,
  },
  threshold: { rule: 'maximum', params: {} },
  needs: (_params, channels) => ({ train: channels + 2, score: 1 }),

  async fit(train, params, job): Promise<MahalanobisModel> {
    const scaler = fitScaler(train, 'z-score')
    const channels = train[0].values.length
    const z = matrix(
      train.reduce((n, segment) => n + segment.times.length, 0),
      channels,
    )
    for (let c = 0; c < channels; c++) {
      await job.checkpoint({ phase: 'Training', done: c, total: channels, unit: 'channels' })
      let row = 0
      for (const segment of train)
        for (const v of tempered(scaled(segment.values[c], scaler, c), limitFor(channels, params.limit)))
          z.data[row++ * channels + c] = v
    }
    const cov = covariance(z)
    // A constant channel has no variance: it is given one, so that any departure counts in its own unit.
    for (let c = 0; c < channels; c++)
      if (isNothing(Math.sqrt(cov.data[c * channels + c]), 1)) cov.data[c * channels + c] = 1
    const { values } = symmetricEigen(cov)
    const largest = values[0]
    const smallest = Math.max(0, values[channels - 1])
    const wanted = leastCondition * largest
    const needed = smallest < wanted ? (wanted - smallest) / (1 - smallest) : 0
    const shrinkage = Math.max(params.shrinkage, needed)
    const unit = identity(channels)
    const mixed = matrix(
      channels,
      channels,
      cov.data.map((v, i) => (1 - shrinkage) * v + shrinkage * unit.data[i]),
    )
    return { ...scaler, precision: inverseSymmetric(mixed), shrinkage }
  },

  async score(model, segment, params, job) {
    const n = segment.times.length
    const channels = segment.values.length
    const z = segment.values.map((values, c) => tempered(scaled(values, model, c), limitFor(channels, params.limit)))
    const scores = new Float64Array(n)
    const contributions = segment.values.map(() => new Float32Array(n))
    const expected = segment.values.map(() => new Float32Array(n))
    const x = new Float64Array(channels)
    for (let t = 0; t < n; t++) {
      if (t % 4096 === 0) await job.checkpoint({ phase: 'Scoring', done: t, total: n, unit: 'rows' })
      for (let c = 0; c < channels; c++) x[c] = z[c][t]
      const pull = multiplyVector(model.precision, x)
      let squares = 0
      let total = 0
      for (let c = 0; c < channels; c++) {
        squares += x[c] * pull[c]
        total += contributions[c][t] = Math.max(0, x[c] * pull[c])
        // What the other channels say this one should be: the conditional mean of a normal distribution.
        const surprise = pull[c] / model.precision.data[c * channels + c]
        expected[c][t] = segment.values[c][t] - surprise * model.spread[c]
      }
      scores[t] = Math.sqrt(Math.max(0, squares))
      for (let c = 0; c < channels; c++) contributions[c][t] = total > 0 ? contributions[c][t] / total : 1 / channels
    }
    return { scores, contributions, expected }
  },
})
