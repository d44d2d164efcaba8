import { badInput } from '../../shared/errors.ts'
import type { Segment } from '../../shared/data/series.ts'
import { chiSquareQuantile, fCdf, fQuantile, normalCdf, normalQuantile } from '../math/distributions.ts'
import { symmetricEigen } from '../math/eigen.ts'
import { eigenvaluesAsFound } from '../math/francis-qr.ts'
import { covariance, matrix, multiplyVector, type Matrix } from '../math/matrix.ts'
import { isNothing } from '../preprocessing/nearly-constant.ts'
import { fitScaler, isNearlyConstant, scaled, tempered } from '../preprocessing/scaling.ts'
import { rollingMedian } from '../preprocessing/rolling.ts'
import { defineDetector } from './detector.ts'
import { limitFor, limitParam } from './parts/limit-param.ts'

/**
 * centre, spread — [channel]; kept — channels that vary in training; components — [m, kept], unit rows;
 * variances — [m], of the training component scores (n − 1); limits — control limits, Infinity where there is none.
 */
export interface PcaModel {
  centre: Float64Array
  spread: Float64Array
  kept: Int32Array
  components: Matrix
  variances: Float64Array
  limits: { t2: number; q: number }
}

/**
 * Principal components with Hotelling's T² (how far inside the model's plane) and Q (how far off it), each divided by
 * its control limit: a score above 1 is an alarm. Limits 'corrected' are the published theory. 'published code' is how
 * the numbers of the SKAB benchmark were made: the sums of Jackson and Mudholkar are powers of sums instead of sums of
 * powers; they run over the last eigenvalues in the order in which the solver found them, not over the smallest ones
 * (which makes the limit of Q two to three times too large); quantiles are read from a grid that ends at 15.
 */
