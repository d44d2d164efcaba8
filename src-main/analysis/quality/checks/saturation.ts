import { counted } from '../../../shared/counted.ts'
import { nothing, rowOf, type ChannelLook, type Check } from '../look.ts'
import { quantilesOf } from '../../math/select.ts'
import { equalRuns, lengthOf } from '../runs.ts'
import { percent, withUnit } from '../words.ts'

/** Levels beside a rail that it is compared with. */
const BESIDE = 5

/** Values in a row at a rail before it is told. */
const LEAST = 3

/**
 * A signal that is cut off: it lies at exactly its highest, or lowest, value again and again, far more often than at the values beside
 * it. Ends that are natural are none: 0 of what is never negative, and 0 and 100 of per cents.
 */
export const saturation: Check = (look) => {
  const { values, facts } = look
  if (values.length < 100 || facts.isState || facts.isCounter || facts.levels < 30 || facts.modeShare > 0.5)
    return nothing
  const rails = railsOf(look).filter((rail) => isRail(look, rail))
  const found = rails.flatMap((rail) =>
    equalRuns(values, LEAST, rail.value).map((run) => ({
      kind: 'saturation' as const,
      first: rowOf(look, run.first),
      last: rowOf(look, run.last),
      text: `Lies at its ${rail.side} value, ${withUnit(rail.value, look.unit)}, for ${counted(lengthOf(run), 'row')}, as a signal that is cut off.`,
      weight: lengthOf(run),
    })),
  )
  if (found.length === 0) return nothing
  const share = rails.reduce((sum, rail) => sum + rail.times, 0) / values.length
  return {
    found,
    reason: `It is cut off at ${rails.map((rail) => withUnit(rail.value, look.unit)).join(' and ')}: ${percent(share)} of its values lie exactly there.`,
    grade: share > 0.05 ? 'poor' : 'fair',
  }
}

interface Rail {
  side: 'lowest' | 'highest'
  value: number
  times: number
}

function railsOf({ values, facts: { low, high } }: ChannelLook): Rail[] {
  let [lows, highs] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    if (values[i] === low) lows++
    else if (values[i] === high) highs++
  }
  return [
    { side: 'lowest', value: low, times: lows },
    { side: 'highest', value: high, times: highs },
  ]
}

function isRail({ values, unit, facts }: ChannelLook, { side, value, times }: Rail): boolean {
  if (times < 10 || times < 0.001 * values.length) return false
  if (value === 0 && side === 'lowest') return false
  if (unit !== null && /^(%|percent|% ?rh|%rf)$/i.test(unit) && (value === 0 || value === 100)) return false
  const runs = equalRuns(values, LEAST, value)
  // A single long stretch is a channel that is stuck, not one that is cut off.
  if (runs.length < 2) return false
  const atRail = runs.reduce((sum, run) => sum + lengthOf(run), 0)
  if (atRail < 0.5 * times) return false
  const sample = side === 'lowest' ? facts.sample : facts.sample.toReversed()
  const there = (times / values.length) * sample.length
  // How often are the next levels there? Those of a machine that idles are as frequent as its lowest.
  const beside = sample.filter((v) => v !== value)
  let [levels, rows] = [0, 0]
  for (; rows < beside.length && levels <= BESIDE; rows++)
    levels += Number(rows === 0 || beside[rows] !== beside[rows - 1])
  if (!(there > 5 * (rows / BESIDE))) return false
  return entersAtSpeed(
    values,
    runs.map((run) => run.first),
    value,
  )
}

/** Whether it runs into the rail as fast as it moves elsewhere: what comes to rest at a floor slows down before. */
function entersAtSpeed(values: Float64Array, firsts: number[], rail: number): boolean {
  const entries = firsts.filter((i) => i > 1).map((i) => Math.abs(values[i - 2] - rail) / 2)
  const steps: number[] = []
  const every = Math.max(1, Math.floor(values.length / 100_000))
  for (let i = 2; i < values.length; i += every)
    if (values[i] !== rail && values[i - 1] !== rail) steps.push(Math.abs(values[i] - values[i - 1]))
  if (entries.length === 0 || steps.length === 0) return true
  const middle = (list: number[]) => quantilesOf(Float64Array.from(list), [0.5])[0]
  return middle(entries) >= 0.5 * middle(steps)
}
