import { describe, expect, test } from 'vitest'
import { type Line, paintLines } from '../../../src-renderer/charts/paint-line.ts'
import { clearPixels } from '../../../src-renderer/charts/pixels.ts'

const scale = { start: 0, end: 100, width: 100 }

/** Opacity 0…1 of [y][x], with the values as heights over the lower edge, a value a pixel. */
function painted(points: [time: number, value: number][], more: Partial<Line> = {}): number[][] {
  const pixels = clearPixels(100, 40)
  const line = {
    times: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, value]) => value),
    colour: '#2b5c9e',
    ...more,
  }
  paintLines(pixels, [line], scale, { min: 0, max: 40, height: 40, ratio: 1 })
  return Array.from({ length: 40 }, (_, y) =>
    Array.from(pixels.values.subarray(y * 100, (y + 1) * 100), (pixel) => (pixel >>> 24) / 255),
  )
}
const sum = (rows: number[][]) => rows.flat().reduce((all, opacity) => all + opacity, 0)

describe('a line in pixels', () => {
  test('covers as much as a line of its width and length does, however steep', () => {
    for (const [x, y] of [
      [60, 0],
      [60, 20],
      [30, 30],
      [20, 30],
      [3, 30],
      [0.5, 30],
    ])
      expect(
        sum(
          painted([
            [20, 5],
            [20 + x, 5 + y],
          ]),
        ),
      ).toBeCloseTo(1.1 * Math.hypot(x, y), x === 30 ? 0 : 0.3)
  })

  test('stands where its values are', () => {
    const rows = painted([
      [0, 20.5],
      [100, 20.5],
    ])
    expect(rows.map((row) => Math.round(row[50] * 100))).toEqual(
      Array.from({ length: 40 }, (_, y) => (y === 19 ? 100 : y === 18 || y === 20 ? 5 : 0)),
    )
  })

  test('breaks where a value is missing, and shows a sample that stands alone', () => {
    const rows = painted([
      [10, 20],
      [30, 20],
      [40, NaN],
      [50, 20],
      [60, NaN],
      [70, 20],
      [90, 20],
    ])
    const at = (x: number) => rows.some((row) => row[x] > 0.3)
    expect([20, 35, 45, 50, 55, 80].map(at)).toEqual([true, false, false, true, false, true])
  })

  test('is dashed and paler where it is quiet', () => {
    const rows = painted(
      [
        [0, 20.5],
        [100, 20.5],
      ],
      { quiet: true },
    )
    expect(rows[19].slice(0, 12).map((opacity) => Math.round(opacity * 100))).toEqual([
      80, 80, 80, 0, 0, 0, 80, 80, 80, 0, 0, 0,
    ])
  })

  test('leaves out what lies outside', () => {
    expect(
      sum(
        painted([
          [0, 90],
          [100, 60],
        ]),
      ),
    ).toBe(0)
    expect(
      sum(
        painted([
          [0, -90],
          [100, -60],
        ]),
      ),
    ).toBe(0)
    const rows = painted([
      [-500, 20.5],
      [600, 20.5],
    ])
    expect(rows[19].every((opacity) => opacity === 1)).toBe(true)
  })
})
