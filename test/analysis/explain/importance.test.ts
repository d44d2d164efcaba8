import { describe, expect, test } from 'vitest'
import { trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { channelImportances } from '../../../src-main/analysis/explain/importance.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { rankCorrelation, ranks } from '../../../src-main/analysis/math/ranks.ts'
import { planted } from '../../conformance/planted.ts'

describe('the importance of channels', () => {
  /** Three channels; only the second one ever goes wrong, the third never moves. */
  async function trained() {
    const { series, labels } = planted(800, 3, [[600, 40]])
    const calm = planted(800, 3, []).series
    series.values[0] = calm.values[0]
    series.values[2] = new Float64Array(800).fill(5)
    const model = await trainDetector(
      detectorById('z-score'),
      series,
      { ranges: [{ first: 0, last: 500 }] },
      quietJob(),
    )
    return { series, labels, model }
  }

  test('is the fall of AUC-PR where there are labels', async () => {
    const { series, labels, model } = await trained()
    const found = await channelImportances(model, series, labels, 600, quietJob())
    expect(found.measure).toBe('AUC-PR')
    expect(found.base).toBeGreaterThan(0.95)
    const [first, second, third] = found.channels.map((c) => c.importance)
    expect(second).toBeGreaterThan(0.5)
    expect(second).toBeGreaterThan(first)
    expect(third).toBe(0)
  })

  test('is the change of the order where there are none', async () => {
    const { series, model } = await trained()
    const found = await channelImportances(model, series, null, 600, quietJob())
    expect(found).toMatchObject({ measure: 'order', base: null, repeats: 5 })
    expect(found.channels[2]).toMatchObject({ channel: 'channel 3' })
    expect(found.channels[2].importance).toBeCloseTo(0, 12)
    expect(found.channels[1].importance).toBeGreaterThan(0.1)
  })

  test('says when it looks at a part', async () => {
    const { series } = planted(30_000, 1, [])
    const model = await trainDetector(detectorById('z-score'), series, {}, quietJob())
    const found = await channelImportances(model, series, null, 29_999, quietJob())
    expect(found.notes).toEqual(['Of 30,000 rows the 20,000 around the highest score are looked at.'])
  })
})

describe('ranks', () => {
  test("share the mean of equal values' places", () => {
    expect([...ranks(Float64Array.of(3, 1, 3, 2))]).toEqual([3.5, 1, 3.5, 2])
  })
  test('correlate as Spearman has it, over what both assess', () => {
    expect(rankCorrelation(Float64Array.of(1, 2, 3, NaN), Float64Array.of(10, 20, 1000, 5))).toBeCloseTo(1, 12)
    expect(rankCorrelation(Float64Array.of(1, 2, 3, 4), Float64Array.of(4, 3, 2, 1))).toBeCloseTo(-1, 12)
    expect(rankCorrelation(Float64Array.of(1, 1, 1), Float64Array.of(4, 3, 2))).toBe(0)
  })
})
