import { fft, inverseFft, nextPowerOfTwo } from '../math/fft.ts'

/** correlation[i] — how well the second follows the first after first + i steps; best — the strongest of them in size. */
export interface CrossCorrelation {
  first: number
  correlation: Float64Array
  best: { lag: number; correlation: number }
}

/**
 * Cross-correlation of two channels for lags −most…most, biased: Σ (x_t − x̄)(y_{t+lag} − ȳ) / √(Σ(x−x̄)² Σ(y−ȳ)²). A positive lag: the
 * second is later. x, y — [n], finite, on a regular axis. null where either is constant.
 */
export function crossCorrelation(x: Float64Array, y: Float64Array, most: number): CrossCorrelation | null {
  const n = x.length
  const reach = Math.min(most, n - 1)
  const size = nextPowerOfTwo(2 * n)
  const [a, b] = [x, y].map((values) => {
    const mean = values.reduce((sum, v) => sum + v, 0) / n
    const re = new Float64Array(size)
    const im = new Float64Array(size)
    let squares = 0
    for (let i = 0; i < n; i++) {
      re[i] = values[i] - mean
      squares += re[i] * re[i]
    }
    fft(re, im)
    return { re, im, squares }
  })
  const norm = Math.sqrt(a.squares * b.squares)
  if (!(norm > 0)) return null
  for (let k = 0; k < size; k++) {
    const re = a.re[k] * b.re[k] + a.im[k] * b.im[k]
    b.im[k] = a.re[k] * b.im[k] - a.im[k] * b.re[k]
    b.re[k] = re
  }
  inverseFft(b.re, b.im)
  const correlation = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => b.re[(i - reach + size) % size] / norm)
  let best = 0
  for (let i = 1; i < correlation.length; i++) if (Math.abs(correlation[i]) > Math.abs(correlation[best])) best = i
  return { first: -reach, correlation, best: { lag: best - reach, correlation: correlation[best] } }
}

/** Of a hundred pairs that have nothing to do with each other, one reaches it at some lag. */
const BY_CHANCE = 0.01

/** Two that share a slow course, as all that follows the day does, are worth a look from here on, however few their turns are. */
const ALWAYS = 0.7

/**
 * The correlation that chance reaches at the strongest of so many lags, 0…1. Values that resemble their neighbours count for fewer:
 * n · (1 − ρx·ρy) / (1 + ρx·ρy), with the correlations of neighbours ρ (Bartlett, JRSS Supplement 8, 1946). x, y — [n], finite, on a
 * regular axis; known — how many of them were measured.
 */
export function chanceCorrelation(x: Float64Array, y: Float64Array, lags: number, known: number): number {
  const alike = Math.max(0, neighbours(x) * neighbours(y))
  const count = (known * (1 - alike)) / (1 + alike)
  // The tail of the normal distribution lies below 2 · exp(−z²/2).
  return Math.min(ALWAYS, Math.sqrt((2 * Math.log((2 * lags) / BY_CHANCE)) / count))
}

/** The correlation of each value with the one before. */
function neighbours(x: Float64Array): number {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length
  let [squares, products] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    squares += (x[i] - mean) ** 2
    if (i > 0) products += (x[i] - mean) * (x[i - 1] - mean)
  }
  return products / squares
}
