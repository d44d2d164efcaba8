import { describe, expect, test } from 'vitest'
import { bootstrapIntervals } from '../../../src-main/analysis/metrics/bootstrap.ts'
import { assessedPart } from '../../../src-main/analysis/metrics/assessed-part.ts'
import { metrics } from '../../../src-main/analysis/metrics/index.ts'
import { metricById } from '../metrics/metric-by-id.ts'
import type { MetricInput } from '../../../src-main/analysis/metrics/metric.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { eventBlocks, inBlocks } from '../../../src-main/analysis/bootstrap/blocks.ts'
import {
  differenceInterval,
  intervalOf,
  onceEach,
  prepared,
  valuesOf,
  weightsOfDraws,
  type Prepared,
} from '../../../src-main/analysis/bootstrap/draws.ts'
import { familyIds } from '../../../src-main/analysis/bootstrap/families.ts'
import { tableOf, type JudgedRow } from '../../../src-main/analysis/bootstrap/table.ts'

/** Windows of 12…30 points in every 150; scores see them more or less; a stretch without scores. */
function recording(windows: number, strength = 0.35, seed = 1, digits?: number) {
  const random = seededRandom(seed)
  const n = windows * 150
  const labels = Uint8Array.from({ length: n }, (_, i) =>
    i % 150 >= 60 && i % 150 < 72 + ((Math.floor(i / 150) * 7) % 19) ? 1 : 0,
  )
  const scores = Float64Array.from(labels, (l, i) =>
    i < 20 || (i > 310 && i < 330) ? NaN : random.next() * 0.7 + l * strength * (1 + (Math.floor(i / 150) % 3) / 2),
  )
  if (digits !== undefined) scores.forEach((s, i) => (scores[i] = Number(s.toFixed(digits))))
  const times = Float64Array.from({ length: n }, (_, i) => 1e12 + i * 60_000 + (i > 500 ? 3_600_000 : 0))
  const flags = Uint8Array.from(scores, (s) => (s > 0.72 ? 1 : 0))
  const input: MetricInput = assessedPart({ scores, labels, flags, times, vusWindow: 40 })
  return { labels, times, input, prepared: prepared(inBlocks(input, eventBlocks(labels, times))) }
}

const named = (values: (number | null)[]) => Object.fromEntries(familyIds.map((id, i) => [id, values[i]]))

function draws(data: Prepared, count = 400): Record<string, Float64Array> {
  const all = [...weightsOfDraws([data.blocks], count)].map((weights) => valuesOf([data], weights))
  return Object.fromEntries(familyIds.map((id, i) => [id, Float64Array.from(all, (values) => values[i] ?? NaN)]))
}

