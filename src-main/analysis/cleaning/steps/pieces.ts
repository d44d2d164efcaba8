import { badInput } from '../../../shared/errors.ts'
import { defineStep, nowhere } from '../step.ts'

export const pieces = defineStep({
  id: 'pieces',
  name: 'Cut where a count begins again',
  summary:
    'Of engines or batches that lie end to end: the row in which a count of rows begins again becomes missing, so that no window reaches from one into the next.',
  params: {
    count: { kind: 'text', default: '', label: 'Count', help: 'The channel that counts the rows, such as a cycle.' },
  },
  byChannel: false,
  reach: () => ({ before: { rows: 1, ms: 0 }, after: nowhere }),
  wrong: ({ count }) => (count.trim() === '' ? 'The channel that counts has to be named.' : null),
  apply({ series, span, stepMs }, _chosen, { count }) {
    const at = series.channels.findIndex(({ name }) => name === count.trim())
    if (at < 0) throw badInput(`There is no channel "${count.trim()}" whose beginnings could be cut at.`)
    const counted = series.values[at]
    const begins = (row: number) => row > 0 && counted[row] < counted[row - 1]
    return {
      span,
      stepMs,
      series: { ...series, values: series.values.map((values) => values.map((v, row) => (begins(row) ? NaN : v))) },
    }
  },
})
