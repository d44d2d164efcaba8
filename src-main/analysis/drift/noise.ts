import { quantileSorted } from '../preprocessing/scaling.ts'
import type { Course } from './level.ts'

/** Lags of both sides may differ by this share. */
const ALIKE = 0.05
const MOST_STEPS = 6
/** A second difference of independent values varies √6 times as much as they do. */
const GAIN = Math.sqrt(6)

/**
 * How much values differ from those beside them, free of what moves slowly: second differences over the same lag on both sides, as large as
 * the noise of single values. Sampled at other steps, both take the shortest lag that each has; null where there is none.
 */
export function noiseOf(training: Course, recent: Course): [Course, Course] | null {
  const [a, b] = [usualStep(training.times), usualStep(recent.times)]
  for (let k = 1; k <= MOST_STEPS; k++) {
    const lag = k * Math.max(a, b)
    const [inA, inB] = [Math.round(lag / a), Math.round(lag / b)]
    if (Math.abs(inA * a - inB * b) <= ALIKE * lag)
      return [differences(training, inA, inA * a), differences(recent, inB, inB * b)]
  }
  return null
}

/** NaN where a value is missing, or a gap lies between. */
function differences({ times, values }: Course, rows: number, lag: number): Course {
  const own = new Float64Array(values.length).fill(NaN)
  for (let i = 2 * rows; i < values.length; i++)
    if (times[i] - times[i - 2 * rows] <= 2.5 * lag)
      own[i] = (values[i] - 2 * values[i - rows] + values[i - 2 * rows]) / GAIN
  return { times, values: own }
}

function usualStep(times: Float64Array): number {
  if (times.length < 2) return NaN
  const steps = Float64Array.from({ length: times.length - 1 }, (_, i) => times[i + 1] - times[i])
  return quantileSorted(steps.sort(), 0.5)
}
