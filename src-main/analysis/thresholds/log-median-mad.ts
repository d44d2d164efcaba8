import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores, sortedScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/**
 * Median and MAD of the logarithms: scores are distances and squares, skewed to the right, and their logarithms are nearly symmetric.
 * Scores that may be negative, such as logarithms themselves, are taken as they are. With `drift` the limit rises with the lowest of the
 * scores at hand, as in median-mad-drift, by as much as the logarithm does. Never lower than without.
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
    drift: {
      kind: 'number',
      default: 0,
      min: 0,
      max: 90,
      unit: '%',
      label: 'Surely normal',
      help: 'At least so many of the scored rows are normal: what has raised the lowest of them since training raises the limit too. 0 leaves it where training puts it.',
    },
  },
  compute(input, { k, drift }) {
    const scores = calibrationScores(input)
    const positive = scores.filter((s) => s > 0)
    const plain = positive.length < scores.length / 2 || scores[0] < 0
    const logs = plain ? scores : positive.map(Math.log)
    const median = quantileSorted(logs, 0.5)
    const deviations = logs.map((s) => Math.abs(s - median)).sort()
    const limit = median + k * 1.4826 * quantileSorted(deviations, 0.5)
    const scored = drift > 0 ? sortedScores(input.scored) : scores
    const level = (sorted: Float64Array) => {
      const score = quantileSorted(sorted, drift / 100)
      return plain ? score : Math.log(score)
    }
    const rise = scored.length > 0 ? level(scored) - level(scores) : 0
    const raised = rise > 0 && Number.isFinite(rise) ? limit + rise : limit
    return plain ? raised : Math.exp(raised)
  },
})
