import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detect } from '../../../src-main/analysis/thresholds/detections.ts'
import {
  detectByRow,
  modesByLabel,
  modesByValue,
  thresholdsByMode,
  thresholdSteps,
} from '../../../src-main/analysis/thresholds/modes.ts'
import { badInput } from '../../../src-main/shared/errors.ts'

const rows = Array.from({ length: 400 }, (_, i) => i)
const times = Float64Array.from(rows, (i) => i * 1000)
const highest = (training: Float64Array) => Math.max(...training)

describe('operating modes', () => {
  test('are the distinct values of a channel where they are few, with its unit', () => {
    const { names, of } = modesByValue('valve', null, Float64Array.of(1, 0, NaN, 1, 3), 4, null)
    expect(names).toEqual(['valve = 0', 'valve = 1', 'valve = 3'])
    expect([...of]).toEqual([1, 0, -1, 1, 2])
  })

  test('are ranges with as many training rows each where the channel is continuous', () => {
    const values = Float64Array.from(rows, (i) => i)
    const trained = Uint8Array.from(rows, (i) => (i < 100 ? 1 : 0))
    const { names, of } = modesByValue('speed', 'rpm', values, 4, trained)
    expect(names).toEqual([
      'speed below 24.75 rpm',
      'speed 24.75 … 49.5 rpm',
      'speed 49.5 … 74.25 rpm',
      'speed from 74.25 rpm',
    ])
    expect([0, 1, 2, 3].map((m) => of.filter((mode, row) => mode === m && row < 100).length)).toEqual([25, 25, 25, 25])
    expect(of[399]).toBe(3)
  })

  test('are inside and outside of the labels of a class', () => {
    const { names, of } = modesByLabel('start-up', Uint8Array.of(0, 1, 1, 0))
    expect([names, [...of]]).toEqual([
      ['in start-up', 'not in start-up'],
      [1, 0, 0, 1],
    ])
  })
})

describe('a threshold for each mode', () => {
  /** Mode 1 from row 100 on scores ten times as high as mode 0. */
  const modes = { names: ['slow', 'fast'], of: Int16Array.from(rows, (i) => (i < 10 ? -1 : i < 100 ? 0 : 1)) }
  const scored = Float64Array.from(rows, (i) => (i % 10) * (i < 100 ? 1 : 10))
  test('comes from the training rows of that mode alone', () => {
    const trained = Uint8Array.from(rows, (i) => (i < 300 ? 1 : 0))
    scored[350] = 1000
    const found = thresholdsByMode(modes, scored, trained, 77, highest)
    expect(found.modes).toEqual([
      { name: 'slow', rows: 90, by: 90, threshold: 9 },
      { name: 'fast', rows: 300, by: 200, threshold: 90 },
    ])
    expect(found.without).toBe(10)
    expect([found.perRow[0], found.perRow[50], found.perRow[150]]).toEqual([77, 9, 90])
    expect(thresholdSteps(found.perRow, times)).toEqual([
      { start: 0, threshold: 77 },
      { start: 10_000, threshold: 9 },
      { start: 100_000, threshold: 90 },
    ])
  })

  test('is that of the whole where a mode has too few training rows, or the rule refuses, and says so', () => {
    const trained = Uint8Array.from(rows, (i) => (i < 101 ? 1 : 0))
    expect(thresholdsByMode(modes, scored, trained, 77, highest).modes[1]).toEqual({
      name: 'fast',
      rows: 300,
      by: 1,
      threshold: 77,
      note: '1 training row is in it, fewer than 50: it keeps the threshold of the whole.',
    })
    const refusing = thresholdsByMode(modes, scored, null, 77, () => {
      throw badInput('There are no labels to choose the threshold by.')
    })
    expect(refusing.modes[0].note).toBe(
      'There are no labels to choose the threshold by. It keeps the threshold of the whole.',
    )
  })

  test("is chosen by the mode's own scores where nothing was trained here", () => {
    const seen: number[] = []
    thresholdsByMode(
      modes,
      scored,
      null,
      77,
      (training, own) => (seen.push(training.length, own.filter((s) => !Number.isNaN(s)).length), 0),
    )
    expect(seen).toEqual([0, 90, 0, 300])
  })

  test('is not drawn where it changes all the time', () => {
    expect(
      thresholdSteps(
        Float64Array.from({ length: 2000 }, (_, i) => i % 2),
        times,
      ),
    ).toBeNull()
  })
})

describe('detections with a threshold for each row', () => {
  test('are those of one threshold where all rows have the same, whatever the options', () => {
    const scores = fc.array(fc.oneof(fc.integer({ min: -5, max: 9 }), fc.constant(NaN)), {
      minLength: 1,
      maxLength: 80,
    })
    const options = fc.record({
      minDurationMs: fc.integer({ min: 0, max: 4000 }),
      mergeGapMs: fc.integer({ min: 0, max: 4000 }),
      hysteresis: fc.constantFrom(0, 0.5, 1),
    })
    fc.assert(
      fc.property(scores, fc.integer({ min: -3, max: 6 }), options, (given, threshold, choice) => {
        const all = Float64Array.from(given)
        const at = times.subarray(0, all.length)
        expect(detectByRow(all, at, new Float64Array(all.length).fill(threshold), choice)).toEqual(
          detect(all, at, threshold, choice),
        )
      }),
    )
  })

  test('follow the mode row by row, and run on across its end', () => {
    const scores = Float64Array.of(5, 5, 5, 5, 5, 50)
    const thresholds = Float64Array.of(9, 9, 4, 4, 9, 9)
    const { detections } = detectByRow(scores, times.subarray(0, 6), thresholds, {
      minDurationMs: 0,
      mergeGapMs: 0,
      hysteresis: 1,
    })
    expect(detections.map(({ first, last, peak }) => [first, last, peak])).toEqual([
      [2, 3, 5],
      [5, 5, 50],
    ])
    const joined = detectByRow(scores, times.subarray(0, 6), thresholds, {
      minDurationMs: 0,
      mergeGapMs: 0,
      hysteresis: 0.5,
    })
    expect(joined.detections.map(({ first, last, peakRow }) => [first, last, peakRow])).toEqual([[2, 5, 5]])
  })
})

test('the modes of a channel of words are called by them', () => {
  const { names, of } = modesByValue('mode', null, Float64Array.of(0, 2, NaN, 0), 4, null, ['Idle', 'Heating', 'Run'])
  expect(names).toEqual(['mode = Idle', 'mode = Run'])
  expect(Array.from(of)).toEqual([0, 1, -1, 0])
})
