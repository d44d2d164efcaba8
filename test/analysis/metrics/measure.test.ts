import { describe, expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { bootstrapIntervals } from '../../../src-main/analysis/metrics/bootstrap.ts'
import { delays, falseAlarms } from '../../../src-main/analysis/metrics/event-view.ts'
import { metrics } from '../../../src-main/analysis/metrics/index.ts'
import { metricById } from './metric-by-id.ts'
import { measure, measureInSteps } from '../../../src-main/analysis/metrics/measure.ts'
import type { MeasureInput } from '../../../src-main/analysis/metrics/metric.ts'
import { rangesOf, type MetricInput } from '../../../src-main/analysis/metrics/metric.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import type { Measures } from '../../../src-main/shared/runs/measures.ts'

const NaNs = [NaN, NaN]

function given(scores: number[], labels: number[], threshold = 0.5, more: Partial<MeasureInput> = {}): MeasureInput {
  return {
    scores: Float64Array.from(scores),
    labels: Uint8Array.from(labels),
    flags: Uint8Array.from(scores, (s) => (s > threshold ? 1 : 0)),
    times: Float64Array.from(scores, (_, i) => i * 60_000),
    threshold,
    ...more,
  }
}

const value = (measures: Measures, id: string) => measures.values.find((m) => m.id === id)!.value

/** Windows of 20 points in every 200, scores that mostly see them. */
function recording(windows: number, seed = 1): MeasureInput {
  const random = seededRandom(seed)
  const labels = Array.from({ length: windows * 200 }, (_, i) => (i % 200 >= 100 && i % 200 < 120 ? 1 : 0))
  return given(
    labels.map((l) => random.next() * 0.6 + l * 0.3),
    labels,
    0.55,
  )
}

describe('measuring a run', () => {
  test('leaves out what was not assessed and counts it', () => {
    const m = measure(given([...NaNs, 0.1, 0.9, 0.2, 0.8, NaN], [0, 0, 0, 1, 1, 0, 0]))
    expect([m.assessed, m.notAssessed, m.windows]).toEqual([4, 3, 1])
    expect(m.confusion).toEqual({ tp: 1, fp: 1, tn: 1, fn: 1 })
    expect(
      ['precision', 'recall', 'F1', 'FAR', 'MAR', 'events found', 'events there'].map((id) => value(m, id)),
    ).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 1, 1])
    expect(value(m, 'share in alarm')).toBe(0.5)
  })

  test('says which windows it could not judge, and keeps neighbouring windows apart when a gap between them is left out', () => {
    const m = measure(given([...NaNs, 0.9, NaN, 0.8, 0.1], [1, 1, 1, 0, 1, 0]))
    expect(m.windows).toBe(2)
    expect(measure(given([...NaNs, 0.1, 0.9], [1, 1, 0, 1])).notes).toContain(
      'Of 2 labelled windows, 1 without an assessed point is left out.',
    )
  })

  test('marks what saw the labels, and shows PA-F1 only as inflated, beside a random detector', () => {
    const plain = measure({ ...recording(6), intervals: false })
    const oracle = measure({ ...recording(6), intervals: false, oracle: true })
    expect(plain.values.filter((m) => m.oracle).map((m) => m.id)).toEqual(['Standard-F1'])
    expect(oracle.values.filter((m) => m.oracle).map((m) => m.id)).toEqual(
      metrics.filter((m) => m.kind === 'prediction' || m.oracle).map((m) => m.id),
    )
    const at = plain.values.findIndex((m) => m.id === 'PA-F1')
    expect(plain.values.slice(at, at + 2).map((m) => [m.id, m.badge])).toEqual([
      ['PA-F1', 'inflated'],
      ['PA-F1 of random', 'inflated'],
    ])
  })

  test('gives intervals from five labelled windows on, and says so below', () => {
    const many = measure(recording(8))
    for (const m of many.values.filter((v) => ['F1', 'AUC-PR', 'VUS-PR', 'mean delay'].includes(v.id))) {
      expect(m.interval![0]).toBeLessThanOrEqual(m.value!)
      expect(m.interval![1]).toBeGreaterThanOrEqual(m.value!)
      expect(m.interval![0]).toBeLessThan(m.interval![1])
    }
    const few = measure(recording(4))
    expect(few.values.some((m) => m.interval)).toBe(false)
    expect(few.notes).toContain('There are 4 labelled windows; fewer than 5 give no intervals.')
    expect(measure({ ...recording(8), intervals: false }).values.some((m) => m.interval)).toBe(false)
    expect(measure(recording(200)).notes).toContain('Intervals are left out beyond 20000 points.')
  })

  test('gives nulls with a note, not numbers, where there is nothing to judge by', () => {
    const unlabelled = measure(given([0.1, 0.9, 0.3], [0, 0, 0]))
    expect(value(unlabelled, 'AUC-ROC')).toBeNull()
    expect(value(unlabelled, 'VUS-PR')).toBeNull()
    expect(value(unlabelled, 'share in alarm')).toBeCloseTo(1 / 3, 12)
    expect(unlabelled.values.find((m) => m.id === 'recall')!.note).toBe('There is no labelled window.')
    const silent = measure(given([0.1, 0.2, 0.3], [0, 1, 0], 9))
    expect([
      value(silent, 'precision'),
      value(silent, 'recall'),
      value(silent, 'F1'),
      value(silent, 'mean delay'),
    ]).toEqual([null, 0, 0, null])
    expect(silent.values.find((m) => m.id === 'precision')!.note).toBe('Nothing was detected.')
  })

  test('refuses arrays of different lengths and a run without scores', () => {
    expect(() => measure({ ...given([1, 2], [0, 1]), labels: new Uint8Array(3) })).toThrow(
      'There are 2 scores, 3 labels',
    )
    expect(() => measure(given(NaNs, [0, 1]))).toThrow('No point has a score')
  })

  test('is plain data: it survives structured clone', () => {
    const m = measure(recording(5))
    expect(structuredClone(m)).toEqual(m)
  })
})

