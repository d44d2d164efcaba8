import { autocorrelation } from '../math/fft.ts'

/** A lag at which the values look like themselves. strength — the autocorrelation there, −1…1. */
export interface Period {
  lag: number
  strength: number
}

/** How far a peak must rise above the valleys beside it. */
const RISE = 0.1

/** Peaks within this share of a lag are one. */
const BESIDE = 0.2

/** So many are told, the strongest. */
const MOST = 6

/**
 * The autocorrelation, biased, for lags up to half of the values, and the periods in it: its peaks that stand out from the valleys on both
 * sides, those left out that are only a shorter one again and again. values — [n], finite. Constant values have neither.
 */
export function periodsIn(values: Float64Array): { correlation: Float64Array; periods: Period[] } {
  const correlation = autocorrelation(values, values.length >> 1)
  // What rounding leaves of a constant looks like noise.
  if (Number.isNaN(correlation[0]) || values.every((v) => v === values[0]))
    return { correlation: new Float64Array(0), periods: [] }
  const peaks: Period[] = []
  let valley = 1
  for (let lag = 2; lag < correlation.length - 1; lag++) {
    const here = correlation[lag]
    valley = Math.min(valley, correlation[lag - 1])
    if (!(here > correlation[lag - 1] && here >= correlation[lag + 1]) || here - valley < RISE) continue
    // Noise makes small peaks on a large one: the highest of them counts, until it has fallen by as much again.
    let best = lag
    let k = lag
    for (; k < correlation.length && correlation[best] - correlation[k] < RISE; k++)
      if (correlation[k] > correlation[best]) best = k
    if (k < correlation.length && correlation[best] > 0) peaks.push({ lag: best, strength: correlation[best] })
    valley = correlation[Math.min(k, correlation.length - 1)]
    lag = k
  }
  return {
    correlation,
    periods: peaks
      .filter(
        (peak, i) =>
          !peaks.slice(0, i).some((shorter) => repeats(correlation, shorter.lag, peak.lag)) &&
          // A short period makes ripples on a long one: its highest counts.
          !peaks.some((other) => other.strength > peak.strength && Math.abs(other.lag - peak.lag) < BESIDE * peak.lag),
      )
      .sort((a, b) => b.strength - a.strength)
      .slice(0, MOST),
  }
}

/** Whether a longer lag is only a shorter one again and again: it is a multiple, and the multiples between are as strong. */
function repeats(correlation: Float64Array, shorter: number, longer: number): boolean {
  const times = Math.round(longer / shorter)
  if (times < 2) return false
  if (Math.abs(longer / shorter - times) >= Math.min(0.25, 0.03 * times)) return false
  // The estimate shrinks with the lag by the values that are left: without that, what is periodic stays as strong.
  const n = 2 * correlation.length
  const whole = (lag: number) => (correlation[Math.min(lag, correlation.length - 1)] * n) / (n - lag)
  for (let k = 1; k < times; k++) if (highestNear((k * longer) / times, whole) < whole(longer) - RISE) return false
  return true
}

/** The highest within a hundredth of a lag: ripples of a short period are no valley. */
function highestNear(lag: number, of: (lag: number) => number): number {
  const reach = Math.ceil(lag / 100)
  const step = Math.max(1, Math.floor(reach / 100))
  let most = -Infinity
  for (let k = Math.round(lag) - reach; k <= lag + reach; k += step) most = Math.max(most, of(Math.max(1, k)))
  return most
}
