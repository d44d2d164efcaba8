import { centredMedian } from '../../preprocessing/centred.ts'
import { around, defineStep, eachChannel } from '../step.ts'
import { perStretch } from '../stretches.ts'

/** Makes the median absolute deviation of normal values their standard deviation. */
const toSigma = 1.4826

/** Hampel, The Influence Curve and its Role in Robust Estimation, 1974; as a filter after Pearson 2002. */
export const hampel = defineStep({
  id: 'hampel',
  name: 'Despike (Hampel)',
  summary: 'Replaces values that stand out from the median of their neighbours: spikes of a row or a few.',
  params: {
    window: {
      kind: 'integer',
      default: 7,
      min: 3,
      max: 10_001,
      unit: 'points',
      label: 'Window',
      help: 'Points around a value and itself; an even number counts as one more. A spike must be shorter than half of it.',
    },
    limit: {
      kind: 'number',
      default: 3,
      min: 0,
      max: 1e6,
      unit: 'deviations',
      label: 'Limit',
      help: 'A value farther from the median than this, in robust standard deviations of the window, is a spike.',
    },
    make: {
      kind: 'choice',
      options: ['median', 'missing'],
      default: 'median',
      label: 'A spike becomes',
      help: 'The median of its window, or missing.',
    },
  },
  byChannel: true,
  reach: ({ window }) => around(window >> 1),
  apply: (given, chosen, { window, limit, make }) =>
    eachChannel(given, chosen, (values, times, stepMs) =>
      perStretch(values, times, stepMs, (part) => {
        const half = window >> 1
        const medians = centredMedian(part, half)
        const width = 2 * half + 1
        const near = new Float64Array(width)
        return part.map((v, i) => {
          const distance = Math.abs(v - medians[i])
          if (distance === 0) return v
          const first = Math.max(0, i - half)
          const end = Math.min(part.length, i + half + 1)
          const own = near.subarray(0, end - first)
          for (let k = first; k < end; k++) own[k - first] = Math.abs(part[k] - medians[i])
          own.sort()
          const middle = own.length >> 1
          const mad = own.length % 2 ? own[middle] : (own[middle - 1] + own[middle]) / 2
          return distance > limit * toSigma * mad ? (make === 'missing' ? NaN : medians[i]) : v
        })
      }),
    ),
})
