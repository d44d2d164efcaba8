import { cusum as sums } from '../control-charts/statistics.ts'
import { farthest, inSigma, chartOf, spreadParam } from './parts/chart-score.ts'
import { defineDetector } from './detector.ts'

/** Tabular cumulative sum chart of every channel. */
export const cusum = defineDetector({
  id: 'cusum',
  name: 'CUSUM control chart',
  summary:
    'Adds up small departures from the centre line on either side: finds lasting shifts of about one sigma early.',
  scoreMeaning: 'The cumulative sum of departures of the channel that is farthest off, in sigma',
  reference:
    'Page, Continuous Inspection Schemes, Biometrika 1954; Montgomery, Introduction to Statistical Quality Control',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    allowance: {
      kind: 'number',
      default: 0.5,
      min: 0,
      max: 10,
      unit: 'sigma',
      label: 'Allowance',
      help: 'k: departures smaller than this are forgiven. Half of the shift that is to be found.',
    },
    most: {
      kind: 'number',
      default: 10,
      min: 0,
      max: 1e9,
      unit: 'sigma',
      label: 'Carried on at most',
      advanced: true,
      help: 'No more than this is carried to the next row, so that the sum comes back soon after a large departure. 0 = without limit, as in the book.',
    },
    spread: spreadParam('deviation'),
  },
  threshold: { rule: 'fixed', params: { value: 5 } },
  reach: () => ({ before: Infinity, after: 0 }),
  needs: () => ({ train: 2, score: 1 }),
  async fit(train, params) {
    return chartOf(train, params.spread)
  },
  score: (model, segment, params, job) =>
    farthest(
      segment,
      job,
      (c) => sums(inSigma(segment.values[c], model, c), params.allowance, params.most),
      (c) => model.centre[c],
    ),
})