describe('measuring inside a job', () => {
  test('gives the same, and tells how many edge widths of VUS are done', async () => {
    const given = { ...recording(6), vusWindow: 20 }
    const told: number[] = []
    const job = quietJob({
      onProgress: ({ phase, done, total, unit }) => (
        expect([phase, total, unit]).toEqual(['Measuring VUS', 21, 'edge widths']),
        told.push(done)
      ),
    })
    expect(await measureInSteps(given, job)).toEqual(measure(given))
    expect(told).toEqual(Array.from({ length: 22 }, (_, i) => i))
  })

  test('stops when it is cancelled', async () => {
    const controller = new AbortController()
    const job = quietJob({
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 5) controller.abort()
      },
    })
    await expect(measureInSteps(recording(6), job)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the list of metrics', () => {
  test('has unique ids, and every entry says what it is and where it comes from', () => {
    expect(new Set(metrics.map((m) => m.id)).size).toBe(metrics.length)
    for (const m of metrics) expect([m.name, m.summary, m.reference].every((text) => text.length > 1)).toBe(true)
    expect(metricById('VUS-PR').kind).toBe('score')
  })

  for (const metric of metrics.filter((m) => !m.unit && m.better === 'higher'))
    test(`${metric.id} prefers a detector that knows the labels to one that has them backwards`, () => {
      const { labels, times } = recording(6)
      const judged = (scores: Float64Array) => {
        const flags = Uint8Array.from(scores, (s) => (s > 0.5 ? 1 : 0))
        return metric.compute({
          scores,
          labels,
          flags,
          times,
          windows: rangesOf(labels),
          detections: rangesOf(flags),
          stepMs: 60_000,
          vusWindow: 20,
        })!
      }
      const knowing = judged(Float64Array.from(labels, (l, i) => l + (i % 7) / 100))
      const backwards = judged(Float64Array.from(labels, (l, i) => 1 - l + (i % 7) / 100))
      expect(knowing).toBeGreaterThan(0.98)
      expect(knowing).toBeLessThanOrEqual(1)
      expect(backwards).toBeLessThan(knowing - 0.02)
    })
})

describe('the event view', () => {
  const times = Float64Array.from({ length: 20 }, (_, i) => i * 1000)
  const windows = [
    { first: 2, last: 4 },
    { first: 8, last: 10 },
    { first: 15, last: 16 },
  ]
  test('measures delay from the window to its detection, negative for forewarning', () => {
    expect(
      delays({
        windows,
        detections: [
          { first: 3, last: 3 },
          { first: 4, last: 5 },
          { first: 6, last: 8 },
        ],
        times,
      }),
    ).toEqual([1, -2])
    expect(delays({ windows, detections: [{ first: 0, last: 19 }], times })).toEqual([-2, -8, -15])
  })
  test('counts detections that touch no window as false alarms', () => {
    expect(
      falseAlarms({
        windows,
        detections: [
          { first: 0, last: 1 },
          { first: 4, last: 5 },
          { first: 6, last: 6 },
          { first: 17, last: 19 },
        ],
      }),
    ).toBe(3)
    expect(falseAlarms({ windows: [], detections: [{ first: 0, last: 1 }] })).toBe(1)
  })
})

describe('the bootstrap', () => {
  const input = (): MetricInput => {
    const { scores, labels, flags, times } = recording(10)
    return {
      scores,
      labels,
      flags,
      times,
      windows: rangesOf(labels),
      detections: rangesOf(flags),
      stepMs: 60_000,
      vusWindow: 20,
    }
  }
  const chosen = [metricById('F1'), metricById('events there')]
  test('draws as many windows as there are, the same ones under the same seed', () => {
    const [f1, there] = bootstrapIntervals(input(), chosen, 60, 3)
    expect(there).toEqual([10, 10])
    expect(bootstrapIntervals(input(), chosen, 60, 3)[0]).toEqual(f1)
    expect(bootstrapIntervals(input(), chosen, 60, 4)[0]).not.toEqual(f1)
  })
  test('gives no interval to what is hardly ever defined', () => {
    const silent = { ...input(), flags: new Uint8Array(2000), detections: [] }
    expect(bootstrapIntervals(silent, [metricById('precision')], 60)).toEqual([null])
  })
})
