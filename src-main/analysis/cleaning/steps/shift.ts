import { axisOf, valueBefore } from '../../formula/windows.ts'
import { durationMs } from '../../../shared/duration.ts'
import { defineStep, eachChannel, nowhere } from '../step.ts'

export const shift = defineStep({
  id: 'shift',
  name: 'Shift in time',
  summary:
    'Moves channels against the others: by the way that water takes from one sensor to the next, or a clock that was wrong.',
  params: {
    by: {
      kind: 'text',
      default: '',
      label: 'By',
      help: 'Such as 90s: what was measured at 10:00:00 stands at 10:01:30. Negative moves it to earlier times.',
    },
  },
  byChannel: true,
  reach({ by }) {
    const ms = durationMs(by) ?? 0
    const far = { rows: 1, ms: Math.abs(ms) }
    return ms > 0 ? { before: far, after: nowhere } : { before: nowhere, after: far }
  },
  wrong({ by }) {
    const ms = durationMs(by)
    return ms !== null && ms !== 0 ? null : `By must be a duration other than 0, such as 90s or -10min, not "${by}".`
  },
  apply(given, chosen, { by }) {
    const ms = durationMs(by)!
    if (ms > 0)
      return eachChannel(given, chosen, (values, times, stepMs) => valueBefore(values, axisOf(times, stepMs), { ms }))
    // Towards earlier times is the same, seen backwards.
    const turned = (values: Float64Array) => Float64Array.from(values).reverse()
    return eachChannel(given, chosen, (values, times, stepMs) =>
      turned(
        valueBefore(
          turned(values),
          axisOf(
            turned(times).map((t) => -t),
            stepMs,
          ),
          { ms: -ms },
        ),
      ),
    )
  },
})
