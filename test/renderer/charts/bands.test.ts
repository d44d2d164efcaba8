import { describe, expect, test } from 'vitest'
import { type Band, hitBand, indexed, spansOf } from '../../../src-renderer/charts/bands.ts'

const scale = { start: 1000, end: 2000, width: 1000 }
const band = (id: number, start: number, end: number, look = 0): Band => ({ id, start, end, look })

describe('bands on the screen', () => {
  test('are found even if they begin far left of the view', () => {
    const bands = [band(1, 0, 1500), band(2, 100, 110), band(3, 1600, 1700), band(4, 2500, 2600)]
    expect(spansOf(indexed(bands), scale).map((s) => s.id)).toEqual([1, 3])
  })

  test('are never too narrow to be seen', () => {
    const [instant] = spansOf(indexed([band(1, 1500, 1500)]), scale)
    expect(instant.right - instant.left).toBe(2)
  })

  test('are painted once where thousands of one look fall on one pixel', () => {
    const bands = Array.from({ length: 50_000 }, (_, i) => band(i, 1000 + i / 50, 1000 + i / 50 + 0.005))
    const spans = spansOf(indexed(bands), scale)
    expect(spans.length).toBeLessThan(1000)
    expect(spans.reduce((sum, s) => sum + s.count, 0)).toBe(50_000)
    // A quarter of the time is labelled, and so it looks.
    expect(spans.reduce((sum, s) => sum + s.share, 0) / spans.length).toBeCloseTo(0.25, 2)
  })

  test('are counted the same whether they are looked at one by one or summed up', () => {
    const bands = Array.from({ length: 6000 }, (_, i) => band(i, i * 977, i * 977 + ((i * 7919) % 5000), i % 3)).sort(
      (a, b) => a.start - b.start,
    )
    const index = indexed(bands)
    for (const width of [200, 1000, 40_000]) {
      const whole = { start: -1, end: 6_000_000, width }
      expect(spansOf(index, whole).reduce((sum, s) => sum + s.count, 0)).toBe(6000)
      expect(spansOf(index, whole).length).toBeLessThan(Math.min(6001, 3 * width))
    }
    expect(spansOf(index, { start: 1000, end: 3000, width: 1000 }).every((s) => s.count === 1)).toBe(true)
  })

  test('of different looks stay apart', () => {
    expect(spansOf(indexed([band(1, 1500, 1500, 0), band(2, 1500, 1500, 1)]), scale)).toHaveLength(2)
  })
})

describe('the pointer on bands', () => {
  const spans = spansOf(indexed([band(1, 1100, 1500), band(2, 1200, 1300), band(3, 1500, 1600)]), scale)

  test('takes an edge before a body', () => {
    expect(hitBand(spans, 103, null)).toEqual({ id: 1, part: 'start' })
    expect(hitBand(spans, 110, null)).toEqual({ id: 1, part: 'body' })
  })

  test('takes the inner band of two that lie in each other', () => {
    expect(hitBand(spans, 250, null)).toEqual({ id: 2, part: 'body' })
  })

  test('takes the edge of the selected band where two edges touch', () => {
    expect(hitBand(spans, 500, 1)).toEqual({ id: 1, part: 'end' })
    expect(hitBand(spans, 500, 3)).toEqual({ id: 3, part: 'start' })
  })

  test('takes nothing where there is nothing', () => {
    expect(hitBand(spans, 800, null)).toBeNull()
  })
})
