import { quantileSorted } from './scaling.ts'
import { checkPeriod, type Decomposition } from './decomposition.ts'
import { loess, loessBeyond } from './loess.ts'

export interface StlOptions {
  /** Outliers lose their pull: 15 rounds of reweighting instead of none. Default false. */
  robust?: boolean
  /** Points of the seasonal smoother, odd: how fast the season may change from one period to the next. Default 7. */
  seasonalWidth?: number
  /** Points of the trend smoother, odd. Default: the first odd number above 1.5 · period / (1 − 1.5 / seasonalWidth). */
  trendWidth?: number
}

const nextOdd = (x: number) => {
  const whole = Math.ceil(x)
  return whole % 2 === 1 ? whole : whole + 1
}

/**
 * Seasonal-trend decomposition by local regression (Cleveland, Cleveland, McRae and Terpenning, Journal of Official
 * Statistics 1990), with the defaults of statsmodels: degree 1 everywhere; 5 inner rounds and no outer ones, or 2 and 15
 * when robust. values — [time], finite; period — points. Throws bad-input for fewer than two periods.
 */
export function stl(values: Float64Array, period: number, options: StlOptions = {}): Decomposition {
  checkPeriod(values.length, period)
  const seasonalWidth = options.seasonalWidth ?? 7
  const widths = {
    seasonal: seasonalWidth,
    trend: options.trendWidth ?? nextOdd((1.5 * period) / (1 - 1.5 / seasonalWidth)),
    low: nextOdd(period + 1),
  }
  const [inner, outer] = options.robust ? [2, 15] : [5, 0]
  let trend: Float64Array = new Float64Array(values.length)
  let seasonal: Float64Array = new Float64Array(values.length)
  let robustness: Float64Array | null = null
  for (let round = 0; round <= outer; round++) {
    for (let i = 0; i < inner; i++) {
      seasonal = seasonOf(
        values.map((v, t) => v - trend[t]),
        period,
        widths,
        robustness,
      )
      trend = loess(
        values.map((v, t) => v - seasonal[t]),
        widths.trend,
        1,
        robustness,
      )
    }
    if (round < outer) robustness = bisquare(values.map((v, t) => v - trend[t] - seasonal[t]))
  }
  return { trend, seasonal, remainder: values.map((v, t) => v - trend[t] - seasonal[t]) }
}

/** One inner round's season: each phase smoothed by itself and extended by a period on both sides, less its low frequencies. */
function seasonOf(
  detrended: Float64Array,
  period: number,
  widths: { seasonal: number; low: number },
  robustness: Float64Array | null,
): Float64Array {
  const n = detrended.length
  const extended = new Float64Array(n + 2 * period)
  for (let phase = 0; phase < period; phase++) {
    const every = (values: Float64Array) =>
      Float64Array.from({ length: Math.ceil((n - phase) / period) }, (_, k) => values[phase + k * period])
    const smooth = loessBeyond(every(detrended), widths.seasonal, 1, robustness && every(robustness))
    smooth.forEach((v, k) => (extended[phase + k * period] = v))
  }
  const low = loess(average(average(average(extended, period), period), 3), widths.low, 1, null)
  return low.map((v, t) => extended[t + period] - v)
}

/** Moving average: [n] → [n − width + 1]. */
function average(values: Float64Array, width: number): Float64Array {
  const result = new Float64Array(values.length - width + 1)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    sum += values[i]
    if (i >= width) sum -= values[i - width]
    if (i >= width - 1) result[i - width + 1] = sum / width
  }
  return result
}

/** Robustness weights: Tukey's bisquare of |remainder| over six times its median. */
function bisquare(remainder: Float64Array): Float64Array {
  const sizes = remainder.map(Math.abs)
  const limit = 6 * quantileSorted(sizes.slice().sort(), 0.5)
  const near = 0.001 * limit
  const far = 0.999 * limit
  return sizes.map((size) => (size <= near ? 1 : size <= far ? (1 - (size / limit) ** 2) ** 2 : 0))
}
