import { autocorrelation } from '../math/fft.ts'

/** Points, lags and fallback of the TSB-AD benchmark's rule (Liu and Paparrizos 2024). */
const POINTS = 20_000
const MAX_LAG = 400
const FALLBACK = 125

/** How far the autocorrelation must rise from the valley before a period to its peak: noise and slow drift stay below. */
const RISE = 0.1

/**
 * The window L of VUS and of Sub-PCA: the lag of the highest strict local maximum of the biased autocorrelation of the
 * first 20,000 points over lags 3…400; 125 where there is none. The published rule compares the position in the array
 * that begins at lag 3 with 3 and 300, so lags below 6 and above 303 give 125 too: done alike, for the published numbers.
 * values — [time]; NaN counts as the mean.
 */
export function vusWindow(values: Float64Array): number {
  const best = highestPeak(meanAutocorrelation([values], MAX_LAG))
  return best === null || best < 6 || best > 303 ? FALLBACK : best
}

/**
 * The dominant period in points, or null where the data has none: as `vusWindow`, but a peak counts only if it stands
 * out from the valley before it. values — [time], or [channel][time]: then the channels' autocorrelations are averaged,
 * constant ones left out.
 */
export function dominantPeriod(values: Float64Array | Float64Array[], maxLag = MAX_LAG): number | null {
  const correlation = meanAutocorrelation(Array.isArray(values) ? values : [values], maxLag)
  const best = highestPeak(correlation)
  if (best === null) return null
  const valley = correlation.subarray(0, best).reduce((low, v) => Math.min(low, v), 1)
  return correlation[best] - valley >= RISE && correlation[best] > 0 ? best : null
}

/** A peak this near the highest is as good, and the shortest of them is the period: the others are its multiples. */
const NEARLY = 0.9

/**
 * The fundamental period in points, or null where the data have none: the shortest lag whose autocorrelation peaks within a tenth of the
 * highest peak and stands out from the valley before it. values — [channel][time]; maxLag — the longest period that is looked for.
 */
export function fundamentalPeriod(values: Float64Array[], maxLag: number): number | null {
  const correlation = meanAutocorrelation(values, Math.min(maxLag, Math.floor(POINTS / 2)))
  const best = highestPeak(correlation)
  if (best === null || !(correlation[best] > 0)) return null
  let valley = 1
  for (let lag = 1; lag <= best; lag++) {
    const isPeak = lag > 3 && correlation[lag] > correlation[lag - 1] && correlation[lag] >= correlation[lag + 1]
    if (isPeak && correlation[lag] >= NEARLY * correlation[best] && correlation[lag] - valley >= RISE) return lag
    valley = Math.min(valley, correlation[lag])
  }
  return null
}

/** Lags 0…maxLag; empty where every channel is constant or too short. */
function meanAutocorrelation(channels: Float64Array[], maxLag: number): Float64Array {
  const curves = channels
    .map((channel) => autocorrelation(filled(channel.subarray(0, POINTS)), maxLag))
    .filter((curve) => !Number.isNaN(curve[0]))
  if (curves.length === 0) return new Float64Array(0)
  return curves[0].map((_, lag) => curves.reduce((sum, curve) => sum + curve[lag], 0) / curves.length)
}

/** The lag of the highest strict local maximum among lags 3…end, whose ends are no maxima. */
function highestPeak(correlation: Float64Array): number | null {
  let best: number | null = null
  for (let lag = 4; lag < correlation.length - 1; lag++)
    if (correlation[lag] > correlation[lag - 1] && correlation[lag] > correlation[lag + 1])
      if (best === null || correlation[lag] >= correlation[best]) best = lag
  return best
}

/** NaN replaced by the mean of the rest; copies only where needed. */
function filled(values: Float64Array): Float64Array {
  if (!values.some(Number.isNaN)) return values
  let sum = 0
  let count = 0
  for (const v of values)
    if (!Number.isNaN(v)) {
      sum += v
      count++
    }
  return values.map((v) => (Number.isNaN(v) ? sum / count : v))
}
