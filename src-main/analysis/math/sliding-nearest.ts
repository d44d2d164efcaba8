import type { Job } from '../job.ts'
import { fft, inverseFft, nextPowerOfTwo } from './fft.ts'

/** Numbers that the spectra of the patterns may take at a time. */
const mostNumbers = 8e6

/**
 * Which pattern each window of a series is nearest to (Euclidean). values — [channel][time]; patterns — [k · channels · window],
 * a pattern's channels one after the other → [n − window + 1], indices of patterns.
 * By overlapping Fourier transforms: the time hardly depends on the window. Patterns whose distances differ by less than
 * rounding (about 1e-14 of the largest square in a block) may be mistaken for each other.
 */
export async function nearestPatterns(
  values: Float64Array[],
  patterns: Float64Array,
  window: number,
  job: Job,
): Promise<Int32Array> {
  const channels = values.length
  const dims = window * channels
  const k = patterns.length / dims
  const count = values[0].length - window + 1
  const size = nextPowerOfTwo(Math.max(2, Math.min(Math.max(512, 4 * window), 2 * values[0].length)))
  const perBlock = size - window + 1
  const nearest = new Int32Array(count)
  const least = new Float64Array(count).fill(Infinity)
  const re = values.map(() => new Float64Array(size))
  const im = values.map(() => new Float64Array(size))
  const outRe = new Float64Array(size)
  const outIm = new Float64Array(size)
  const atOnce = 2 * Math.max(1, Math.floor(mostNumbers / (2 * channels * size)))
  for (let first = 0; first < k; first += atOnce) {
    const pairs = []
    for (let a = first; a < Math.min(k, first + atOnce); a += 2)
      pairs.push(pairOf(patterns, a, Math.min(a + 1, k - 1), window, channels, size))
    for (let start = 0; start < count; start += perBlock) {
      values.forEach((series, c) => {
        re[c].fill(0).set(series.subarray(start, Math.min(start + size, series.length)))
        im[c].fill(0)
        fft(re[c], im[c])
      })
      const to = Math.min(perBlock, count - start)
      for (const [i, pair] of pairs.entries()) {
        if (i % 8 === 0) await job.checkpoint({ phase: 'Scoring', done: start, total: count, unit: 'windows' })
        outRe.fill(0)
        outIm.fill(0)
        for (let c = 0; c < channels; c++) addProducts(re[c], im[c], pair.re[c], pair.im[c], outRe, outIm)
        inverseFft(outRe, outIm)
        // |x − p|² less |x|², which is the same for all patterns.
        for (let t = 0; t < to; t++) {
          const a = pair.squares[0] - 2 * outRe[t]
          const b = pair.squares[1] - 2 * outIm[t]
          const best = Math.min(a, b)
          if (best < least[start + t]) {
            least[start + t] = best
            nearest[start + t] = a <= b ? pair.index[0] : pair.index[1]
          }
        }
      }
    }
  }
  return nearest
}

/** Two real patterns share one complex spectrum: the products with the first come out as real parts, with the second as imaginary ones. */
function pairOf(patterns: Float64Array, a: number, b: number, window: number, channels: number, size: number) {
  const dims = window * channels
  const squares = [a, b].map((p) => patterns.subarray(p * dims, (p + 1) * dims).reduce((sum, v) => sum + v * v, 0))
  const re: Float64Array[] = []
  const im: Float64Array[] = []
  for (let c = 0; c < channels; c++) {
    const [x, y] = [new Float64Array(size), new Float64Array(size)]
    // Turned round in time, so that multiplying slides the pattern along the series instead of mirroring it.
    for (let t = 0; t < window; t++) {
      const at = (size - t) % size
      x[at] = patterns[a * dims + c * window + t]
      y[at] = patterns[b * dims + c * window + t]
    }
    fft(x, y)
    re.push(x)
    im.push(y)
  }
  return { index: [a, b], squares, re, im }
}

function addProducts(
  aRe: Float64Array,
  aIm: Float64Array,
  bRe: Float64Array,
  bIm: Float64Array,
  intoRe: Float64Array,
  intoIm: Float64Array,
): void {
  for (let k = 0; k < aRe.length; k++) {
    intoRe[k] += aRe[k] * bRe[k] - aIm[k] * bIm[k]
    intoIm[k] += aRe[k] * bIm[k] + aIm[k] * bRe[k]
  }
}
