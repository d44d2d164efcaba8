import { centredMean, centredMedian } from '../../preprocessing/centred.ts'
import { savitzkyGolay } from '../../preprocessing/savitzky-golay.ts'
import { around, defineStep, eachChannel } from '../step.ts'
import { perStretch } from '../stretches.ts'

export const smooth = defineStep({
  id: 'smooth',
  name: 'Smooth',
  summary: 'Takes noise out of a signal by its neighbours on both sides; nothing reaches across a gap.',
  params: {
    how: {
      kind: 'choice',
      options: ['mean', 'median', 'savitzky-golay'],
      default: 'mean',
      label: 'By',
      help: 'Moving mean; moving median, which keeps edges; Savitzky-Golay, which keeps the height of peaks.',
    },
    window: {
      kind: 'integer',
      default: 5,
      min: 3,
      max: 100_001,
      unit: 'points',
      label: 'Window',
      help: 'Points around a value and itself; an even number counts as one more.',
    },
    order: {
      kind: 'integer',
      default: 2,
      min: 0,
      max: 8,
      label: 'Order',
      advanced: true,
      help: 'Savitzky-Golay: the degree of the polynomial that is laid through each window.',
    },
  },
  byChannel: true,
  // The polynomial of a window speaks for all rows at an end of a stretch.
  reach: ({ how, window }) => around((how === 'savitzky-golay' ? 2 : 1) * (window >> 1)),
  wrong: ({ how, window, order }) =>
    how === 'savitzky-golay' && order >= 2 * (window >> 1) + 1
      ? `A polynomial of degree ${order} needs a window of more than ${order} points, not ${window}.`
      : null,
  apply(given, chosen, { how, window, order }) {
    const half = window >> 1
    const change = {
      mean: (part: Float64Array) => centredMean(part, half),
      median: (part: Float64Array) => centredMedian(part, half),
      'savitzky-golay': (part: Float64Array) => savitzkyGolay(part, half, order),
    }[how]
    return eachChannel(given, chosen, (values, times, stepMs) => perStretch(values, times, stepMs, change))
  },
})
