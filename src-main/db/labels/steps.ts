import { badInput } from '../../shared/errors.ts'
import type { TimeRange } from '../../shared/data/series.ts'
import { gapSteps, usualStepOf } from '../../shared/data/usual-step.ts'

const maxGaps = 1000
const maxSample = 65_536
/** For a dataset of one row, or of one time: a step has to be some length. */
const unknownStepMs = 1000

/** What the time axis looks like, found while it streams by in bounded memory. */
export function stepStatistics() {
  let first = NaN
  let last = NaN
  // Every stride-th positive step; thinned to a third when full, so the usual step stays that of the whole axis.
  let sample: number[] = []
  let stride = 1
  let untilNext = 1
  // The longest steps so far, whatever the usual step will turn out to be.
  const longest: TimeRange[] = []
  let shortestKept = 0

  function keep(step: number, start: number, end: number): void {
    if (--untilNext === 0) {
      sample.push(step)
      if (sample.length === maxSample) {
        sample = sample.filter((_, i) => i % 3 === 0)
        stride *= 3
      }
      untilNext = stride
    }
    if (step <= shortestKept) return
    longest.push({ start, end })
    if (longest.length === 2 * maxGaps) {
      longest.sort(byLength)
      longest.length = maxGaps
      shortestKept = length(longest[maxGaps - 1])
    }
  }

  return {
    /** times — [n], epoch ms, going on from the last batch. Throws bad-input where they descend. */
    add(times: Float64Array): void {
      let before = last
      for (let i = 0; i < times.length; i++) {
        const time = times[i]
        const step = time - before
        if (step > 0 && step < Infinity) keep(step, before, time)
        else if (step !== 0) {
          if (!Number.isFinite(time)) throw badInput('A row has no time.')
          if (time < before)
            throw badInput(
              `The rows are not in the order of their times: ${new Date(time).toISOString()} comes after ${new Date(before).toISOString()}.`,
            )
          first = time
        }
        before = time
      }
      last = before
    },
    /** gaps — longest first, at most 1,000: from the row before to the row after. */
    finish(): { first: number; last: number; stepMs: number; gaps: TimeRange[] } {
      const stepMs = usualStepOf(sample.sort((a, b) => a - b)) || unknownStepMs
      const gaps = longest
        .filter((gap) => length(gap) > gapSteps * stepMs)
        .sort(byLength)
        .slice(0, maxGaps)
      return { first, last, stepMs, gaps }
    },
  }
}

const length = ({ start, end }: TimeRange) => end - start
const byLength = (a: TimeRange, b: TimeRange) => length(b) - length(a)
