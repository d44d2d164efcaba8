import { defineStep, pickRows } from '../step.ts'

export const sort = defineStep({
  id: 'sort',
  name: 'Sort by time',
  summary: 'Puts the rows in the order of their times; rows of one time stay in the order in which they came.',
  params: {},
  byChannel: false,
  apply(given) {
    const { times } = given.series
    return pickRows(
      given,
      Int32Array.from(times.keys()).sort((a, b) => times[a] - times[b] || a - b),
    )
  },
})
