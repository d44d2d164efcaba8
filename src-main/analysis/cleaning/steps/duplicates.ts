import { lowerBound } from '../../../shared/search.ts'
import { around, defineStep, pickRows } from '../step.ts'

export const duplicates = defineStep({
  id: 'duplicates',
  name: 'Remove duplicates',
  summary: 'Makes one row of neighbouring rows with the same time.',
  params: {
    keep: {
      kind: 'choice',
      options: ['first', 'last', 'mean'],
      default: 'first',
      label: 'Keep',
      help: 'First or last: that row as it is. Mean: of the values that are present, channel by channel.',
    },
  },
  byChannel: false,
  reach: () => around(1),
  dropsRows: true,
  // Another row of the last time may come.
  settled: ({ series: { times } }) => lowerBound(times, times[times.length - 1]),
  apply(given, _chosen, { keep }) {
    const { times, values } = given.series
    const starts = Int32Array.from(times.keys()).filter((row) => row === 0 || times[row] !== times[row - 1])
    const endOf = (group: number) => (group + 1 < starts.length ? starts[group + 1] : times.length)
    if (keep !== 'mean') return pickRows(given, keep === 'first' ? starts : starts.map((_, group) => endOf(group) - 1))
    const picked = pickRows(given, starts)
    const means = values.map((channel) =>
      Float64Array.from(starts, (start, group) => {
        let [n, sum] = [0, 0]
        for (let row = start; row < endOf(group); row++)
          if (!Number.isNaN(channel[row])) {
            n++
            sum += channel[row]
          }
        return n > 0 ? sum / n : NaN
      }),
    )
    return { ...picked, series: { ...picked.series, values: means } }
  },
})