export const pca = defineDetector({
  id: 'pca',
  name: 'PCA (T² and Q)',
  summary: 'Learns how the channels move together; finds points that move too far, or not together.',
  scoreMeaning: {
    param: 'statistic',
    of: {
      both: 'The larger of T² (moving too far) and Q (not moving together), each as a multiple of its control limit',
      T2: 'T², how far the channels moved together, as a multiple of its control limit',
      Q: 'Q, how little the channels moved together, as a multiple of its control limit',
    },
  },
  reference:
    'Jackson and Mudholkar, Control Procedures for Residuals Associated with Principal Component Analysis, Technometrics 1979; ' +
    'as in the SKAB benchmark, Katser and Kozitsin, 2020',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    statistic: {
      kind: 'choice',
      options: ['both', 'T2', 'Q'],
      default: 'both',
      label: 'Statistic',
      help: 'T2: unusual amounts of a usual pattern. Q: unusual patterns. Both: the larger of the two, each against its limit.',
    },
    variance: {
      kind: 'number',
      default: 0.85,
      min: 0.01,
      max: 0.9999,
      label: 'Explained variance',
      help: 'As few components as explain more than this share of the training variance. More components leave less for Q.',
    },
    components: {
      kind: 'integer',
      default: 0,
      min: 0,
      max: 1000,
      label: 'Components',
      advanced: true,
      help: 'This many components instead of a share of the variance; 0 goes by the variance.',
    },
    smoothing: {
      kind: 'integer',
      default: 5,
      min: 1,
      max: 1001,
      unit: 'points',
      label: 'Median over',
      help: 'Each statistic is replaced by its median over this many latest points, so that single spikes raise no alarm; 1 switches it off.',
    },
    confidence: {
      kind: 'number',
      default: 0.999,
      min: 0.5,
      max: 0.999999,
      label: 'Confidence of the limits',
      advanced: true,
      help: 'Share of normal points that should lie below the limits. Higher gives fewer alarms.',
    },
    limit: limitParam,
    limits: {
      kind: 'choice',
      options: ['corrected', 'published code'],
      default: 'corrected',
      label: 'Control limits',
      advanced: true,
      help: 'Corrected follows the literature; published code repeats the sums with which the SKAB benchmark was computed.',
    },
  },
  presets: {
    'SKAB benchmark': {
      limit: 0,
      statistic: 'both',
      variance: 0.85,
      components: 0,
      smoothing: 5,
      confidence: 0.999,
      limits: 'published code',
    },
    'Tennessee Eastman': {
      limit: 0,
      statistic: 'both',
      components: 11,
      smoothing: 1,
      confidence: 0.99,
      limits: 'corrected',
    },
  },
  threshold: { rule: 'fixed', params: { value: 1 } },
  needs: (params, channels) => ({ train: Math.max(channels, params.components) + 2, score: params.smoothing }),

  async fit(train, params, job): Promise<PcaModel> {
    const scaler = fitScaler(train, 'z-score')
    const kept = varying(train)
    if (kept.length === 0)
      throw badInput('Every channel is constant in the training data, so there is nothing to learn from.')
    await job.checkpoint({ phase: 'Training', done: 0, total: 1, unit: 'rows' })
    const rows = train.reduce((n, segment) => n + segment.times.length, 0)
    const z = matrix(rows, kept.length)
    kept.forEach((channel, k) => {
      let row = 0
      for (const segment of train)
        for (const v of tempered(scaled(segment.values[channel], scaler, channel), limitFor(kept.length, params.limit)))
          z.data[row++ * kept.length + k] = v
    })
    await job.checkpoint()
    const cov = covariance(z)
    const { values, vectors } = symmetricEigen(cov)
    const m = params.components > 0 ? Math.min(params.components, kept.length) : countFor(values, params.variance)
    if (m === kept.length && params.statistic === 'Q')
      throw badInput(
        `All ${m} components are in the model, so nothing is left for Q: use fewer components or a smaller explained variance.`,
      )
    return {
      ...scaler,
      kept: Int32Array.from(kept),
      components: matrix(m, kept.length, vectors.data.slice(0, m * kept.length)),
      variances: values.slice(0, m),
      limits:
        params.limits === 'corrected'
          ? correctedLimits(rows, m, values.slice(m), params.confidence)
          : publishedLimits(rows, m, eigenvaluesAsFound(cov).slice(m), params.confidence),
    }
  },

  async score(model, segment, params, job) {
    const n = segment.times.length
    const { kept, components, variances, limits } = model
    const limit = limitFor(kept.length, params.limit)
    const z = Array.from(kept, (channel) => tempered(scaled(segment.values[channel], model, channel), limit))
    const useT2 = params.statistic !== 'Q'
    const useQ = params.statistic !== 'T2' && limits.q < Infinity
    const t2 = new Float64Array(n)
    const q = new Float64Array(n)
    const contributions = segment.values.map(() => new Float32Array(n))
    const expected = segment.values.map((_, c) => new Float32Array(n).fill(model.centre[c]))
    const x = new Float64Array(kept.length)
    const back = new Float64Array(kept.length)
    const pull = new Float64Array(kept.length)
    for (let t = 0; t < n; t++) {
      if (t % 4096 === 0) await job.checkpoint({ phase: 'Scoring', done: t, total: n, unit: 'rows' })
      for (let k = 0; k < x.length; k++) x[k] = z[k][t]
      const inPlane = multiplyVector(components, x)
      back.fill(0)
      pull.fill(0)
      for (let i = 0, at = 0; i < inPlane.length; i++) {
        const weight = isNothing(variances[i], variances[0]) ? 0 : inPlane[i] / variances[i]
        t2[t] += inPlane[i] * weight
        for (let k = 0; k < x.length; k++, at++) {
          back[k] += inPlane[i] * components.data[at]
          pull[k] += weight * components.data[at]
        }
      }
      for (let k = 0; k < x.length; k++) q[t] += (x[k] - back[k]) ** 2
      const byQ = useQ && (!useT2 || q[t] / limits.q >= t2[t] / limits.t2)
      let total = 0
      for (let k = 0; k < x.length; k++) {
        expected[kept[k]][t] = model.centre[kept[k]] + back[k] * model.spread[kept[k]]
        // A channel's part in T² can be negative (it pulls the point back): that counts as none.
        total += contributions[kept[k]][t] = byQ ? (x[k] - back[k]) ** 2 : Math.max(0, x[k] * pull[k])
      }
      for (const channel of kept)
        contributions[channel][t] = total > 0 ? contributions[channel][t] / total : 1 / kept.length
    }
    const byT2 = rollingMedian(t2, params.smoothing)
    const byQ = rollingMedian(q, params.smoothing)
    const scores = byT2.map((_, t) => Math.max(useT2 ? byT2[t] / limits.t2 : 0, useQ ? byQ[t] / limits.q : 0))
    // Rows before the first full median are not assessed.
    scores.fill(NaN, 0, params.smoothing - 1)
    return { scores, contributions, expected }
  },
})

