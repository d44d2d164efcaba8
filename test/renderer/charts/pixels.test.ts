import { describe, expect, test } from 'vitest'
import { clearPixels, fillColumn, fillRow, inkOf, partOf } from '../../../src-renderer/charts/pixels.ts'

const channels = (pixel: number) => [pixel & 0xff, (pixel >> 8) & 0xff, (pixel >> 16) & 0xff, pixel >>> 24]
const column = (pixels: ReturnType<typeof clearPixels>, x: number) =>
  Array.from({ length: pixels.height }, (_, y) => channels(pixels.values[y * pixels.width + x]))

describe('pixels', () => {
  test('hold red, green, blue and opacity in the order of an ImageData', () => {
    const pixels = clearPixels(3, 2)
    fillColumn(pixels, 1, 0, 2, inkOf('#2b5c9e'), 1)
    expect([...new Uint8Array(pixels.values.buffer, pixels.values.byteOffset, 12)]).toEqual([
      0, 0, 0, 0, 0x2b, 0x5c, 0x9e, 255, 0, 0, 0, 0,
    ])
  })

  test('are as opaque as the column covers them', () => {
    const pixels = clearPixels(1, 5)
    fillColumn(pixels, 0, 0.75, 3.5, inkOf('#ffffff'), 1)
    expect(column(pixels, 0).map(([, , , opacity]) => opacity)).toEqual([64, 255, 255, 128, 0])
    const thin = clearPixels(1, 2)
    fillColumn(thin, 0, 1.25, 1.5, inkOf('#ffffff'), 0.8)
    expect(column(thin, 0).map(([, , , opacity]) => opacity)).toEqual([0, 51])
  })

  test('outside are left out, and so is what has no height', () => {
    const pixels = clearPixels(2, 2)
    fillColumn(pixels, 1, -7, 0.5, inkOf('#ffffff'), 1)
    fillColumn(pixels, 1, 2, 9, inkOf('#ffffff'), 1)
    fillColumn(pixels, 0, NaN, 2, inkOf('#ffffff'), 1)
    fillColumn(pixels, 0, 1, 1, inkOf('#ffffff'), 1)
    expect(column(pixels, 1).map(([, , , opacity]) => opacity)).toEqual([128, 0])
    expect([...pixels.values].filter((pixel) => pixel !== 0)).toHaveLength(1)
  })

  test('lie in rows as in columns', () => {
    const pixels = clearPixels(5, 2)
    fillRow(pixels, 1, 0.75, 3.5, inkOf('#ffffff'), 1)
    fillRow(pixels, 2, 0, 5, inkOf('#ffffff'), 1)
    fillColumn(pixels, 5, 0, 2, inkOf('#ffffff'), 1)
    fillColumn(pixels, -1, 0, 2, inkOf('#ffffff'), 1)
    expect([...pixels.values].map((pixel) => pixel >>> 24)).toEqual([0, 0, 0, 0, 0, 64, 255, 255, 128, 0])
  })

  test('of some rows are those of the whole', () => {
    const pixels = clearPixels(2, 4)
    fillColumn(partOf(pixels, 1, 2), 1, 0, 9, inkOf('#ffffff'), 1)
    expect(Array.from({ length: 4 }, (_, y) => pixels.values[y * 2 + 1] >>> 24)).toEqual([0, 255, 255, 0])
  })

  test('mix with what is below as paint does', () => {
    const pixels = clearPixels(1, 1)
    fillColumn(pixels, 0, 0, 1, inkOf('#ff0000'), 0.5)
    fillColumn(pixels, 0, 0, 1, inkOf('#0000ff'), 0.5)
    // Opacity 1 − ½ · ½, a third of it the lower colour's; half of 255 was rounded up to 128.
    expect(column(pixels, 0)).toEqual([[85, 0, 170, 192]])
    fillColumn(pixels, 0, 0, 1, inkOf('#00ff00'), 1)
    expect(column(pixels, 0)).toEqual([[0, 255, 0, 255]])
  })

  test('are clear again for whoever asks next, wider or narrower', () => {
    fillColumn(clearPixels(4, 4), 2, 0, 4, inkOf('#123456'), 1)
    expect(clearPixels(3, 3).values).toEqual(new Uint32Array(9))
    expect(clearPixels(5, 5).values).toEqual(new Uint32Array(25))
  })
})
