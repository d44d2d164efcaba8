import { inRanges, rangesParam, wrongRanges } from '../ranges.ts'
import { defineStep, pickRows } from '../step.ts'

export const leaveOut = defineStep({
  id: 'leave-out',
  name: 'Leave out rows',
  summary: 'Removes the rows inside the ranges, as if they had never been recorded.',
  params: { ranges: rangesParam },
  byChannel: false,
  dropsRows: true,
  wrong: wrongRanges,
  apply(given, _chosen, { ranges }) {
    const inside = inRanges(given.series.times, ranges)
    return pickRows(
      given,
      Int32Array.from(given.series.times.keys()).filter((row) => !inside[row]),
    )
  },
})
