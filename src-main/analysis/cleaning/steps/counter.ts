import { durationUnits } from '../../../shared/duration.ts'
import { axisOf, type Axis } from '../../formula/windows.ts'
import { defineStep, eachChannel, nowhere } from '../step.ts'

export const counter = defineStep({
  id: 'counter',
  name: 'Rate of a counter',
  summary:
    'Of what only rises, such as totals and counts: how fast it rises, also where it begins again. A standstill shows in that alone.',
  params: {
    per: {
      kind: 'choice',
      options: ['s', 'min', 'h', 'd'],
      default: 'h',
      label: 'Per',
      help: 'What the rate is per: a second, a minute, an hour or a day.',
    },
    over: {
      kind: 'integer',
      default: 1,
      min: 1,
      max: 1000,
      unit: 'rows',
      label: 'Over',
      help: 'The rate is the mean over so many latest rows: of pulses that come now and then, one row says nothing.',
    },
  },
  byChannel: true,
  takesLevel: true,
  // Whether a row begins again is told by the two before it.
  reach: ({ over }) => ({ before: { rows: over + 2, ms: 0 }, after: nowhere }),
  apply(given, chosen, { per, over }) {
    const rates = eachChannel(given, chosen, (values, times, stepMs) =>
      rateOf(values, axisOf(times, stepMs), durationUnits[per], over),
    )
    return { ...rates, series: { ...rates.series, channels: perTime(rates.series.channels, chosen, per) } }
  },
  channelsAfter: (channels, chosen, { per }) => perTime(channels, chosen, per),
})

/** The chosen channels with their units per time; one without a unit stays without. */
const perTime = <T extends { unit: string | null }>(channels: readonly T[], chosen: readonly number[], per: string) =>
  channels.map((one, c) => (chosen.includes(c) && one.unit !== null ? { ...one, unit: `${one.unit}/${per}` } : one))

/**
 * [n] rise per `unit` ms over the latest `over` rows. Where it falls it begins again or is one that wrapped around, and nobody knows what was
 * counted over that row: the rate before stands for it. What falls twice in a row does run backwards. NaN where a value is missing, and
 * where nothing before it is known: in the first row of a stretch without a gap.
 */
function rateOf(values: Float64Array, { times, first }: Axis, unit: number, over: number): Float64Array {
  const n = values.length
  const rises = new Float64Array(n).fill(NaN)
  for (let i = 1; i < n; i++) {
    if (first[i] === i) continue
    const [rise, span] = [values[i] - values[i - 1], times[i] - times[i - 1]]
    const beginsAgain = rise < 0 && !(i > first[i] + 1 && values[i - 1] < values[i - 2])
    const before = i > first[i] + 1 ? rises[i - 1] / (times[i - 1] - times[i - 2]) : NaN
    rises[i] = beginsAgain ? (Number.isFinite(before) ? before * span : NaN) : rise
  }
  return values.map((value, i) => {
    let [rise, span] = [0, 0]
    for (let row = Math.max(first[i] + 1, i - over + 1); row <= i; row++)
      if (Number.isFinite(rises[row])) {
        rise += rises[row]
        span += times[row] - times[row - 1]
      }
    return Number.isFinite(value) && span > 0 ? (rise / span) * unit : NaN
  })
}
