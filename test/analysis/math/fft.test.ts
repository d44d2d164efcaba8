import { describe, expect, test } from 'vitest'
import { autocorrelation, fft, inverseFft, nextPowerOfTwo, slidingDots } from '../../../src-main/analysis/math/fft.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

const noise = (n: number, seed: number) => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: n }, () => random.normal())
}

describe('the fast Fourier transform', () => {
  test('equals the sum it stands for', () => {
    const n = 16
    const [x, y] = [noise(n, 1), noise(n, 2)]
    const [re, im] = [x.slice(), y.slice()]
    fft(re, im)
    for (let k = 0; k < n; k++) {
      let r = 0
      let m = 0
      for (let t = 0; t < n; t++) {
        const angle = (-2 * Math.PI * k * t) / n
        r += x[t] * Math.cos(angle) - y[t] * Math.sin(angle)
        m += x[t] * Math.sin(angle) + y[t] * Math.cos(angle)
      }
      expect(re[k]).toBeCloseTo(r, 11)
      expect(im[k]).toBeCloseTo(m, 11)
    }
    inverseFft(re, im)
    re.forEach((v, i) => expect(v).toBeCloseTo(x[i], 13))
  })

  test('refuses a length that is no power of two', () => {
    expect(() => fft(new Float64Array(12), new Float64Array(12))).toThrow('power of two')
    expect([1, 2, 3, 1025].map(nextPowerOfTwo)).toEqual([1, 2, 4, 2048])
  })

  test('gives the dot product of a query with every window', () => {
    for (const [n, m] of [
      [50, 7],
      [64, 64],
      [33, 1],
    ]) {
      const [x, q] = [noise(n, n), noise(m, m)]
      const dots = slidingDots(x, q)
      expect(dots.length).toBe(n - m + 1)
      dots.forEach((v, i) =>
        expect(v).toBeCloseTo(
          q.reduce((sum, w, j) => sum + w * x[i + j], 0),
          11,
        ),
      )
    }
  })

  test('gives the biased autocorrelation', () => {
    const x = noise(37, 5)
    const mean = x.reduce((a, b) => a + b) / 37
    const at = (lag: number) => x.slice(lag).reduce((sum, v, i) => sum + (v - mean) * (x[i] - mean), 0)
    autocorrelation(x, 20).forEach((v, lag) => expect(v).toBeCloseTo(at(lag) / at(0), 12))
  })
})
