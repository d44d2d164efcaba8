import { defineStep, eachChannel } from '../step.ts'

export const detrend = defineStep({
  id: 'detrend',
  name: 'Detrend',
  summary:
    'Takes away the mean or the straight line that fits a channel best over its whole time, so that only departures stay.',
  params: {
    how: {
      kind: 'choice',
      options: ['linear', 'mean'],
      default: 'linear',
      label: 'Take away',
      help: 'The line of least squares against time, or the mean.',
    },
  },
  byChannel: true,
  takesLevel: true,
  reach: null,
  apply: (given, chosen, { how }) =>
    eachChannel(given, chosen, (values, times) => {
      const line = lineThrough(values, times, how === 'linear')
      return values.map((v, i) => v - line(times[i]))
    }),
})

/** Least squares over the present values; level where there is no slope to be known. */
function lineThrough(values: Float64Array, times: Float64Array, sloped: boolean): (time: number) => number {
  let [n, t, v] = [0, 0, 0]
  const origin = times[0]
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) {
      n++
      t += times[i] - origin
      v += values[i]
    }
  const [middle, mean] = [t / n, v / n]
  let [along, squares] = [0, 0]
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) {
      const x = times[i] - origin - middle
      along += x * (values[i] - mean)
      squares += x * x
    }
  const slope = sloped && squares > 0 ? along / squares : 0
  return (time) => mean + slope * (time - origin - middle)
}
