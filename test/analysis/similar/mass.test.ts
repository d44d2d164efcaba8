import { describe, expect, test } from 'vitest'
import { massSquared } from '../../../src-main/analysis/similar/mass.ts'
import { nearestWindows } from '../../../src-main/analysis/similar/matches.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

/** The definition, window by window. */
function plain(series: Float64Array, query: Float64Array): number[] {
  const z = (window: Float64Array) => {
    const mean = window.reduce((a, b) => a + b, 0) / window.length
    const deviation = Math.sqrt(window.reduce((sum, v) => sum + (v - mean) ** 2, 0) / window.length)
    return window.map((v) => (window.every((w) => w === window[0]) ? 0 : (v - mean) / deviation))
  }
  const q = z(query)
  return Array.from({ length: series.length - query.length + 1 }, (_, i) => {
    const w = z(series.slice(i, i + query.length))
    return w.reduce((sum, v, k) => sum + (v - q[k]) ** 2, 0)
  })
}

const random = seededRandom(7).next
const walk = (n: number, level = 0) => {
  let at = level
  return Float64Array.from({ length: n }, () => (at += random() - 0.5))
}

describe('the distance of a window to all others', () => {
  test.each([
    [50, 3],
    [1000, 64],
    [9000, 100],
    [5000, 5000],
    [6000, 1700],
  ])('is what the definition says: %i points, window %i', (n, m) => {
    const series = walk(n)
    const query = series.slice(n - m)
    const found = massSquared(series, query)
    const wanted = plain(series, query)
    expect(found).toHaveLength(wanted.length)
    expect(Math.max(...wanted.map((d, i) => Math.abs(d - found[i])))).toBeLessThan(1e-6 * m)
  })

  test('keeps its digits at a high level', () => {
    const series = walk(3000, 1e6)
    const query = series.slice(100, 150)
    const wanted = plain(series, query)
    massSquared(series, query).forEach((d, i) => expect(Math.abs(d - wanted[i])).toBeLessThan(1e-3))
  })

  test('calls flat windows alike, and as far from a shape as can be told', () => {
    const series = Float64Array.from([...new Array<number>(20).fill(3), ...walk(40), ...new Array<number>(20).fill(-1)])
    expect(massSquared(series, new Float64Array(8).fill(5))[0]).toBe(0)
    const found = massSquared(series, series.slice(25, 33))
    plain(series, series.slice(25, 33)).forEach((d, i) => expect(found[i]).toBeCloseTo(d, 8))
    expect(found[0]).toBe(8)
  })

  test('does not judge windows with a missing value, and all others as ever', () => {
    const series = walk(500)
    const whole = massSquared(series, series.slice(10, 30))
    series[200] = NaN
    massSquared(series, series.slice(10, 30)).forEach((d, i) =>
      i > 180 && i <= 200 ? expect(d).toBeNaN() : expect(d).toBeCloseTo(whole[i], 6),
    )
  })
})

describe('the windows most like an example', () => {
  test('are found where they were planted, on two channels, none over another', () => {
    const n = 20_000
    const channels = [walk(n), walk(n)]
    const places = [1000, 7000, 7400, 15_000]
    for (const [k, at] of places.entries())
      for (let i = 0; i < 120; i++) {
        channels[0][at + i] = 40 + (k + 1) * Math.sin(i / 9) + random() * 0.02
        channels[1][at + i] = 3 * k + (i - 60) ** 2 / 100 + random() * 0.02
      }
    const times = Float64Array.from({ length: n }, (_, i) => i * 1000)
    const found = nearestWindows(channels, times, 1000, 120, 20, 0.25)
    expect(found.map((match) => match.first).sort((a, b) => a - b)).toEqual([7000, 7400, 15_000])
    expect(found.every((match, i) => i === 0 || match.distance >= found[i - 1].distance)).toBe(true)
    expect(nearestWindows(channels, times, 1000, 120, 2)).toHaveLength(2)
  })

  test('do not reach over a gap in time', () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i / 5))
    const times = Float64Array.from(values, (_, i) => (i < 200 ? i : i + 10_000) * 1000)
    for (const { first } of nearestWindows([values], times, 10, 40, 50)) expect(first <= 160 || first >= 200).toBe(true)
  })
})
