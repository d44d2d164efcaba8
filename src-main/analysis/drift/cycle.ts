import { quantileSorted } from '../preprocessing/scaling.ts'

const hour = 3_600_000
const day = 24 * hour

/** What repeats in the training data. bins — parts of the day or week; binOf — the part of a time, from local time. */
export interface Cycle {
  kind: 'day' | 'week' | null
  bins: number
  binOf(time: number): number
  /** Days or weeks of training that each part was seen on. */
  times: number
}

export const noCycle: Cycle = { kind: null, bins: 1, binOf: () => 0, times: Infinity }

/** Hours must explain so much of a channel's variance to be a cycle… */
const EXPLAINED = 0.08
/** … and one half of the days must look like the other. */
const ALIKE = 0.5
/** Days or weeks of which a cycle can be told. */
const LEAST_DAYS = 1.9
const LEAST_WEEKS = 2.9

/**
 * Whether training repeats by the hour of the day, or of the week. times — [n], epoch ms; values — [channel][n] with the modes taken out;
 * offset — local minus UTC, ms. Of less than two days nobody can tell a cycle from drift: of about one, each hour is held against the
 * same hour all the same.
 */
export function findCycle(
  times: Float64Array,
  values: readonly Float64Array[],
  offset: (time: number) => number,
): Cycle {
  if (times.length < 48) return noCycle
  const span = times[times.length - 1] - times[0]
  const ofDay = (time: number) => Math.floor(((((time + offset(time)) % day) + day) % day) / hour)
  const dayOf = (time: number) => Math.floor((time + offset(time)) / day)
  const daily: Cycle = { kind: 'day', bins: 24, binOf: ofDay, times: Math.max(1, Math.round(span / day)) }
  if (span < LEAST_DAYS * day) return span >= 0.9 * day ? daily : noCycle
  const isDaily = values.some((channel) => repeats(times, channel, ofDay, 24, (time) => dayOf(time) % 2))
  if (span >= LEAST_WEEKS * 7 * day) {
    // 1 January 1970 was a Thursday.
    const weekHour = (time: number) => ((dayOf(time) + 3) % 7) * 24 + ofDay(time)
    const weekOf = (time: number) => Math.floor((dayOf(time) + 3) / 7)
    const rest = isDaily ? values.map((channel) => withoutBins(times, channel, ofDay, 24)) : values
    if (rest.some((channel) => repeats(times, channel, weekHour, 168, (time) => weekOf(time) % 2)))
      return { kind: 'week', bins: 168, binOf: weekHour, times: Math.max(1, Math.floor(span / (7 * day))) }
  }
  return isDaily ? daily : noCycle
}

/** Whether the means of the bins explain a good part, in both halves of the data alike. */
function repeats(
  times: Float64Array,
  values: Float64Array,
  binOf: (time: number) => number,
  bins: number,
  half: (time: number) => number,
): boolean {
  const sums = [0, 1].map(() => ({ sum: new Float64Array(bins), n: new Float64Array(bins) }))
  let [total, squares, count] = [0, 0, 0]
  for (let i = 0; i < times.length; i++) {
    if (!Number.isFinite(values[i])) continue
    const part = sums[Math.abs(half(times[i]))]
    const bin = binOf(times[i])
    part.sum[bin] += values[i]
    part.n[bin]++
    total += values[i]
    squares += values[i] ** 2
    count++
  }
  if (count === 0) return false
  const mean = total / count
  const variance = squares / count - mean * mean
  let [between, xy, xx, yy, seen] = [0, 0, 0, 0, 0]
  for (let bin = 0; bin < bins; bin++) {
    const [a, b] = sums
    if (a.n[bin] === 0 || b.n[bin] === 0) continue
    const [x, y] = [a.sum[bin] / a.n[bin] - mean, b.sum[bin] / b.n[bin] - mean]
    // The product of the two halves is free of the noise of either.
    between += (a.n[bin] + b.n[bin]) * x * y
    xy += x * y
    xx += x * x
    yy += y * y
    seen++
  }
  return seen > bins / 4 && between / count >= EXPLAINED * variance && xy >= ALIKE * Math.sqrt(xx * yy)
}

/** The median of each bin; NaN where no value is in it. */
export function binMedians(
  times: Float64Array,
  values: Float64Array,
  binOf: (time: number) => number,
  bins: number,
): Float64Array {
  const parts: number[][] = Array.from({ length: bins }, () => [])
  for (let i = 0; i < times.length; i++) if (Number.isFinite(values[i])) parts[binOf(times[i])].push(values[i])
  return Float64Array.from(parts, (part) =>
    part.length === 0 ? NaN : quantileSorted(Float64Array.from(part).sort(), 0.5),
  )
}

function withoutBins(times: Float64Array, values: Float64Array, binOf: (time: number) => number, bins: number) {
  const medians = binMedians(times, values, binOf, bins)
  return values.map((v, i) => v - medians[binOf(times[i])])
}
