import { joined } from '../math/joined.ts'
import type { Segment } from '../../shared/data/series.ts'
import { firstSpread, isNothing } from './nearly-constant.ts'

export type Scaling = 'z-score' | 'min-max' | 'robust' | 'none'

/**
 * Per channel: scaled = (value − centre) / spread. Nearly constant channels get spread 1: they keep their own unit.
 * centre, spread — [channel], in the channel's unit.
 */
export interface Scaler {
  centre: Float64Array
  spread: Float64Array
}

/**
 * Fits on training data only. z-score uses the population deviation; robust: median and interquartile range / 1.349, or the
 * deviation where more than half of the values are the same.
 */
export function fitScaler(train: Segment[], scaling: Scaling): Scaler {
  const channels = train[0]?.values.length ?? 0
  const centre = new Float64Array(channels)
  const spread = new Float64Array(channels).fill(1)
  for (let c = 0; c < channels && scaling !== 'none'; c++) {
    const [a, ...spreads] = fitters[scaling](train.map((segment) => segment.values[c]))
    centre[c] = a
    spread[c] = firstSpread(a, ...spreads)
  }
  return { centre, spread }
}

/** Whether the values, taken together, do not vary beyond rounding. parts — [part][time], in one unit. */
export function isNearlyConstant(parts: Float64Array[]): boolean {
  const [mean, deviation] = meanAndDeviation(parts)
  return isNothing(deviation, mean)
}

/** The centre, and the spreads in the order in which they are tried. */
const fitters: Record<Exclude<Scaling, 'none'>, (parts: Float64Array[]) => [centre: number, ...spreads: number[]]> = {
  'z-score': meanAndDeviation,
  'min-max': (parts) => {
    let low = Infinity
    let high = -Infinity
    for (const part of parts)
      for (const v of part) {
        if (v < low) low = v
        if (v > high) high = v
      }
    return [low, high - low]
  },
  robust: (parts) => {
    const sorted = joined(parts).sort()
    const q = (p: number) => quantileSorted(sorted, p)
    return [q(0.5), (q(0.75) - q(0.25)) / 1.349, meanAndDeviation(parts)[1]]
  },
}

function meanAndDeviation(parts: Float64Array[]): [mean: number, deviation: number] {
  let n = 0
  let sum = 0
  for (const part of parts)
    for (const v of part) {
      sum += v
      n++
    }
  const mean = sum / n
  let squares = 0
  for (const part of parts) for (const v of part) squares += (v - mean) ** 2
  return [mean, Math.sqrt(squares / n)]
}

/** Linear interpolation between order statistics, as numpy's default. */
export function quantileSorted(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

/**
 * Scaled values beyond `limit` deviations grow with their logarithm only: a channel that drifts off by hundreds of them stays the
 * strangest, and does not hide all others. The order of the values stays. limit 0 (or none) — as they are.
 */
export function tempered(z: Float64Array, limit: number | undefined): Float64Array {
  if (!limit) return z
  return z.map((v) => (Math.abs(v) > limit ? Math.sign(v) * limit * (1 + Math.log(Math.abs(v) / limit)) : v))
}

/** One channel scaled: values — [time] in unit → [time] scaled. */
export function scaled(values: Float64Array, scaler: Scaler, channel: number): Float64Array {
  const centre = scaler.centre[channel]
  const factor = 1 / scaler.spread[channel]
  return values.map((v) => (v - centre) * factor)
}
