import { inRanges, rangesParam, wrongRanges } from '../ranges.ts'
import { defineStep, eachChannel } from '../step.ts'

export const mask = defineStep({
  id: 'mask',
  name: 'Mask ranges',
  summary: 'Makes the values inside the ranges missing: nothing is trained on them and nothing scored.',
  params: { ranges: rangesParam },
  byChannel: true,
  wrong: wrongRanges,
  apply(given, chosen, { ranges }) {
    const inside = inRanges(given.series.times, ranges)
    return eachChannel(given, chosen, (values) => values.map((v, i) => (inside[i] ? NaN : v)))
  },
})
