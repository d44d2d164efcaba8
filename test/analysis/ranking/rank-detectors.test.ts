import { describe, expect, test } from 'vitest'
import { rankDetectors, quickChoice } from '../../../src-main/analysis/ranking/rank-detectors.ts'
import { inject } from '../../../src-main/analysis/ranking/inject.ts'
import { labelSplit, partToCompare } from '../../../src-main/analysis/ranking/part.ts'
import { agreements, bordaPlaces } from '../../../src-main/analysis/ranking/rank.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { injectionKinds } from '../../../src-main/shared/runs/ranking.ts'
import { planted } from '../../conformance/planted.ts'

const of = (...ids: string[]) => ids.map(detectorById)

describe('a comparison with labels', () => {
  test('ranks real detectors above random and constant, by AUC-PR and VUS-PR', async () => {
    const { series, labels } = planted(900, 3, [
      [300, 30],
      [700, 30],
    ])
    const { by, rows, notes } = await rankDetectors(of('mahalanobis', 'isolation-forest'), series, labels, quietJob())
    expect(by).toBe('labels')
    expect(rows.map((r) => r.rank)).toEqual([1, 2, 3, 4])
    expect(
      rows
        .slice(2)
        .map((r) => r.detector)
        .sort(),
    ).toEqual(['constant', 'random'])
    expect(rows[0].aucPr).toBeGreaterThan(0.9)
    expect(rows[0].vusPr).toBeGreaterThan(0.5)
    expect(rows[0].kinds).toBeNull()
    expect(notes[0]).toContain('on the labels')
  })

  test('keeps the row of a detector that cannot take part and says why', async () => {
    const { series, labels } = planted(24, 1, [[14, 4]])
    const { rows } = await rankDetectors(of('z-score', 'conv-autoencoder'), series, labels, quietJob())
    const out = rows.filter((r) => r.rank === null)
    expect(out).toMatchObject([
      { detector: 'conv-autoencoder', aucPr: null, problem: expect.stringMatching(/needs \d+ points/) },
    ])
    expect(rows.at(-1)!.rank).toBeNull()
  })
})

describe('a comparison without labels', () => {
  test('plants anomalies, asks for agreement, says so, and repeats itself', async () => {
    const { series } = planted(1200, 3, [])
    const { by, rows, notes } = await rankDetectors(
      of('z-score', 'mahalanobis', 'pca'),
      series,
      null,
      quietJob({ seed: 4 }),
    )
    expect(by).toBe('planted anomalies')
    expect(notes[0]).toContain('There are no labels')
    expect(
      rows
        .slice(-2)
        .map((r) => r.detector)
        .sort(),
    ).toEqual(['constant', 'random'])
    expect(Object.keys(rows[0].kinds!)).toEqual([...injectionKinds])
    expect(rows[0].aucPr).toBeGreaterThan(0.4)
    for (const row of rows.slice(0, 3)) expect(row.agreement).toBeGreaterThan(0.1)
    const again = await rankDetectors(of('z-score', 'mahalanobis', 'pca'), series, null, quietJob({ seed: 4 }))
    expect(again.rows.map((r) => [r.detector, r.aucPr, r.vusPr, r.agreement])).toEqual(
      rows.map((r) => [r.detector, r.aucPr, r.vusPr, r.agreement]),
    )
  })

  test('is refused where nothing can be planted, with a sentence', async () => {
    const { series } = planted(300, 2, [])
    series.values.forEach((v) => v.fill(1))
    await expect(rankDetectors(of('z-score'), series, null, quietJob())).rejects.toThrow(
      'too constant, to plant anomalies into',
    )
  })

  test('can be cancelled', async () => {
    const { series } = planted(3000, 3, [])
    await expect(
      rankDetectors(quickChoice(), series, null, quietJob({ signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the usual choice', () => {
  test('holds every classical detector and two networks', () => {
    const ids = quickChoice().map((d) => d.id)
    expect(ids).toEqual(expect.arrayContaining(['pca', 'sub-pca', 'poly', 'conv-autoencoder', 'lstm-forecaster']))
    expect(quickChoice().filter((d) => d.family === 'deep').length).toBe(2)
  })
})

describe('planting', () => {
  const { series } = planted(1000, 4, [])
  const segment = { start: 0, times: series.times, values: series.values }
  const spread = Float64Array.of(1, 2, 0, 3)
  test.each(injectionKinds)(
    'a %s changes exactly the labelled points, in some channels, never in a constant one',
    (kind) => {
      const { values, labels } = inject(segment, kind, 40, spread, 9)
      const changed = values.map((v, c) => v.map((x, i) => Number(x !== series.values[c][i])))
      expect(changed[2].includes(1)).toBe(false)
      const any = labels.map((_, i) => Math.max(...changed.map((c) => c[i])))
      any.forEach((c, i) => {
        if (c) expect(labels[i]).toBe(1)
      })
      expect(any.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.8 * labels.reduce((a, b) => a + b, 0))
      expect(inject(segment, kind, 40, spread, 9)).toEqual({ values, labels })
    },
  )
  test('finds no room in a short stretch', () => {
    const short = { start: 0, times: series.times.subarray(0, 50), values: series.values.map((v) => v.subarray(0, 50)) }
    expect(inject(short, 'shift', 40, spread, 1).labels.includes(1)).toBe(false)
  })
})

describe('ranking', () => {
  test('by the mean place over the criteria, the first settling ties', () => {
    expect(
      bordaPlaces([
        [0.9, 0.5, 0.7],
        [0.2, 0.3, 0.1],
      ]),
    ).toEqual([1, 2, 3])
    expect(bordaPlaces([[0.5, null, 0.7]])).toEqual([2, 3, 1])
  })
  test('agreement is high among those who say the same', () => {
    const a = Float64Array.of(1, 2, 3, 4, 5)
    const [one, two, three] = agreements([a, a.map((v) => v * v), Float64Array.of(3, 1, 5, 2, 4)])
    expect(one).toBeCloseTo(two, 12)
    expect(one).toBeGreaterThan(three)
  })
})

describe('what is compared', () => {
  test('of a long series is the stretch with the most labelled windows', () => {
    const { series, labels } = planted(5000, 1, [
      [100, 5],
      [3000, 5],
      [3100, 5],
      [3300, 5],
    ])
    const part = partToCompare(series, labels, 1000)
    expect(part.series.times.length).toBe(1000)
    expect(part.labels!.reduce((a, b) => a + b, 0)).toBe(15)
  })
  test('is split between labelled windows, two thirds of them before', () => {
    const labels = new Uint8Array(100)
    for (const at of [10, 40, 80]) labels.fill(1, at, at + 5)
    expect(labelSplit(labels)).toBe(62)
    expect(labelSplit(new Uint8Array(10).fill(1))).toBeNull()
  })
})
