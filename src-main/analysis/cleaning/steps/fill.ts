import { durationMs, wrongDuration } from '../../../shared/duration.ts'
import { around, defineStep, eachChannel } from '../step.ts'

export const fill = defineStep({
  id: 'fill',
  name: 'Fill missing values',
  summary:
    'Fills missing values between two present ones, over pauses up to the length that you state. It adds no rows.',
  params: {
    how: {
      kind: 'choice',
      options: ['linear', 'previous'],
      default: 'linear',
      label: 'By',
      help: 'Linear: the straight line between the neighbours, true to their times. Previous: the last present value.',
    },
    longest: {
      kind: 'text',
      default: '',
      label: 'Up to',
      help: 'The longest time between the two present values that is filled, such as 10min. Longer pauses stay missing.',
    },
  },
  byChannel: true,
  reach: ({ longest }) => around(1, durationMs(longest) ?? 0),
  // What is missing waits for the next present value, as long as that may still be near enough.
  settled({ series: { times, values } }, chosen, { longest }) {
    const [n, reach] = [times.length, durationMs(longest)!]
    return chosen.reduce((least, c) => {
      const known = values[c].findLastIndex((v) => !Number.isNaN(v))
      const open = known >= 0 && known < n - 1 && times[n - 1] - times[known] <= reach
      return open ? Math.min(least, known + 1) : least
    }, n)
  },
  wrong: ({ longest }) =>
    longest.trim() === ''
      ? 'Say up to which pause is filled, such as 10min: nothing is filled without a limit.'
      : wrongDuration('The longest pause', longest),
  apply(given, chosen, { how, longest }) {
    const reach = durationMs(longest)!
    return eachChannel(given, chosen, (values, times) => {
      const result = Float64Array.from(values)
      let known = -1
      for (let row = 0; row < values.length; row++) {
        if (Number.isNaN(values[row])) continue
        const span = known < 0 ? Infinity : times[row] - times[known]
        if (row - known > 1 && span <= reach)
          for (let k = known + 1; k < row; k++) {
            const share = how === 'previous' || span === 0 ? 0 : (times[k] - times[known]) / span
            result[k] = values[known] + share * (values[row] - values[known])
          }
        known = row
      }
      return result
    })
  },
})
