import { describe, expect, test } from 'vitest'
import type { Lane } from '../../../src-main/shared/project.ts'
import { stateBands, stateLooks } from '../../../src-renderer/charts/states.ts'

const mixed = 3
/** A sample a second unless times are given. */
const lane = (
  values: number[],
  { times = values.map((_, i) => i * 1000), heads }: { times?: number[]; heads?: number[] } = {},
): Lane => ({
  series: 1,
  times: Float64Array.from(times),
  values: Float64Array.from(values),
  raw: !heads,
  ...(heads && { heads: Int32Array.from(heads) }),
})
/** "state:from-to", in seconds. */
const bands = (of: Lane, pixel = 500) =>
  stateBands(of, mixed, pixel, 1000)
    .list.map(({ look, start, end }) => `${look === mixed ? 'mixed' : look}:${start / 1000}-${end / 1000}`)
    .join(' ')

describe('states as bands', () => {
  test('last until another one begins, and the last one for a step', () => {
    expect(bands(lane([0, 0, 2, 2, 1]))).toBe('0:0-2 2:2-4 1:4-5')
    expect(bands(lane([]))).toBe('')
  })

  test('end a step behind their last sample where values are missing or a gap begins', () => {
    expect(bands(lane([NaN, 1, NaN, NaN, 1, 0]))).toBe('1:1-2 1:4-5 0:5-6')
    expect(bands(lane([0, NaN, 0], { times: [0, 30_000, 60_000] }))).toBe('0:0-1 0:60-61')
  })

  test('that fall on one pixel are mixed, and none of them hides the others', () => {
    expect(bands(lane([0, 0, 0, 0, 1, 2, 1, 2, 0, 0, 0, 0]), 2500)).toBe('0:0-4 mixed:4-8 0:8-12')
    // One sample is as wide as a pixel then.
    expect(bands(lane([0, 0, 0, 0, 2, 0, 0, 0, 0]), 2500)).toBe('0:0-4 mixed:4-6.5 0:6.5-9')
    // Two samples at the same time are two states.
    expect(bands(lane([0, 1, 0, 0], { times: [0, 1000, 1000, 2000] }))).toBe('0:0-1 mixed:1-1.5 0:1.5-3')
  })

  test('of a single sample between missing ones are what they are', () => {
    expect(bands(lane([0, 0, 0, NaN, 2, NaN, 0, 0, 0]), 2500)).toBe('0:0-3 2:4-5 0:6-9')
  })

  test('of pixels that do not hold every sample are mixed where those that are there differ', () => {
    // First, lowest, highest, last of the third pixel: between 2 and 2 there may be 1, and its first sample may be missing.
    const read = lane([0, 0, 0, 0, 1, 0, 2, 2, 2, 2], {
      times: [0, 3900, 4000, 7900, 8000, 8100, 8200, 11_900, 12_000, 15_900],
      heads: [0, 2, 4, 8],
    })
    expect(bands(read, 3500)).toBe('0:0-7.9 mixed:7.9-12 2:12-16.9')
    expect(bands(lane([0, 0, NaN, 1, 1], { times: [0, 3900, 6000, 8000, 11_900], heads: [0, 2, 3] }), 4000)).toBe(
      '0:0-4.9 1:8-12.9',
    )
  })

  test('have looks of their own, and what is mixed has one that no state has', () => {
    const names = Array.from({ length: 28 }, (_, i) => `state ${i}`)
    const looks = stateLooks(names, false, '#5d687a')
    expect(looks.slice(0, 28).map(({ text }) => text)).toEqual(names)
    expect(new Set(looks.map(({ colour, pattern }) => colour + pattern)).size).toBe(29)
    for (let i = 1; i < 28; i++) expect(looks[i].pattern).not.toBe(looks[i - 1].pattern)
    expect(looks.slice(0, 28).every(({ pattern }) => pattern !== looks[28].pattern)).toBe(true)
  })
})
