import { counted } from '../../../shared/counted.ts'
import { nothing, quantile, rowOf, type ChannelLook, type Check } from '../look.ts'
import { joined, lengthOf, runsWhere } from '../runs.ts'
import { percent, withUnit } from '../words.ts'

/** So many times the distance from the median to the 5 % and the 95 % quantile: 10 deviations where values are normal. */
const REACH = 6

/** More than this is not beyond its limits: it is another way in which it works. */
const MOST = 0.01

/**
 * Values beyond robust limits, which are told by the middle 90 % alone; of values that are all positive and lean far to one side, by
 * their logarithms. A channel that has no such middle, as one that is mostly 0, has no limits.
 */
export const limit: Check = (look) => {
  const { values, unit } = look
  const limits = robustLimits(look)
  if (!limits) return nothing
  const isBeyond = (i: number) => values[i] < limits.low || values[i] > limits.high
  const runs = runsWhere(values.length, isBeyond)
  const rows = runs.reduce((sum, run) => sum + lengthOf(run), 0)
  if (rows === 0 || rows > Math.max(3, MOST * values.length)) return nothing
  const found = joined(runs, 5).map((run) => {
    let furthest = run.first
    const middle = (limits.low + limits.high) / 2
    for (let i = run.first; i <= run.last; i++)
      if (Math.abs(values[i] - middle) > Math.abs(values[furthest] - middle)) furthest = i
    const isHigh = values[furthest] > limits.high
    return {
      kind: 'limit' as const,
      first: rowOf(look, run.first),
      last: rowOf(look, run.last),
      text: `Reaches ${withUnit(values[furthest], unit)}, ${isHigh ? 'above' : 'below'} its robust limit of ${withUnit(isHigh ? limits.high : limits.low, unit)}.`,
      weight: Math.abs(values[furthest] - middle),
    }
  })
  return {
    found,
    reason: `${counted(rows, 'value')} (${percent(rows / values.length)}) ${rows === 1 ? 'lies' : 'lie'} beyond its robust limits, ${withUnit(limits.low, null)} to ${withUnit(limits.high, unit)}.`,
    grade: 'fair',
  }
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
