import { ewma as averages } from '../control-charts/statistics.ts'
import { farthest, inSigma, chartOf, spreadParam } from './parts/chart-score.ts'
import { defineDetector } from './detector.ts'

/** Exponentially weighted moving average chart of every channel. */
export const ewma = defineDetector({
  id: 'ewma',
  name: 'EWMA control chart',
  summary:
    'How far a moving average that forgets slowly lies from the centre line: finds small shifts and slow drifts.',
  scoreMeaning:
    'The distance of the moving average of the farthest channel from its centre line, in its standard deviations',
  reference: 'Roberts, Control Chart Tests Based on Geometric Moving Averages, Technometrics 1959; Montgomery',
  family: 'classical',
  learns: 'normal',
  version: 1,
  params: {
    weight: {
      kind: 'number',
      default: 0.2,
      min: 0.001,
      max: 1,
      label: 'Weight',
      help: 'λ: how much the latest value counts. Smaller finds smaller shifts, later; 1 is a Shewhart chart.',
    },
    spread: spreadParam('deviation'),
  },
  threshold: { rule: 'fixed', params: { value: 3 } },
  // What lies farther back counts less than the last digit of a number.
  reach: ({ weight }) => ({ before: weight < 1 ? Math.ceil(Math.log(1e-16) / Math.log(1 - weight)) : 0, after: 0 }),
  needs: () => ({ train: 2, score: 1 }),
  async fit(train, params) {
    return chartOf(train, params.spread)
  },
  score: (model, segment, params, job) =>
    farthest(
      segment,
      job,
      (c) => averages(inSigma(segment.values[c], model, c), params.weight).map(Math.abs),
      (c) => model.centre[c],
    ),
})
