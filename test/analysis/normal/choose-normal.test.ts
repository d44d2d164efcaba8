import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { beginningOf, chooseNormal } from '../../../src-main/analysis/normal/choose-normal.ts'
import { normalTraining } from '../../../src-main/analysis/normal/normal-rows.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

function series(n: number, change: (i: number, c: number) => number, channels = 3): Series {
  const random = seededRandom(11)
  return {
    times: Float64Array.from({ length: n }, (_, i) => i * 1000),
    channels: Array.from({ length: channels }, (_, c) => ({ name: `c${c}`, unit: null })),
    values: Array.from({ length: channels }, (_, c) =>
      Float64Array.from({ length: n }, (_, i) => Math.sin(i / 5) + 0.3 * random.normal() + change(i, c)),
    ),
  }
}
const kind = (data: Series, labels = 0) => chooseNormal(data, labels).kind

describe('what is normal', () => {
  test('is nearly everything where the data stay as they begin, and where anomalies are rare', () => {
    expect(kind(series(3000, () => 0))).toBe('everything')
    expect(kind(series(3000, (i, c) => (c === 1 && i > 2000 && i < 2100 ? 8 : 0)))).toBe('everything')
  })

  test('is the beginning where it is steady and much of what follows is different, in level or in movement', () => {
    const random = seededRandom(12)
    expect(kind(series(3000, (i) => (i > 1500 && i < 2600 ? 8 : 0)))).toBe('beginning')
    expect(kind(series(3000, (i, c) => (c === 0 && i > 1500 ? 8 * random.normal() : 0)))).toBe('beginning')
  })

  test('is judged by the channels that are steady: one that drifts all the time hides nothing', () => {
    const drifting = (more: (i: number) => number) => series(3000, (i, c) => (c === 2 ? i / 50 : c === 0 ? more(i) : 0))
    expect(kind(drifting(() => 0))).toBe('everything')
    expect(kind(drifting((i) => (i > 1800 ? 8 : 0)))).toBe('beginning')
  })

  test('is everything where the data change from the start, where rows are few, and where all are equal', () => {
    expect(kind(series(3000, (i) => i / 20))).toBe('everything')
    expect(kind(series(60, (i) => (i > 30 ? 9 : 0)))).toBe('everything')
    expect(kind({ ...series(3000, () => 0), values: [new Float64Array(3000).fill(4)] })).toBe('everything')
  })

  test('is everything where a trend goes on, however a cycle hides it in the beginning, and not where a state comes after it', () => {
    const trend = (i: number) => Math.sin(i / 23) - (8 * i) / 3000
    expect(kind(series(3000, trend, 1))).toBe('everything')
    expect(kind(series(3000, (i) => trend(i) + (i > 1500 ? 25 : 0), 1))).toBe('beginning')
  })

  test('is all but the labels where there are some; each answer says why in one sentence', () => {
    expect(
      kind(
        series(3000, () => 0),
        4,
      ),
    ).toBe('unlabelled')
    for (const data of [series(3000, () => 0), series(60, () => 0), series(3000, (i) => (i > 1500 ? 8 : 0))])
      for (const labels of [0, 1, 5]) expect(chooseNormal(data, labels).why).toMatch(/^[A-Z0-9].*\.$/)
  })

  test('becomes rows to train on, or blocks in turn where nobody knows', () => {
    const times = Float64Array.from({ length: 100 }, (_, i) => i * 1000)
    const labels = Uint8Array.from({ length: 100 }, (_, i) => Number(i >= 10 && i < 20))
    const why = ''
    expect(normalTraining({ kind: 'everything', ranges: [], why }, times, labels).rows).toBeNull()
    expect(normalTraining({ kind: 'beginning', ranges: [beginningOf(times)], why }, times, null).rows).toEqual([
      { first: 0, last: 29 },
    ])
    expect(normalTraining({ kind: 'unlabelled', ranges: [], why }, times, labels).rows).toEqual([
      { first: 0, last: 9 },
      { first: 20, last: 99 },
    ])
    expect(normalTraining({ kind: 'unknown', ranges: [], why }, times, null)).toEqual({
      rows: null,
      holdOut: { kind: 'blocks', blocks: 5, purge: null, agree: true },
    })
  })
})
