import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventErrors } from '../../../src-main/analysis/metrics/event-errors.ts'
import { delays, falseAlarms } from '../../../src-main/analysis/metrics/event-view.ts'
import { measure } from '../../../src-main/analysis/metrics/measure.ts'
import { detect } from '../../../src-main/analysis/thresholds/detections.ts'

const seconds = (n: number) => Float64Array.from({ length: n }, (_, i) => i * 1000)
const whole = { minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 }

/** Scores of 0, but for the given rows; labels as [first, last] row. */
function disagreements(scores: Float64Array, labelled: [number, number][], lateShare = 0.25) {
  const times = seconds(scores.length)
  const { detections } = detect(scores, times, 1, whole)
  const labels = labelled.map(([first, last], i) => ({ id: i + 1, start: times[first], end: times[last] }))
  return eventErrors({ scores, times, labels, detections, threshold: 1, lateShare })
}
const scoresWith = (n: number, high: [first: number, last: number, score: number][]) => {
  const scores = new Float64Array(n)
  for (const [first, last, score] of high) scores.fill(score, first, last + 1)
  return scores
}

describe('where a run and the labels disagree', () => {
  test('a detection beside all labels is a false alarm, a label beside all detections is missed, one found after a quarter is late', () => {
    const { errors, events } = disagreements(
      scoresWith(100, [
        [5, 9, 3],
        [50, 59, 2],
      ]),
      [
        [20, 29],
        [40, 59],
      ],
    )
    expect(events).toBe(2)
    expect(
      errors.map(({ kind, first, last, peak, area, delayMs, detection, detectedFrom, labels }) => ({
        kind,
        first,
        last,
        peak,
        area,
        delayMs,
        detection,
        detectedFrom,
        labels,
      })),
    ).toEqual([
      {
        kind: 'missed',
        first: 20,
        last: 29,
        peak: 0,
        area: 0,
        delayMs: null,
        detection: null,
        detectedFrom: null,
        labels: [1],
      },
      {
        kind: 'false alarm',
        first: 5,
        last: 9,
        peak: 3,
        area: 10,
        delayMs: null,
        detection: 0,
        detectedFrom: 5000,
        labels: [],
      },
      {
        kind: 'late',
        first: 40,
        last: 59,
        peak: 2,
        area: 10,
        delayMs: 10_000,
        detection: 1,
        detectedFrom: 50_000,
        labels: [2],
      },
    ])
  })

  test('a false alarm under a lower threshold of its own weighs as much as the score lies above that one', () => {
    const scores = scoresWith(100, [
      [5, 9, 3],
      [50, 59, 0.9],
    ])
    const thresholds = new Float64Array(100).fill(1).fill(0.2, 40)
    const { errors } = eventErrors({
      scores,
      times: seconds(100),
      labels: [],
      detections: [
        { first: 5, last: 9 },
        { first: 50, last: 59 },
      ],
      threshold: thresholds,
      lateShare: 0.25,
    })
    expect(errors.map(({ first, area }) => [first, Number(area.toFixed(6))])).toEqual([
      [5, 10],
      [50, 7],
    ])
  })

  test('what counts as late is chosen', () => {
    const scores = scoresWith(100, [[50, 59, 2]])
    expect(disagreements(scores, [[40, 59]], 0.6).errors).toEqual([])
    expect(disagreements(scores, [[40, 59]], 0.5).errors.map((e) => e.kind)).toEqual(['late'])
  })

  test('an event without an assessed point cannot be judged; one is found by its assessed points alone', () => {
    const scores = scoresWith(100, [[28, 40, 2]])
    scores.fill(NaN, 0, 28)
    const { errors, events, hidden } = disagreements(scores, [
      [3, 9],
      [20, 32],
    ])
    expect({ errors, events, hidden }).toEqual({ errors: [], events: 1, hidden: 1 })
  })

  test('only the judged rows count, and events outside them are neither judged nor missing', () => {
    const times = seconds(100)
    const scores = scoresWith(100, [
      [5, 9, 3],
      [70, 75, 3],
    ])
    const labels = [
      [20, 29],
      [55, 65],
      [90, 95],
    ].map(([first, last], i) => ({ id: i + 1, start: times[first], end: times[last] }))
    const { detections } = detect(scores, times, 1, whole)
    const { errors, events, hidden } = eventErrors({
      scores,
      times,
      labels,
      detections,
      threshold: 1,
      lateShare: 0.25,
      judged: { first: 60, last: 99 },
    })
    expect({ errors: errors.map((e) => [e.kind, e.first, e.last]), events, hidden }).toEqual({
      errors: [
        ['missed', 55, 65],
        ['false alarm', 70, 75],
        ['missed', 90, 95],
      ],
      events: 2,
      hidden: 0,
    })
  })

  test('labels over each other are one event, and all of them are named', () => {
    expect(
      disagreements(new Float64Array(50), [
        [10, 20],
        [15, 30],
        [40, 45],
      ]).errors.map((e) => e.labels),
    ).toEqual([[1, 2], [3]])
  })

  test('a label between two samples marks nothing', () => {
    const times = seconds(10)
    const { errors, events } = eventErrors({
      scores: new Float64Array(10),
      times,
      labels: [{ id: 1, start: 3200, end: 3700 }],
      detections: [],
      threshold: 1,
      lateShare: 0.25,
    })
    expect({ errors, events }).toEqual({ errors: [], events: 0 })
  })

  test('the worst of each kind take turns', () => {
    const { errors } = disagreements(
      scoresWith(200, [
        [100, 100, 2],
        [110, 115, 4],
        [120, 121, 3],
      ]),
      [
        [10, 12],
        [20, 40],
        [50, 60],
      ],
    )
    expect(errors.map(({ kind, first }) => [kind, first])).toEqual([
      ['missed', 20],
      ['false alarm', 110],
      ['missed', 50],
      ['false alarm', 120],
      ['missed', 10],
      ['false alarm', 100],
    ])
  })

  test('as many as the measures count, whatever scores, labels and thresholds', () => {
    const point = fc.record({
      score: fc.oneof(fc.constant(NaN), fc.double({ min: 0, max: 1, noNaN: true })),
      label: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 5, maxLength: 60 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.integer({ min: 0, max: 4000 }),
        (points, threshold, mergeGapMs) => {
          const times = seconds(points.length)
          const scores = Float64Array.from(points, (p) => p.score)
          fc.pre(scores.some((score) => !Number.isNaN(score)))
          const labels = Uint8Array.from(points, (p) => Number(p.label))
          const { flags, detections } = detect(scores, times, threshold, { ...whole, mergeGapMs })
          const marked = points.flatMap((p, i) => (p.label ? [{ id: i + 1, start: times[i], end: times[i] }] : []))
          const { errors, events } = eventErrors({ scores, times, labels: marked, detections, threshold, lateShare: 0 })
          const measured = measure({ scores, labels, flags, times, threshold, detections, intervals: false })
          const valueOf = (id: string) => measured.values.find((one) => one.id === id)!.value
          const count = (kind: string) => errors.filter((error) => error.kind === kind).length
          expect(events).toBe(measured.windows)
          expect(events - count('missed')).toBe(valueOf('events found') ?? 0)
          const kept = [...scores.keys()].filter((row) => !Number.isNaN(scores[row]))
          const at = (rows: { first: number; last: number }) => ({
            first: kept.findIndex((row) => row >= rows.first),
            last: kept.findLastIndex((row) => row <= rows.last),
          })
          const input = {
            windows: windowsOf(labels, scores).map(at),
            detections: detections.map(at),
            times: times.filter((_, row) => !Number.isNaN(scores[row])),
          }
          expect(count('false alarm')).toBe(falseAlarms(input))
          expect(count('late')).toBe(delays(input).filter((delay) => delay > 0).length)
        },
      ),
    )
  })
})

/** Runs of labelled rows that hold an assessed one. */
function windowsOf(labels: Uint8Array, scores: Float64Array): { first: number; last: number }[] {
  const out: { first: number; last: number }[] = []
  labels.forEach((label, row) => {
    if (!label) return
    if (out.at(-1)?.last === row - 1) out.at(-1)!.last = row
    else out.push({ first: row, last: row })
  })
  return out.filter(({ first, last }) => scores.subarray(first, last + 1).some((score) => !Number.isNaN(score)))
}
