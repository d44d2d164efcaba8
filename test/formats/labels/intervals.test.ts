import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flagsFrom, IntervalCollector } from '../../../src-main/formats/labels/intervals.ts'
import { intervalsFrom } from './intervals-from.ts'

const times = Float64Array.of(0, 10, 20, 30, 40)

describe('intervals', () => {
  test('are closed: from the first flagged time to the last', () => {
    expect(intervalsFrom(Uint8Array.of(0, 1, 1, 0, 1), times)).toEqual([
      { start: 10, end: 20 },
      { start: 40, end: 40 },
    ])
  })
  test('hold a point if start ≤ time ≤ end', () => {
    expect(
      flagsFrom(
        [
          { start: 10, end: 20 },
          { start: 25, end: 29 },
        ],
        times,
      ),
    ).toEqual(Uint8Array.of(0, 1, 1, 0, 0))
  })
  test('and flags are each other’s inverse, in one piece or in batches', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { maxLength: 60 }), fc.nat(60), (list, cut) => {
        const flags = Uint8Array.from(list)
        const axis = Float64Array.from(list, (_, i) => i * 10)
        const ranges = intervalsFrom(flags, axis)
        expect(flagsFrom(ranges, axis)).toEqual(flags)
        const collector = new IntervalCollector()
        collector.add(axis.subarray(0, cut), flags.subarray(0, cut))
        collector.add(axis.subarray(cut), flags.subarray(cut))
        expect(collector.finish()).toEqual(ranges)
      }),
    )
  })
})
