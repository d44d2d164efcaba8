import { nextPowerOfTwo, slidingDots } from '../math/fft.ts'

/** A standard deviation below this share of the window's level is rounding noise: the window is flat. */
const flatShare = 1e-10

/**
 * z-normalised Euclidean distance of a query to every window of its length, squared, by FFT: MASS (Mueen et al., 2017),
 * in pieces that fit the processor's cache (its third version). O(n log m).
 * series — [n], NaN = missing; query — [m], finite, m ≤ n → [n − m + 1], 0…4m; NaN where the window holds a missing value.
 * A flat window counts as all zeros: 0 from a flat query, m from any other.
 */
export function massSquared(series: Float64Array, query: Float64Array): Float64Array {
  const m = query.length
  const n = series.length
  const out = new Float64Array(Math.max(0, n - m + 1))
  const { mean, deviation, flat } = moments(query)
  const normal = flat ? new Float64Array(m) : query.map((v) => (v - mean) / deviation)
  const size = Math.max(4096, nextPowerOfTwo(8 * m))
  for (let from = 0; from < out.length; from += size - m + 1)
    piece(series, from, Math.min(n, from + size), normal, flat, out)
  return out
}

/** Distances of the windows that begin in a piece. normal — the query with mean 0 and deviation 1, or zeros where it is flat. */
function piece(
  series: Float64Array,
  from: number,
  to: number,
  normal: Float64Array,
  flat: boolean,
  out: Float64Array,
): void {
  const m = normal.length
  const values = series.slice(from, to)
  // Taken off, so that a high level costs no digits in the sums below.
  const level = meanOf(values)
  const missing = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      missing[i] = 1
      values[i] = 0
    } else values[i] -= level
  }
  const dots = flat ? null : slidingDots(padded(values), normal)
  let [sum, squares, gaps] = [0, 0, 0]
  for (let i = 0; i < values.length; i++) {
    sum += values[i]
    squares += values[i] * values[i]
    gaps += missing[i]
    const start = i - m + 1
    if (start < 0) continue
    const mean = sum / m
    const variance = squares / m - mean * mean
    const isFlat =
      variance <= (flatShare * (Math.abs(level) + Math.abs(mean))) ** 2 || variance <= 1e-14 * (squares / m)
    if (gaps > 0) out[from + start] = NaN
    else if (isFlat && !allEqual(values, start, m)) out[from + start] = exact(values, start, normal)
    else if (flat || isFlat) out[from + start] = flat && isFlat ? 0 : m
    else out[from + start] = Math.max(0, 2 * (m - dots![start] / Math.sqrt(variance)))
    sum -= values[start]
    squares -= values[start] * values[start]
    gaps -= missing[start]
  }
}

/** The plain definition for one window, where running sums have too few digits left. */
function exact(values: Float64Array, start: number, normal: Float64Array): number {
  const window = values.subarray(start, start + normal.length)
  const { mean, deviation, flat } = moments(window)
  let sum = 0
  for (let i = 0; i < normal.length; i++) sum += ((flat ? 0 : (window[i] - mean) / deviation) - normal[i]) ** 2
  return sum
}

function moments(window: Float64Array): { mean: number; deviation: number; flat: boolean } {
  const mean = meanOf(window)
  const deviation = Math.sqrt(window.reduce((sum, v) => sum + (v - mean) ** 2, 0) / window.length)
  return { mean, deviation, flat: deviation <= flatShare * Math.abs(mean) }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  let n = 0
  for (const v of values)
    if (!Number.isNaN(v)) {
      sum += v
      n++
    }
  return n ? sum / n : 0
}

function allEqual(values: Float64Array, start: number, m: number): boolean {
  for (let i = start + 1; i < start + m; i++) if (values[i] !== values[start]) return false
  return true
}

/** To a power of two, so that the transform does not wrap one end into the other. */
function padded(values: Float64Array): Float64Array {
  const out = new Float64Array(nextPowerOfTwo(values.length))
  out.set(values)
  return out
}