describe('drawing events anew', () => {
  test('asks for what a row of the table is drawn from once, one row after the other, so that it need not be kept', async () => {
    const asked: string[] = []
    const rows = ['first', 'second'].map((name, r): JudgedRow => ({
      key: name,
      name,
      detector: 'z-score',
      params: {},
      trivial: false,
      oracle: false,
      warnings: [],
      parts: [
        {
          dataset: 1,
          run: r,
          measures: null,
          extras: {},
          prepared: () => (asked.push(name), recording(6, 0.35, r + 1).prepared),
        },
      ],
    }))
    const table = await tableOf(
      { dataset: 1, datasets: [{ id: 1, name: 'one', events: 6, blocks: 6 }], labelled: true, rows, notes: [] },
      quietJob(),
    )
    expect(asked).toEqual(['first', 'second'])
    const { value, interval } = table.rows[1].cells['AUC-PR']
    expect(value).toBe(named(valuesOf([recording(6, 0.35, 2).prepared], [new Uint16Array(6).fill(1)]))['AUC-PR'])
    expect(interval![0]).toBeLessThan(interval![1])
  })

  test.each([
    ['different scores', undefined],
    ['many equal scores', 2],
  ] as const)('gives every metric its own value when each event counts once: %s', (_, digits) => {
    const { input, prepared } = recording(9, 0.35, 3, digits)
    const found = named(valuesOf([prepared], onceEach([prepared])))
    const exact = metrics.filter((m) => !m.id.startsWith('VUS'))
    expect(exact.map((m) => [m.id, found[m.id]])).toEqual(
      exact.map((m) => [m.id, expect.closeTo(m.compute(input)!, 9)]),
    )
    for (const id of ['VUS-PR', 'VUS-ROC'])
      expect(Math.abs(found[id]! - metricById(id).compute(input)!)).toBeLessThan(0.002)
  })

  test('gives the intervals that laying the drawn blocks end to end gives', () => {
    const { input, prepared } = recording(12)
    const known = bootstrapIntervals(input, metrics, 400)
    const mine = draws(prepared)
    // The NAB score depends on what its probation leaves out, which is another thing once blocks are laid anew.
    for (const [m, metric] of metrics.entries()) {
      if (metric.id === 'NAB score') continue
      const interval = intervalOf(mine[metric.id])!
      const width = Math.max(known[m]![1] - known[m]![0], 1e-9)
      for (const end of [0, 1])
        expect(
          Math.abs(interval[end] - known[m]![end]) / width,
          `${metric.id} ${interval} against ${known[m]}`,
        ).toBeLessThan(0.25)
    }
  })

  test('keeps what the probation of NAB leaves out as it is: only the events after it are drawn', () => {
    const { prepared } = recording(12, 2)
    const [low, high] = intervalOf(draws(prepared)['NAB score'])!
    const value = named(valuesOf([prepared], onceEach([prepared])))['NAB score']!
    expect([low < value, value < high, high - low < 15]).toEqual([true, true, true])
  })

  test('sees a small but steady difference that the two intervals alone would hide', () => {
    // The same recording; the second run sees every event a little worse.
    const [better, worse] = [recording(12, 0.35), recording(12, 0.3)].map(({ prepared }) => draws(prepared)['AUC-PR'])
    const [a, b] = [intervalOf(better)!, intervalOf(worse)!]
    expect(a[0]).toBeLessThan(b[1])
    expect(differenceInterval(better, worse)![0]).toBeGreaterThan(0)
  })

  test('finds no difference between two runs that guess', () => {
    const [one, other] = [recording(12, 0, 5), recording(12, 0, 6)].map(({ prepared }) => draws(prepared)['AUC-PR'])
    const [low, high] = differenceInterval(one, other)!
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0)
  })

  test('a run against itself differs by nothing in every draw', () => {
    const { prepared } = recording(8)
    expect(differenceInterval(draws(prepared, 50).F1, draws(prepared, 50).F1)).toEqual([0, 0])
  })

  test('draws as many events as there are, from all datasets together', () => {
    for (const [a, b] of weightsOfDraws([3, 5], 20)) expect([...a, ...b].reduce((sum, w) => sum + w, 0)).toBe(8)
  })

  test('pools counts over datasets, and takes the mean of what ranks scores', () => {
    const [a, b] = [recording(6, 0.35, 1), recording(9, 0.2, 2)]
    const pool = [a.prepared, b.prepared]
    const found = named(valuesOf(pool, onceEach(pool)))
    const [one, other] = pool.map((data) => named(valuesOf([data], onceEach([data]))))
    expect(found['AUC-PR']).toBeCloseTo((one['AUC-PR']! + other['AUC-PR']!) / 2, 12)
    const hits = [a, b].reduce((sum, { input }) => sum + input.labels.reduce((n, l, i) => n + l * input.flags[i], 0), 0)
    const there = [a, b].reduce((sum, { input }) => sum + input.labels.reduce((n, l) => n + l, 0), 0)
    expect(found.recall).toBeCloseTo(hits / there, 12)
    expect(found['events there']).toBe(15)
  })

  test('leaves a dataset out of a mean where none of its events were drawn', () => {
    const [a, b] = [recording(6, 0.35, 1).prepared, recording(6, 0.2, 2).prepared]
    expect(named(valuesOf([a, b], [new Uint16Array(6).fill(1), new Uint16Array(6)]))['AUC-PR']).toBe(
      named(valuesOf([a], onceEach([a])))['AUC-PR'],
    )
  })

  test('is null, not a number, where a draw holds no event', () => {
    const { prepared } = recording(6)
    expect(named(valuesOf([prepared], [new Uint16Array(6)]))).toMatchObject({
      'AUC-PR': null,
      'VUS-PR': null,
      recall: null,
      'median delay': null,
    })
  })
})
