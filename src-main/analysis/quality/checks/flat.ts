import { counted } from '../../../shared/counted.ts'
import { nothing, quantile, rowOf, type ChannelLook, type Check } from '../look.ts'
import { equalRuns, lengthOf, runLengths, type Run } from '../runs.ts'
import { duration, percent, withUnit } from '../words.ts'

/** Fewer equal values in a row tell nothing. */
const LEAST = 8

/** A value at which the channel rests so often is a habit: the night of a solar cell, a pump that stands. */
const HABIT = 3

/**
 * Stretches in which a channel that moves otherwise shows one exact value for far longer than it does elsewhere. What rests by
 * its nature is none: switches and states, counters, settings that are seldom changed, values that it comes back to again and again, and
 * a floor that it reaches gradually.
 */
export const flat: Check = (look) => {
  const { values, facts, unit, times } = look
  if (values.length < 3) return nothing
  if (facts.changes === 0)
    return {
      found: [
        {
          kind: 'flat',
          first: rowOf(look, 0),
          last: rowOf(look, values.length - 1),
          text: `Shows ${withUnit(values[0], unit)} and nothing else.`,
          weight: values.length,
        },
      ],
      reason: `It has one value only: ${withUnit(values[0], unit)}.`,
      grade: 'fair',
    }
  if (facts.isState || facts.isCounter || facts.changes < 20) return nothing
  const least = unusualLength(values, facts.changes)
  const runs = withoutHabits(look, equalRuns(values, least)).filter((run) => !isGradual(look, run))
  if (runs.length === 0) return nothing
  const found = runs.map((run) => {
    const [first, last] = [rowOf(look, run.first), rowOf(look, run.last)]
    return {
      kind: 'flat' as const,
      first,
      last,
      text: `Stays at exactly ${withUnit(values[run.first], unit)} for ${duration(times[last] - times[first])} (${counted(lengthOf(run), 'row')}), which it does nowhere else.`,
      weight: lengthOf(run),
    }
  })
  const share = found.reduce((sum, one) => sum + one.weight, 0) / values.length
  return {
    found,
    reason: `It stays at one exact value for unusually long in ${counted(found.length, 'place')}, ${percent(share)} of its values.`,
    grade: share > 0.1 ? 'poor' : 'fair',
  }
}

/** The length from which on a stretch of equal values is none that the channel has by itself. */
function unusualLength(values: Float64Array, changes: number): number {
  const lengths = [...runLengths(values)].sort(([a], [b]) => a - b)
  const runs = changes + 1
  // Where most lie below, the few long ones do not count for what is usual.
  let below = 0
  const usual = lengths.find(([, times]) => (below += times) >= 0.97 * runs)?.[0] ?? 1
  let [steps, repeats] = [0, 0]
  for (const [length, times] of lengths)
    if (length <= 4 * usual) {
      steps += length * times
      repeats += (length - 1) * times
    }
  const repeating = Math.max(repeats / Math.max(1, steps), 1e-3)
  // The longest stretch that chance gives, had each step the same probability to change nothing.
  const byChance = Math.log(1000 * values.length) / -Math.log(Math.min(0.999, repeating))
  return Math.ceil(Math.max(LEAST, 1.5 * byChance, (repeating < 0.5 ? 4 : 10) * usual))
}

/** Leaves out the values at which it rests again and again, and 0 where that is what it mostly shows: a pump that seldom runs. */
function withoutHabits({ values, facts }: ChannelLook, runs: Run[]): Run[] {
  const places = new Map<number, number>()
  for (const run of runs) places.set(values[run.first], (places.get(values[run.first]) ?? 0) + 1)
  const rests = facts.modeShare > 0.25 && facts.mode === 0 ? 0 : NaN
  return runs.filter((run) => places.get(values[run.first])! < HABIT && values[run.first] !== rests)
}

/** Whether it rests at its own lowest or highest value and comes there in small steps: nothing has jumped. */
function isGradual(look: ChannelLook, run: Run): boolean {
  const { values, facts } = look
  const value = values[run.first]
  const { sample } = facts
  if (value > sample[0] && value < sample[sample.length - 1]) return false
  const near = 0.1 * (quantile(look, 0.99) - quantile(look, 0.01))
  const steps = [run.first - 1, run.last + 1].filter((i) => i >= 0 && i < values.length)
  return steps.length > 0 && value === 0 && steps.every((i) => Math.abs(values[i] - value) <= near)
}
