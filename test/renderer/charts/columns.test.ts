import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../../src-renderer/charts/columns.ts'

const y = { min: 0, max: 10, height: 100 }
const of = (times: number[], values: number[], width = 10) => columnsOf(times, values, { start: 0, end: 10, width }, y)

describe('a line, column by column', () => {
  test('keeps a spike of one sample among thousands', () => {
    const times = Array.from({ length: 5001 }, (_, i) => i / 500)
    const { top, bottom } = of(
      times,
      times.map((_, i) => (i === 2300 ? 9 : 1)),
    )
    expect([top[4], bottom[4]]).toEqual([10, 90])
    expect([top[5], bottom[5]]).toEqual([90, 90])
  })

  test('runs through every column between two samples', () => {
    const { top, bottom } = of([0, 10], [0, 10])
    expect([...top].map(Math.round)).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0])
    expect([...bottom].map(Math.round)).toEqual([100, 90, 80, 70, 60, 50, 40, 30, 20, 10])
  })

  test('breaks at a missing value', () => {
    const { top, bottom } = of([0, 2, 5, 8, 9.5], [5, 5, NaN, 5, 5])
    expect([...top].map((t, i) => t <= bottom[i])).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ])
  })

  test('is the same in whatever part of it is looked at', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 200 }), fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(NaN))),
          { minLength: 1, maxLength: 80 },
        ),
        fc.nat(31),
        (steps, from) => {
          let time = -500
          const times = steps.map(([step]) => (time += step))
          const values = steps.map(([, v]) => v)
          const whole = columnsOf(times, values, { start: 0, end: 1024, width: 32 }, y)
          const part = columnsOf(times, values, { start: from * 32, end: 1024, width: 32 - from }, y)
          part.top.forEach((t, i) => expect(t).toBeCloseTo(whole.top[from + i], 3))
          part.bottom.forEach((b, i) => expect(b).toBeCloseTo(whole.bottom[from + i], 3))
        },
      ),
    )
  })
})
