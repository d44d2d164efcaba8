import { expect, test } from 'vitest'
import { pointAdjustedF1, pointAdjustedF1OfRandom } from '../../../src-main/analysis/metrics/event-based.ts'
import { measureScores } from '../../../src-main/analysis/metrics/measure-scores.ts'
import { rangesOf } from '../../../src-main/analysis/metrics/metric.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'

const n = 20_000
/** Thirty windows of 10 to 300 points. */
const labels = Uint8Array.from({ length: n }, (_, i) => (i % 660 < 10 + (Math.floor(i / 660) % 30) * 10 ? 1 : 0))
const windows = rangesOf(labels)

test.each([0.001, 0.01, 0.05, 0.5])(
  'what PA-F1 gives to random alarms is what it gives them on average, %d of the points flagged',
  (share) => {
    const random = seededRandom(3)
    const draws = Array.from({ length: 40 }, () =>
      pointAdjustedF1(
        windows,
        labels,
        Uint8Array.from(labels, () => (random.next() < share ? 1 : 0)),
      ),
    )
    const mean = draws.reduce((sum, f1) => sum + f1) / draws.length
    expect(Math.abs(pointAdjustedF1OfRandom(windows, n, share) - mean)).toBeLessThan(0.02)
  },
)

test('random scores reach by PA-F1 what the number beside it says, and little by any other measure', () => {
  const random = seededRandom(4)
  const { values } = measureScores({
    scores: Float64Array.from(labels, () => random.next()),
    labels,
    times: Float64Array.from(labels, (_, i) => i * 1000),
    vusWindow: 20,
    intervals: false,
  })
  const value = (id: string) => values.find((measure) => measure.id === id)!.value!
  expect(value('PA-F1')).toBeGreaterThan(0.8)
  expect(Math.abs(value('PA-F1') - value('PA-F1 of random'))).toBeLessThan(0.05)
  expect(value('AUC-ROC')).toBeCloseTo(0.5, 1)
  expect(
    values.filter((measure) => measure.badge === 'inflated').map((measure) => [measure.id, measure.oracle]),
  ).toEqual([
    ['PA-F1', true],
    ['PA-F1 of random', true],
  ])
})

test('without a threshold, intervals are of what needs none, and few windows have none', () => {
  const random = seededRandom(5)
  const part = labels.subarray(0, 4000)
  const scores = Float64Array.from(part, (l) => random.next() + l / 3)
  const given = { scores, labels: part, times: Float64Array.from(part, (_, i) => i * 1000), vusWindow: 10 }
  const { values } = measureScores(given)
  expect(values.filter((measure) => measure.interval).map((measure) => measure.id)).toEqual([
    'AUC-ROC',
    'AUC-PR',
    'Standard-F1',
    'VUS-PR',
    'VUS-ROC',
  ])
  const few = measureScores({
    ...given,
    scores: scores.subarray(0, 1800),
    labels: labels.subarray(0, 1800),
    times: given.times.subarray(0, 1800),
  })
  expect(few.notes).toContain('There are 3 labelled windows; fewer than 5 give no intervals.')
  expect(few.values.some((measure) => measure.interval)).toBe(false)
})
