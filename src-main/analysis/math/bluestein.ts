import { fft, inverseFft, nextPowerOfTwo } from './fft.ts'

/** Discrete Fourier transform of any length: as `fft`, by Bluestein's convolution (IEEE TAU 1970) where n is no power of two. */
export function fftOfAnyLength(re: Float64Array, im: Float64Array): { re: Float64Array; im: Float64Array } {
  const n = re.length
  if ((n & (n - 1)) === 0) {
    const out = { re: re.slice(), im: im.slice() }
    if (n > 0) fft(out.re, out.im)
    return out
  }
  const size = nextPowerOfTwo(2 * n)
  const cos = new Float64Array(n)
  const sin = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    // k² modulo 2n keeps the angle small, and exact.
    const angle = (Math.PI * Number((BigInt(k) * BigInt(k)) % BigInt(2 * n))) / n
    cos[k] = Math.cos(angle)
    sin[k] = Math.sin(angle)
  }
  const a = { re: new Float64Array(size), im: new Float64Array(size) }
  const b = { re: new Float64Array(size), im: new Float64Array(size) }
  for (let k = 0; k < n; k++) {
    a.re[k] = re[k] * cos[k] + im[k] * sin[k]
    a.im[k] = im[k] * cos[k] - re[k] * sin[k]
    b.re[k] = b.re[(size - k) % size] = cos[k]
    b.im[k] = b.im[(size - k) % size] = sin[k]
  }
  fft(a.re, a.im)
  fft(b.re, b.im)
  for (let k = 0; k < size; k++) {
    const r = a.re[k] * b.re[k] - a.im[k] * b.im[k]
    a.im[k] = a.re[k] * b.im[k] + a.im[k] * b.re[k]
    a.re[k] = r
  }
  inverseFft(a.re, a.im)
  return {
    re: Float64Array.from({ length: n }, (_, k) => a.re[k] * cos[k] + a.im[k] * sin[k]),
    im: Float64Array.from({ length: n }, (_, k) => a.im[k] * cos[k] - a.re[k] * sin[k]),
  }
}