const varying = (train: Segment[]) =>
  [...train[0].values.keys()].filter((c) => !isNearlyConstant(train.map((segment) => segment.values[c])))

function countFor(values: Float64Array, share: number): number {
  const total = values.reduce((sum, v) => sum + v, 0)
  let sum = 0
  const m = values.findIndex((v) => (sum += v) > share * total)
  return m < 0 ? values.length : m + 1
}

type Limits = (rows: number, components: number, leftOut: Float64Array, confidence: number) => { t2: number; q: number }

const correctedLimits: Limits = (n, m, leftOut, confidence) => {
  const sum = (power: number) => leftOut.reduce((total, v) => total + Math.max(0, v) ** power, 0)
  const [t1, t2] = [sum(1), sum(2)]
  // Where the approximation breaks down (a few large eigenvalues left out), Box's scaled chi-square takes over.
  const box = () => (t2 / t1) * chiSquareQuantile(confidence, t1 ** 2 / t2)
  const q = jacksonMudholkar(t1, t2, sum(3), normalQuantile(confidence))
  return { t2: t2Factor(n, m) * fQuantile(confidence, m, n - m), q: usableQ(leftOut, q > 0 ? q : box()) }
}

const publishedLimits: Limits = (n, m, leftOut, confidence) => {
  const sum = leftOut.reduce((total, v) => total + v, 0)
  const q = jacksonMudholkar(sum, sum ** 2, sum ** 3, lastBelow(confidence, normalCdf))
  return { t2: t2Factor(n, m) * lastBelow(confidence, (x) => fCdf(x, m, n - m)), q: usableQ(leftOut, q) }
}

const t2Factor = (n: number, m: number) => (m * (n - 1) * (n + 1)) / (n * (n - m))

/** Limit of Q from the sums θ₁, θ₂, θ₃ of powers of the eigenvalues left out; c — normal quantile. NaN where it has no value. */
function jacksonMudholkar(t1: number, t2: number, t3: number, c: number): number {
  const h = 1 - (2 * t1 * t3) / (3 * t2 ** 2)
  return t1 * ((c * Math.sqrt(2 * t2 * h ** 2)) / t1 + 1 + (t2 * h * (h - 1)) / t1 ** 2) ** (1 / h)
}

/** Channels that follow each other exactly leave no residual in training: then any residual above rounding is an alarm. */
const usableQ = (leftOut: Float64Array, q: number) => (leftOut.length === 0 ? Infinity : Math.max(1e-9, q || 0))

/** The last of 10,000 points from 0 to 15 at which a growing distribution function is below p. */
function lastBelow(p: number, cdf: (x: number) => number): number {
  const at = (i: number) => (15 * i) / 9999
  let low = 0
  let high = 9999
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (cdf(at(middle)) < p) low = middle
    else high = middle - 1
  }
  return at(low)
}
