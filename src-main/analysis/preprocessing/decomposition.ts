import { badInput } from '../../shared/errors.ts'

/** values = trend + seasonal + remainder, all [time]. NaN where the trend cannot be known (classical: half a period at both ends). */
export interface Decomposition {
  trend: Float64Array
  seasonal: Float64Array
  remainder: Float64Array
}

/**
 * Classical additive decomposition: trend by a centred moving average over one period (half weights at its ends where the
 * period is even), seasonal by the mean of what is left for each phase, centred on 0. As statsmodels' seasonal_decompose.
 * values — [time], finite; period — points, at least 2. Throws bad-input for fewer than two periods.
 */
export function classicalDecomposition(values: Float64Array, period: number): Decomposition {
  const n = values.length
  checkPeriod(n, period)
  const trend = centredAverage(values, period)
  const sums = new Float64Array(period)
  const counts = new Float64Array(period)
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(trend[i])) continue
    sums[i % period] += values[i] - trend[i]
    counts[i % period]++
  }
  const phases = sums.map((sum, p) => sum / counts[p])
  const level = phases.reduce((a, b) => a + b) / period
  const seasonal = Float64Array.from(values, (_, i) => phases[i % period] - level)
  return { trend, seasonal, remainder: values.map((v, i) => v - trend[i] - seasonal[i]) }
}

function centredAverage(values: Float64Array, period: number): Float64Array {
  const half = period >> 1
  const edge = period % 2 === 0 ? 0.5 : 1
  return values.map((_, i) => {
    if (i < half || i + half >= values.length) return NaN
    let sum = edge * (values[i - half] + values[i + half])
    for (let k = i - half + 1; k < i + half; k++) sum += values[k]
    return sum / period
  })
}

export function checkPeriod(n: number, period: number): void {
  if (!Number.isInteger(period) || period < 2)
    throw badInput(`A season must have at least 2 whole points, not ${period}.`)
  if (n < 2 * period)
    throw badInput(`A decomposition needs two complete periods: ${2 * period} points, but there are ${n}.`)
}
