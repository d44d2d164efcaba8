import { count, counted } from '../../../shared/counted.ts'
import { nothing, type Check, type ChannelLook } from '../look.ts'
import { duration, percent } from '../words.ts'
import { WorstPlaces } from '../worst-places.ts'

/** A channel that is logged more seldom than the others: so often as every second row or less. */
const SPARSE = 2

/**
 * Stretches without a value. A channel that has one only every so many rows, as in tables of several loggers, is sparse: only
 * stretches of more than five of its own steps are missing there.
 */
export const missing: Check = (look) => {
  const { times, values, rows } = look
  const total = times.length
  if (total === 0 || rows === null) return nothing
  if (values.length === 0)
    return {
      found: [{ kind: 'missing', first: 0, last: total - 1, text: 'Has no value at all.', weight: total }],
      reason: 'It has no value at all.',
      grade: 'poor',
    }
  const step = usualStep(look)
  const isSparse = step >= SPARSE
  const longest = isSparse ? 5 * step : 1
  const worst = new WorstPlaces()
  const tell = (first: number, last: number) => {
    if (last < first || last - first + 2 <= longest) return
    const length = times[last] - times[first]
    worst.add(
      { kind: 'missing', first, last, weight: last - first + 1 },
      () => `Has no value for ${counted(last - first + 1, 'row')}${length > 0 ? `, ${duration(length)}` : ''}.`,
    )
  }
  tell(0, rows[0] - 1)
  for (let i = 1; i < rows.length; i++) tell(rows[i - 1] + 1, rows[i] - 1)
  tell(rows[rows.length - 1] + 1, total - 1)
  const lost = isSparse ? worst.weight : total - rows.length
  const share = lost / total
  const places = worst.places > 0 ? ` in ${counted(worst.places, 'place')}` : ''
  const reason = isSparse
    ? `It has a value about every ${count(step)} rows${lost > 0 ? `, and none for ${percent(share)} of the rows${places}` : ''}.`
    : `${percent(share)} of its values are missing: ${counted(lost, 'row')}${places}.`
  return { found: worst.found(), reason, grade: share > 0.1 ? 'poor' : share > 0.001 ? 'fair' : 'good' }
}

/** The median distance between rows that have a value. */
function usualStep({ rows }: ChannelLook): number {
  if (rows === null || rows.length < 2) return 1
  const every = Math.max(1, Math.floor(rows.length / 50_000))
  const steps: number[] = []
  for (let i = 1; i < rows.length; i += every) steps.push(rows[i] - rows[i - 1])
  return steps.sort((a, b) => a - b)[steps.length >> 1]
}
