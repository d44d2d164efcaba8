import { counted } from '../../../shared/counted.ts'
import { quantileSorted } from '../../preprocessing/scaling.ts'
import { nothing, quantile, rowOf, type ChannelLook, type Check } from '../look.ts'
import { lowerBound, upperBound } from '../../../shared/search.ts'
import { joined, lengthOf, runsWhere, type Run } from '../runs.ts'
import { percent, withUnit } from '../words.ts'

/** Values on each side that a value is compared with: a spike of up to half as many is seen, a step is none. */
const BESIDE = 5

/** More often than this it is the nature of the channel. */
const MOST = 0.002

/**
 * One to two values far above, or below, both what comes before and what comes after. How far is far is told by the channel itself:
 * ten times its usual departure (1.4826 · median of those that are not 0), and four times the 99 % quantile.
 */
export const spike: Check = (look) => {
  const { values, facts } = look
  if (values.length < 4 * BESIDE || facts.isState || facts.isCounter || facts.modeShare > 0.5) return nothing
  const limit = limitOf(values)
  if (!(limit > 0)) return nothing
  const departure = departuresBeyond(values, limit)
  const runs = withoutHabits(
    look,
    departure,
    [
      ...joined(
        runsWhere(values.length, (i) => Math.abs(departure(i)) > limit),
        1,
      ),
    ].filter((run) => lengthOf(run) < BESIDE),
    limit,
  )
  const rows = runs.reduce((sum, run) => sum + lengthOf(run), 0)
  if (rows === 0 || rows > Math.max(10, MOST * values.length)) return nothing
  const found = groups(runs).map((group) => {
    const peak = group.map((run) => peakOf(departure, run)).reduce((a, b) => (Math.abs(departure(b)) > Math.abs(departure(a)) ? b : a)) // prettier-ignore
    const side = departure(peak) > 0 ? 'above' : 'below'
    const often = group.length > 1 ? `${counted(group.length, 'time')} within a short while, furthest ` : ''
    return {
      kind: 'spike' as const,
      first: rowOf(look, group[0].first),
      last: rowOf(look, group[group.length - 1].last),
      text: `Jumps ${often}to ${withUnit(values[peak], look.unit)} and back, ${withUnit(Math.abs(departure(peak)), look.unit)} ${side} its neighbours.`,
      weight: Math.abs(departure(peak)),
    }
  })
  return {
    found,
    reason: `It jumps far away and back in ${counted(runs.length, 'place')}, ${percent(rows / values.length)} of its values.`,
    grade: 'fair',
  }
}

/** Jumps that follow each other this closely are told together. */
const TOGETHER = 30

function groups(runs: readonly Run[]): Run[][] {
  const out: Run[][] = []
  for (const run of runs) {
    const last = out.at(-1)?.at(-1)
    if (last && run.first - last.last <= TOGETHER) out.at(-1)!.push(run)
    else out.push([run])
  }
  return out
}

/** How far a value lies beyond the medians of the five before and the five after; 0 where it lies between them. */
function departureAt(values: Float64Array, i: number): number {
  const n = values.length
  // Near both ends fewer are beside it; the first two and the last two have nobody to be compared with.
  if (i < 2 || i > n - 3) return 0
  const a = values[i] - medianFrom(values, Math.max(0, i - BESIDE))
  const b = values[i] - medianFrom(values, Math.min(n - BESIDE, i + 1))
  return a > 0 && b > 0 ? Math.min(a, b) : a < 0 && b < 0 ? Math.max(a, b) : 0
}

type Departure = (i: number) => number

/**
 * The departures that may exceed the limit; 0 for the others. Who departs so far from a median of five does so from three of them,
 * and so from one of any three: few values have to be compared with more than three neighbours.
 */
function departuresBeyond(values: Float64Array, limit: number): Departure {
  return (i) => {
    const v = values[i]
    const isNear =
      i >= BESIDE &&
      Math.abs(v - values[i - 1]) <= limit &&
      Math.abs(v - values[i - 2]) <= limit &&
      Math.abs(v - values[i - 3]) <= limit
    return isNear ? 0 : departureAt(values, i)
  }
}

const medianFrom = (x: Float64Array, i: number) => medianOfFive(x[i], x[i + 1], x[i + 2], x[i + 3], x[i + 4])

/** Leaves out the jumps of a channel that jumps as far elsewhere and stays there, as a flow does behind a pump; not those to where it never is. */
function withoutHabits(look: ChannelLook, departure: Departure, runs: Run[], limit: number): Run[] {
  const { values } = look
  if (runs.length === 0) return runs
  const steps: number[] = []
  let next = 0
  for (let i = 1; i < values.length; i++) {
    while (next < runs.length && runs[next].last + 2 < i) next++
    if (next < runs.length && i >= runs[next].first - 2) continue
    const size = Math.abs(values[i] - values[i - 1])
    if (size > 0.5 * limit) steps.push(size)
  }
  const sizes = Float64Array.from(steps).sort()
  const [low, high] = [quantile(look, 0.001), quantile(look, 0.999)]
  return runs.filter((run) => {
    const peak = peakOf(departure, run)
    const size = Math.abs(departure(peak))
    const isNew = values[peak] < low - 0.2 * size || values[peak] > high + 0.2 * size
    return isNew || sizes.length - lowerBound(sizes, 0.5 * size) <= Math.max(2, runs.length)
  })
}

function peakOf(departure: Departure, run: Run): number {
  let peak = run.first
  for (let i = run.first; i <= run.last; i++) if (Math.abs(departure(i)) > Math.abs(departure(peak))) peak = i
  return peak
}

function limitOf(values: Float64Array): number {
  const every = Math.max(1, values.length / 100_000)
  const sizes = Float64Array.from({ length: Math.min(values.length, 100_000) }, (_, i) =>
    Math.abs(departureAt(values, Math.floor(i * every))),
  ).sort()
  const moving = sizes.subarray(upperBound(sizes, 0))
  // Where it hardly ever departs, what is left are the spikes themselves: they are compared with its usual steps.
  const usual = moving.length < 0.05 * sizes.length ? usualStep(values) : 1.4826 * quantileSorted(moving, 0.5)
  return Math.max(10 * usual, 4 * quantileSorted(sizes, 0.99))
}

/** The median of the steps that change something. */
function usualStep(values: Float64Array): number {
  const every = Math.max(1, Math.floor(values.length / 200_000))
  const steps: number[] = []
  for (let i = 1; i < values.length; i += every)
    if (values[i] !== values[i - 1]) steps.push(Math.abs(values[i] - values[i - 1]))
  return steps.length > 0 ? quantileSorted(Float64Array.from(steps).sort(), 0.5) : 0
}

function medianOfFive(a: number, b: number, c: number, d: number, e: number): number {
  // The lowest and the highest of four cannot be the median; of the other two and the fifth it is the middle one.
  const low = Math.max(Math.min(a, b), Math.min(c, d))
  const high = Math.min(Math.max(a, b), Math.max(c, d))
  return Math.max(Math.min(low, high), Math.min(Math.max(low, high), e))
}
