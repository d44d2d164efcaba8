import { counted } from '../../../shared/counted.ts'
import { nothing, quantile, rowOf, type ChannelLook, type Check } from '../look.ts'
import { joined, runsWhere } from '../runs.ts'
import { percent, withUnit } from '../words.ts'
import { WorstPlaces } from '../worst-places.ts'

/** So many times the distance from the median to the 5 % and the 95 % quantile: 10 deviations where values are normal. */
const REACH = 6

/** More than this is not beyond its limits: it is another way in which it works. */
const MOST = 0.01

/** Values beyond it that are no further apart are told together. */
const TOGETHER = 5

/**
 * Values beyond robust limits, which are told by the middle 90 % alone; of values that are all positive and lean far to one side, by
 * their logarithms. Where limits were typed, values beyond these, however many. A channel that has no such middle, as one that is mostly 0, has no limits.
 */
export const limit: Check = (look) => {
  const { values, unit } = look
  const robust = look.limits ? null : robustLimits(look)
  const limits = look.limits ? { low: look.limits.low ?? -Infinity, high: look.limits.high ?? Infinity } : robust
  if (!limits) return nothing
  const word = robust ? 'robust limit' : 'limit'
  const isBeyond = (i: number) => values[i] < limits.low || values[i] > limits.high
  let rows = 0
  for (let i = 0; i < values.length; i++) rows += Number(isBeyond(i))
  if (rows === 0 || (robust && rows > Math.max(3, MOST * values.length))) return nothing
  const worst = new WorstPlaces()
  const beyond = (i: number) => Math.max(values[i] - limits.high, limits.low - values[i])
  for (const { first, last } of joined(runsWhere(values.length, isBeyond), TOGETHER)) {
    let furthest = first
    for (let i = first; i <= last; i++) if (beyond(i) > beyond(furthest)) furthest = i
    worst.add({ kind: 'limit', first: rowOf(look, first), last: rowOf(look, last), weight: beyond(furthest) }, () => {
      const isHigh = values[furthest] > limits.high
      return `Reaches ${withUnit(values[furthest], unit)}, ${isHigh ? 'above' : 'below'} its ${word} of ${withUnit(isHigh ? limits.high : limits.low, unit)}.`
    })
  }
  return {
    found: worst.found(),
    reason: `${counted(rows, 'value')} (${percent(rows / values.length)}) ${rows === 1 ? 'lies' : 'lie'} beyond its ${word}${limitsInWords(limits, unit)}.`,
    // What somebody typed is known to be wrong; more than a hundredth of it cannot be worked with as it is.
    grade: !robust && rows > MOST * values.length ? 'poor' : 'fair',
  }
}

function limitsInWords({ low, high }: { low: number; high: number }, unit: string | null): string {
  if (low === -Infinity) return ` of at most ${withUnit(high, unit)}`
  if (high === Infinity) return ` of at least ${withUnit(low, unit)}`
  return `s, ${withUnit(low, null)} to ${withUnit(high, unit)}`
}

/** null where the channel has none. */
export function robustLimits(look: ChannelLook): { low: number; high: number } | null {
  const { facts, values } = look
  if (values.length < 50 || facts.isState || facts.isCounter || facts.levels < 10 || facts.modeShare > 0.25) return null
  const [low, middle, high] = [0.05, 0.5, 0.95].map((share) => quantile(look, share))
  if (!(low < middle && middle < high)) return null
  const leans = high - middle > 2 * (middle - low)
  if (leans && facts.sample[0] > 0) {
    const [a, b, c] = [low, middle, high].map(Math.log)
    return { low: Math.exp(b - REACH * (b - a)), high: Math.exp(b + REACH * (c - b)) }
  }
  return { low: middle - REACH * (middle - low), high: middle + REACH * (high - middle) }
}
