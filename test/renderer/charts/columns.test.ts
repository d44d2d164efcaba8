import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../../src-renderer/charts/columns.ts'

const y = { min: 0, max: 10, height: 100 }
const of = (times: number[], values: number[], width = 10) => columnsOf(times, values, { start: 0, end: 10, width }, y, 0, width)

describe('a line, column by column', () => {
  it('keeps a spike of one sample among thousands', () => {
    const times = Array.from({ length: 5001 }, (_, i) => i / 500)
    const { top, bottom } = of(times, times.map((_, i) => (i === 2300 ? 9 : 1)))
    expect([top[4], bottom[4]]).toEqual([10, 90])
    expect([top[5], bottom[5]]).toEqual([90, 90])
  })

  it('runs through every column between two samples', () => {
    const { top, bottom } = of([0, 10], [0, 10])
    expect([...top].map(Math.round)).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0])
    expect([...bottom].map(Math.round)).toEqual([100, 90, 80, 70, 60, 50, 40, 30, 20, 10])
  })

  it('breaks at a missing value', () => {
    const { top, bottom } = of([0, 2, 5, 8, 9.5], [5, 5, NaN, 5, 5])
    expect([...top].map((t, i) => t <= bottom[i])).toEqual([true, true, true, false, false, false, false, false, true, true])
  })

  it('is the same whatever part of it is asked for', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: 0.01, max: 2, noNaN: true }), fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constant(NaN))), { minLength: 1, maxLength: 80 }), fc.nat(39), fc.nat(39), (steps, a, b) => {
      let time = -5
      const times = steps.map(([step]) => (time += step))
      const values = steps.map(([, v]) => v)
      const [first, end] = [Math.min(a, b), Math.max(a, b) + 1]
      const scale = { start: 0, end: 10, width: 40 }
      const whole = columnsOf(times, values, scale, y, 0, 40)
      const part = columnsOf(times, values, scale, y, first, end)
      expect([...part.top.subarray(first, end)]).toEqual([...whole.top.subarray(first, end)])
      expect([...part.bottom.subarray(first, end)]).toEqual([...whole.bottom.subarray(first, end)])
    }))
  })
})
