import { tQuantile } from '../math/distributions.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'
import { spreadOf } from './modes.ts'

/** Values as time goes on. times — [n] epoch ms, ascending; values — [n], NaN = missing. */
export interface Course {
  times: Float64Array
  values: Float64Array
}

/** Of fewer windows nobody can tell how much the training differs from itself. */
export const LEAST_WINDOWS = 16
/** Recent windows hang together, so that more of them count no more than these. */
const MOST_COUNTED = 4
/** More would be short ones that hang together. */
const MOST_WINDOWS = 200
/** Values that a window must have for its median to say something. */
const LEAST_VALUES = 3

/** A window with less than this share of the values of the fullest is the rest of one: a single event would be all of it. */
const LEAST_FILLED = 0.5

/** Windows of one length over a course: median and spread of each, where it holds enough values. */
export interface Windows {
  starts: number[]
  medians: number[]
  spreads: number[]
}

export function windowsOf({ times, values }: Course, length: number): Windows {
  const parts: { start: number; part: number[] }[] = []
  for (let from = 0; from < times.length;) {
    let to = from
    const part: number[] = []
    while (to < times.length && times[to] < times[from] + length) {
      if (Number.isFinite(values[to])) part.push(values[to])
      to++
    }
    parts.push({ start: times[from], part })
    from = to
  }
  const fullest = parts.reduce((most, { part }) => Math.max(most, part.length), 0)
  const found: Windows = { starts: [], medians: [], spreads: [] }
  for (const { start, part } of parts) {
    if (part.length < Math.max(LEAST_VALUES, LEAST_FILLED * fullest)) continue
    const sorted = Float64Array.from(part).sort()
    found.starts.push(start)
    found.medians.push(quantileSorted(sorted, 0.5))
    found.spreads.push(spreadOf(sorted))
  }
  return found
}

/** Milliseconds that the rows of a course cover: pauses of more than twenty usual steps do not count. */
export function covered(times: Float64Array): number {
  if (times.length < 2) return 0
  const steps = Float64Array.from({ length: times.length - 1 }, (_, i) => times[i + 1] - times[i])
  const usual = quantileSorted(steps.slice().sort(), 0.5)
  return steps.reduce((sum, step) => sum + Math.min(step, 20 * usual), 0) + usual
}

/**
 * The length of windows by which recent data are held against training: as long as the recent data where training has sixteen of them,
 * else a sixteenth of training.
 */
export function windowLength(training: Course, recent: Course): number {
  const [has, wants] = [covered(training.times), covered(recent.times)]
  return Math.max(has / MOST_WINDOWS, Math.min(wants, has / LEAST_WINDOWS))
}

/** Whether a statistic of the recent windows departs from that of the training's, at a level p of being wrong. */
export interface Departure {
  /** Recent median less that of training. */
  shift: number
  /** Over how far windows of training lie apart, with what few windows do not tell. */
  t: number
  departs: boolean
}

/**
 * Student's t of the recent windows' mean against single windows of training, which differ from each other by all that is usual: noise,
 * weather, products. Neighbouring windows hang together, so that many recent ones count as four at most. learned — how often each part
 * of the cycle was seen in training, from which it was taken out.
 */
export function departureOf(
  training: readonly number[],
  recent: readonly number[],
  learned: number,
  p: number,
): Departure {
  if (training.length < LEAST_WINDOWS / 2 || recent.length === 0) return { shift: 0, t: 0, departs: false }
  const mean = (all: readonly number[]) => all.reduce((sum, v) => sum + v, 0) / all.length
  const centre = mean(training)
  const k = training.length
  const deviation = Math.sqrt(training.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (k - 1))
  const shift = mean(recent) - centre
  const optimism = Number.isFinite(learned) ? Math.sqrt((learned + 1) / Math.max(0.5, learned - 1)) : 1
  const error = deviation * Math.sqrt(1 / Math.min(MOST_COUNTED, recent.length) + 1 / k) * optimism
  const t = error > 0 ? shift / error : shift === 0 ? 0 : Math.sign(shift) * Infinity
  return { shift, t, departs: Math.abs(t) > tQuantile(1 - p / 2, Math.min(k - 1, 30)) }
}
