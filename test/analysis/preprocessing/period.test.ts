import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dominantPeriod, vusWindow } from '../../../src-main/analysis/preprocessing/period.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

const made = (n: number, f: (t: number) => number, noise = 0) => {
  const random = seededRandom(3)
  return Float64Array.from({ length: n }, (_, t) => f(t) + noise * random.normal())
}
const wave = (period: number) => (t: number) => Math.sin((2 * Math.PI * t) / period)

describe('the dominant period', () => {
  test('is found under noise, and with missing values', () => {
    const x = made(2000, wave(48), 0.3)
    x[100] = x[700] = NaN
    expect(Math.abs(dominantPeriod([x])! - 48)).toBeLessThanOrEqual(1)
  })
  test('is null for noise, a ramp, a constant, a random walk and a handful of points', () => {
    let level = 0
    const random = seededRandom(9)
    const walk = Float64Array.from({ length: 3000 }, () => (level += random.normal()))
    for (const x of [made(3000, () => 0, 1), made(500, (t) => t), made(500, () => 7), walk, made(3, wave(2))])
      expect(dominantPeriod([x])).toBeNull()
  })
  test('of many channels is the one they share', () => {
    const x = [made(2000, wave(60), 0.5), made(2000, () => 5), made(2000, (t) => wave(60)(t + 20), 0.5)]
    expect(Math.abs(dominantPeriod(x)! - 60)).toBeLessThanOrEqual(1)
  })
})

describe('the window of VUS', () => {
  test('falls back to 125 where there is no period or it is too long', () => {
    expect(vusWindow(made(500, () => 1))).toBe(125)
    expect(vusWindow(made(5000, wave(350)))).toBe(125)
    expect(vusWindow(made(5000, wave(290)))).toBe(290)
  })

  const shared = new URL('../../../../shared/', import.meta.url)
  const golden = new URL('golden/tsb_ad_nab.json', shared)
  test.skipIf(!existsSync(golden))(
    'is the published one for every NAB series at hand (skipped where ../shared is absent)',
    () => {
      const { series } = JSON.parse(readFileSync(golden, 'utf8')) as {
        series: { source: string; first_row: number; rows: number; vus_window: number }[]
      }
      const found = series.flatMap((s) => {
        const file = new URL(`data/nab/${s.source}`, shared)
        if (!existsSync(file)) return []
        const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1)
        const values = Float64Array.from(lines.slice(s.first_row, s.first_row + s.rows), (line) =>
          Number(line.split(',')[1]),
        )
        return [{ source: s.source, ours: vusWindow(values), published: s.vus_window }]
      })
      expect(found.length).toBeGreaterThan(5)
      expect(found.filter((f) => f.ours !== f.published)).toEqual([])
    },
  )
})
