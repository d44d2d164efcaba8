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
