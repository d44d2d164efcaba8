/** The smallest power of two that is at least n. */
export const nextPowerOfTwo = (n: number) => 2 ** Math.ceil(Math.log2(Math.max(1, n)))

/** Cosines and sines of 2πk/n for k < n/2, kept per size: computing them anew would cost more than the transform. */
const twiddles = new Map<number, { cos: Float64Array; sin: Float64Array }>()

function twiddlesOf(n: number) {
  let found = twiddles.get(n)
  if (!found) {
    const angle = (k: number) => (2 * Math.PI * k) / n
    found = {
      cos: Float64Array.from({ length: n / 2 }, (_, k) => Math.cos(angle(k))),
      sin: Float64Array.from({ length: n / 2 }, (_, k) => Math.sin(angle(k))),
    }
    twiddles.set(n, found)
  }
  return found
}

/**
 * Discrete Fourier transform in place: X_k = Σ x_t e^{−2πikt/n}. re, im — [n], n a power of two (Cooley and Tukey 1965).
 * Throws RangeError for another length: pad first.
 */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length
  if (n !== im.length || (n & (n - 1)) !== 0 || n === 0)
    throw new RangeError(`An FFT needs a power of two, not ${n} points.`)
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      const r = re[i]
      re[i] = re[j]
      re[j] = r
      const m = im[i]
      im[i] = im[j]
      im[j] = m
    }
  }
  const { cos, sin } = twiddlesOf(n)
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half)
    for (let start = 0; start < n; start += 2 * half)
      for (let k = 0, t = 0; k < half; k++, t += stride) {
        const a = start + k
        const b = a + half
        const r = re[b] * cos[t] + im[b] * sin[t]
        const m = im[b] * cos[t] - re[b] * sin[t]
        re[b] = re[a] - r
        im[b] = im[a] - m
        re[a] += r
        im[a] += m
      }
  }
}

/** Inverse of `fft`, in place. */
export function inverseFft(re: Float64Array, im: Float64Array): void {
  fft(im, re) // swapping the parts conjugates the transform
  const n = re.length
  for (let i = 0; i < n; i++) {
    re[i] /= n
    im[i] /= n
  }
}

/**
 * Dot products of a query with every window of its length. series — [n], query — [m], m ≤ n → [n − m + 1].
 * O(n log n); error about 1e-15 · |series| · |query|, so take off the mean first where the level is large.
 */
export function slidingDots(series: Float64Array, query: Float64Array): Float64Array {
  const size = nextPowerOfTwo(series.length)
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  re.set(series)
  // Real series in the real part, reversed query in the imaginary part: one transform gives both spectra.
  for (let i = 0; i < query.length; i++) im[(query.length - 1 - i) % size] = query[i]
  fft(re, im)
  const outRe = new Float64Array(size)
  const outIm = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    const mirror = (size - k) % size
    const aRe = (re[k] + re[mirror]) / 2
    const aIm = (im[k] - im[mirror]) / 2
    const bRe = (im[k] + im[mirror]) / 2
    const bIm = (re[mirror] - re[k]) / 2
    outRe[k] = aRe * bRe - aIm * bIm
    outIm[k] = aRe * bIm + aIm * bRe
  }
  inverseFft(outRe, outIm)
  return outRe.slice(query.length - 1, series.length)
}

/** Biased autocorrelation: Σ (x_t − x̄)(x_{t+lag} − x̄) / Σ (x_t − x̄)², for lags 0…maxLag. NaN where x is constant. */
export function autocorrelation(x: Float64Array, maxLag = x.length - 1): Float64Array {
  const n = x.length
  const size = nextPowerOfTwo(2 * n)
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  let mean = 0
  for (const v of x) mean += v / n
  for (let i = 0; i < n; i++) re[i] = x[i] - mean
  fft(re, im)
  for (let k = 0; k < size; k++) {
    re[k] = re[k] * re[k] + im[k] * im[k]
    im[k] = 0
  }
  inverseFft(re, im)
  return Float64Array.from({ length: Math.min(maxLag, n - 1) + 1 }, (_, lag) => re[lag] / re[0])
}
