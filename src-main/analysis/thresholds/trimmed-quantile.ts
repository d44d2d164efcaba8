import { quantileSorted } from '../preprocessing/scaling.ts'
import { calibrationScores } from './calibration.ts'
import { defineThreshold } from './threshold.ts'

/** A quantile below the anomalies that the calibration scores may hold, and a margin above it that grows with their spread. */
export const trimmedQuantile = defineThreshold({
  id: 'trimmed-quantile',
  name: 'Trimmed quantile with margin',
  summary:
    'A percentile, and its distance from the median once more and again: anomalies beyond the percentile do not move it.',
  reference:
    'Trimming after Tukey, The future of data analysis, Ann. Math. Stat. 1962; margin as control limits keep one',
  oracle: false,
  params: {
    p: {
      kind: 'number',
      default: 95,
      min: 50,
      max: 100,
      unit: '%',
      label: 'Percentile',
      help: 'What lies above it may be anomalous: choose it below 100 % less the share of anomalies.',
    },
    margin: {
      kind: 'number',
      default: 2,
      min: 0,
      max: 100,
      label: 'Margin',
      help: 'So many distances from the median to the percentile are added; higher gives fewer alarms.',
    },
  },
  compute(input, { p, margin }) {
    const scores = calibrationScores(input)
    const limit = quantileSorted(scores, p / 100)
    return limit + margin * (limit - quantileSorted(scores, 0.5))
  },
})
