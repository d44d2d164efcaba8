import { badInput } from '../../shared/errors.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** Fewer exceedances than this say nothing about a tail. */
const LEAST_PEAKS = 10

/**
 * Extreme value theory: the training scores above a high level follow a generalised Pareto distribution, whose tail says
 * which score is exceeded with probability `risk`.
 */
export const peaksOverThreshold = defineThreshold({
  id: 'peaks-over-threshold',
  name: 'Peaks over threshold',
  summary: 'Fits the tail of the training scores and extrapolates to the risk you accept, also beyond anything seen.',
  reference: 'Siffer et al., Anomaly Detection in Streams with Extreme Value Theory, KDD 2017',
  oracle: false,
  params: {
    risk: {
      kind: 'number',
      default: 1e-4,
      min: 1e-12,
      max: 0.5,
      label: 'Risk',
      help: 'Share of normal points that may exceed the threshold; lower gives fewer alarms.',
    },
    level: {
      kind: 'number',
      default: 98,
      min: 50,
      max: 99.99,
      unit: '%',
      advanced: true,
      label: 'Tail from',
      help: 'Percentile of the training scores above which the tail begins.',
    },
  },
  compute(input, { risk, level }) {
    const scores = calibrationScores(input)
    const start = quantileSorted(scores, level / 100)
    const peaks = scores.filter((s) => s > start).map((s) => s - start)
    // Risks that lie inside the data need no extrapolation.
    if (risk >= peaks.length / scores.length && peaks.length > 0) return quantileSorted(scores, 1 - risk)
    if (peaks.length < LEAST_PEAKS)
      throw badInput(
        `Only ${peaks.length} training scores lie above their ${level} % percentile; a tail needs ${LEAST_PEAKS}. Lower "level" or choose another rule.`,
      )
    const { shape, scale } = fitGeneralisedPareto(peaks)
    const ratio = (risk * scores.length) / peaks.length
    return start + (Math.abs(shape) < 1e-9 ? -scale * Math.log(ratio) : (scale / shape) * (ratio ** -shape - 1))
  },
})

/**
 * Maximum likelihood of a generalised Pareto distribution by Grimshaw's reduction to one unknown θ = shape / scale
 * (Technometrics 1993): shape = mean ln(1 + θy), scale = shape / θ. peaks — [n], > 0.
 */
export function fitGeneralisedPareto(peaks: Float64Array): { shape: number; scale: number } {
  const mean = peaks.reduce((sum, y) => sum + y, 0) / peaks.length
  const largest = peaks.reduce((max, y) => Math.max(max, y), 0)
  const shapeAt = (theta: number) => peaks.reduce((sum, y) => sum + Math.log1p(theta * y), 0) / peaks.length
  /** Mean log-likelihood at its best scale; the exponential distribution at θ = 0. */
  const likelihood = (theta: number) => {
    if (Math.abs(theta * mean) < 1e-7) return -Math.log(mean) - 1
    const shape = shapeAt(theta)
    return -Math.log(shape / theta) - shape - 1
  }
  // Below −1/largest there is no density; shapes below −1/2, where the likelihood runs off to infinity, are left out.
  const candidates = [0]
  for (let i = -60; i <= 60; i++) candidates.push(10 ** (i / 12) / mean)
  for (let i = 1; i <= 120; i++) candidates.push(-(1 - 10 ** (-i / 12)) / largest)
  const allowed = candidates.filter((theta) => theta >= 0 || shapeAt(theta) > -0.5).sort((a, b) => a - b)
  const at = allowed.reduce((best, theta, i) => (likelihood(theta) > likelihood(allowed[best]) ? i : best), 0)
  const theta = highest(likelihood, allowed[Math.max(0, at - 1)], allowed[Math.min(allowed.length - 1, at + 1)])
  if (Math.abs(theta * mean) < 1e-7) return { shape: 0, scale: mean }
  return { shape: shapeAt(theta), scale: shapeAt(theta) / theta }
}

/** Golden-section search for the maximum of f between low and high. */
function highest(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2
  for (let i = 0; i < 80; i++) {
    const a = high - golden * (high - low)
    const b = low + golden * (high - low)
    if (f(a) >= f(b)) high = b
    else low = a
  }
  return (low + high) / 2
}
