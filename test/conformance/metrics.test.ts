import { describe, expect, test } from 'vitest'
import { eventBlocks, inBlocks } from '../../src-main/analysis/bootstrap/blocks.ts'
import { columns } from '../../src-main/analysis/bootstrap/columns.ts'
import { onceEach, prepared, valuesOf } from '../../src-main/analysis/bootstrap/draws.ts'
import { familyIds } from '../../src-main/analysis/bootstrap/families.ts'
import { assessedPart } from '../../src-main/analysis/metrics/assessed-part.ts'
import { metrics } from '../../src-main/analysis/metrics/index.ts'
import { metricById } from '../analysis/metrics/metric-by-id.ts'
import type { MetricInput } from '../../src-main/analysis/metrics/metric.ts'
import type { RowRange } from '../../src-main/shared/data/series.ts'

const n = 4000
/** Long enough for NAB's probation to end before the first, and far enough apart for VUS' soft edges. */
const windows: RowRange[] = [1000, 1800, 2600, 3400].map((first) => ({ first, last: first + 99 }))

/** A series of one point a second that is judged by these detections; scores are 1 inside them and 0 outside, with a little slope against ties. */
function judged(detections: RowRange[], labelled = windows): MetricInput {
  const [labels, flags] = [new Uint8Array(n), new Uint8Array(n)]
  for (const { first, last } of labelled) labels.fill(1, first, last + 1)
  for (const { first, last } of detections) flags.fill(1, first, last + 1)
  return assessedPart({
    scores: Float64Array.from(flags, (flag, row) => flag + 1e-6 * Math.sin(row)),
    labels,
    flags,
    times: Float64Array.from(flags, (_, row) => 1_600_000_000_000 + 1000 * row),
    detections,
    vusWindow: 50,
  })
}

const perfect = judged(windows)
/** One event missed, one found late, two alarms for nothing. */
const usual = judged([
  { first: 300, last: 340 },
  { first: 990, last: 1099 },
  { first: 1850, last: 1880 },
  { first: 2200, last: 2210 },
  { first: 3400, last: 3499 },
])
const lowered = {
  'missed event': judged(windows.slice(1)),
  'false alarm': judged([{ first: 500, last: 620 }, ...windows]),
  'late detection': judged(windows.map(({ first, last }) => ({ first: first + 40, last }))),
}
const odd: [name: string, input: MetricInput][] = [
  ['nothing is labelled', judged(windows, [])],
  ['nothing is detected', judged([])],
  ['neither is', judged([], [])],
  ['all is detected', judged([{ first: 0, last: n - 1 }])],
  ['all is labelled', judged(windows, [{ first: 0, last: n - 1 }])],
]

describe.each(metrics.map((metric) => [metric.id, metric] as const))('%s', (id, metric) => {
  test('says what it is', () => {
    expect(metrics.filter((other) => other.id === id)).toHaveLength(1)
    expect(metric.name).toMatch(/^\S.*\S$/)
    expect(metric.summary).toMatch(/^[A-Z].{15,}\.$/)
    expect(metric.reference.length).toBeGreaterThan(5)
  })

  test('is the same for the same run, and leaves what it looks at as it is', () => {
    const before = structuredClone(usual)
    const value = metric.compute(usual)
    expect(value).toSatisfy(Number.isFinite)
    expect(metric.compute(structuredClone(usual))).toBe(value)
    expect(usual).toEqual(before)
  })

  test.each(odd)('is a number or not defined where %s', (_, input) => {
    const value = metric.compute(input)
    expect(value === null || Number.isFinite(value)).toBe(true)
    if (metric.needsLabels === false) expect(value).not.toBeNull()
  })

  test('is no worse for a perfect run than for any other, by the end that is good', () => {
    const best = metric.compute(perfect)!
    expect(best).toSatisfy(Number.isFinite)
    if (metric.better === null) return
    const sign = metric.better === 'higher' ? 1 : -1
    for (const input of [usual, ...Object.values(lowered)]) {
      const value = metric.compute(input)
      // The two guards against 0/0 of published metrics cost the last digits.
      if (value !== null) expect(sign * value).toBeLessThanOrEqual(sign * best + 1e-9)
    }
  })

  test.runIf(metric.loweredBy)('is worse, or higher where neither end is good, for what it is lowered by', () => {
    const sign = metric.better === 'higher' ? 1 : -1
    expect(sign * metric.compute(lowered[metric.loweredBy!])!).toBeLessThan(sign * metric.compute(perfect)!)
  })

  test.runIf(metric.companion)('has a companion that is a metric', () => {
    expect(metrics.map((other) => other.id)).toContain(metric.companion)
    expect(metricById(metric.companion!).companion).toBeUndefined()
  })

  test('can be drawn anew, for an interval', () => {
    expect(familyIds, 'give it `fromSums`, or a family in src-main/analysis/bootstrap/families.ts').toContain(id)
  })

  test.runIf(metric.fromSums)('is the same from the sums over events as from the points', () => {
    for (const input of [perfect, usual, ...Object.values(lowered)]) {
      const blocks = prepared(inBlocks(input, eventBlocks(input.labels, input.times)))
      const value = valuesOf([blocks], onceEach([blocks]))[familyIds.indexOf(id)]
      expect(value).toBeCloseTo(metric.compute(input)!, 9)
    }
  })

  test('is a column of the table of runs that says the same of it', () => {
    const column = columns.find((one) => one.id === id)!
    const { name, better, companion, loweredBy, usual } = metric
    expect(column).toMatchObject({
      name,
      better,
      needsLabels: metric.needsLabels ?? true,
      ...(companion && { companion }),
      ...(loweredBy && { loweredBy }),
      ...(usual && { usual }),
    })
    expect(columns.filter((other) => usual !== undefined && other.usual === usual).length).toBeLessThan(2)
  })
})
