import { describe, expect, test } from 'vitest'
import { isSame, knownBy } from '../../src-main/shared/labels/known-errors.ts'

const alarm = (start: number, end: number) => ({ kind: 'false alarm' as const, start, end })
const mark = (id: number, start: number, end: number) => ({ ...alarm(start, end), id, author: 'ada', at: 0 })

describe('an error that is known', () => {
  test('stays known when a moved threshold makes it a little longer or shorter', () => {
    expect(isSame(alarm(100, 200), alarm(90, 230), 10)).toBe(true)
    expect(isSame(alarm(100, 200), alarm(120, 180), 10)).toBe(true)
  })

  test('is another one when it has swallowed others, lies elsewhere or is of another kind', () => {
    expect(isSame(alarm(100, 200), alarm(0, 400), 10)).toBe(false)
    expect(isSame(alarm(100, 200), alarm(300, 400), 10)).toBe(false)
    expect(isSame(alarm(100, 200), { ...alarm(100, 200), kind: 'missed' }, 10)).toBe(false)
  })

  test('of a single point is known by that point', () => {
    expect(isSame(alarm(100, 100), alarm(100, 100), 10)).toBe(true)
    expect(isSame(alarm(100, 100), alarm(110, 110), 10)).toBe(false)
  })

  test('is found among thousands of marks', () => {
    const marks = [mark(1, -5000, 90), ...Array.from({ length: 5000 }, (_, i) => mark(i + 2, i * 100, i * 100 + 50))]
    marks.sort((a, b) => a.start - b.start)
    expect(
      knownBy([alarm(400_005, 400_050), alarm(60, 90), alarm(-4990, 90)], marks, 1).map((found) => found?.id ?? null),
    ).toEqual([4002, null, 1])
  })
})
