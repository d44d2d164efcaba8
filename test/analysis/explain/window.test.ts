import { describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector, type TrainedModel } from '../../../src-main/analysis/train-and-score.ts'
import { detectors } from '../../../src-main/analysis/detectors/index.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { explainWindow, type WindowQuestion } from '../../../src-main/analysis/explain/window.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { settingsFor } from '../../conformance/detector-settings.ts'
import { planted } from '../../conformance/planted.ts'

/** 600 points; at rows 400…419 channel `wrong` alone is far out. */
function oneWrong(channels: number, wrong: number): Series {
  const { series } = planted(600, channels, [])
  series.values[wrong].fill(10 * wrong + 9 * (1 + wrong), 400, 420)
  return series
}
const question = (series: Series, from = 400, to = 419): WindowQuestion => ({
  range: { start: series.times[from], end: series.times[to] },
  rows: [{ first: 0, last: 349 }],
  unusual: [],
  baseline: 'background',
})
/** Where a detector asks by default whether most channels are strange, and five times: whether any is, once. */
const oneChannelCounts: Record<string, ParamValues> = { 'kth-matrix-profile': { agreeing: 0, k: 1 } }
const train = (id: string, series: Series): Promise<TrainedModel> =>
  trainDetector(
    detectorById(id),
    series,
    {
      params: { ...settingsFor(detectorById(id)), ...(oneChannelCounts[id] ?? {}) },
      ranges: [{ first: 0, last: 349 }],
    },
    quietJob({ seed: 3 }),
  )

describe('the explanation of a window', () => {
  const kinds = detectors.filter((d) => d.family === 'classical').map((d) => d.id)
  test.each(kinds)('of %s blames the channel that is wrong, and its parts sum to the score', async (id) => {
    const series = oneWrong(3, 1)
    const model = await train(id, series)
    const found = await explainWindow(model, series, question(series), quietJob())
    expect(found.method).toBe('exact')
    expect(found.channels.map((c) => c.channel)).toEqual(['channel 1', 'channel 2', 'channel 3'])
    expect(found.channels.reduce((sum, c) => sum + c.shapley, 0)).toBeCloseTo(found.score - found.baselineScore, 6)
    const size = found.channels.map((c) => c.shapley)
    expect(Math.max(...size)).toBe(size[1])
    expect(size[1]).toBeGreaterThan(0)
  })

  test('is given where rows come in bunches, and the few around it have pauses longer than five of their own steps', async () => {
    const series = oneWrong(3, 1)
    // Rows a tenth of a second apart, and after each 15 a pause of a minute: no gap, since there are so many.
    series.times.set(series.times.map((_, i) => i * 100 + Math.floor(i / 15) * 60_000))
    const model = await train('sub-pca', series)
    const found = await explainWindow(model, series, question(series), quietJob())
    expect(found.channels.reduce((best, c) => (c.shapley > best.shapley ? c : best)).channel).toBe('channel 2')
  })

  test('of z-score is what each channel adds, as the formula has it', async () => {
    const series = oneWrong(2, 0)
    const model = await train('z-score', series)
    const found = await explainWindow(model, series, { ...question(series), baseline: 'median' }, quietJob())
    // The score is a mean over channels, so a channel adds its own |z|/2 less that of its median.
    const { scores, contributions } = await scoreSeries(model, series, {}, quietJob())
    const own = Array.from({ length: 20 }, (_, i) => scores[400 + i] * contributions![0][400 + i])
    const usual = series.values[0].slice(0, 350).sort()
    const median = (usual[174] + usual[175]) / 2
    const flat = await scoreSeries(
      model,
      { ...series, values: [series.values[0].map(() => median), series.values[1]] },
      {},
      quietJob(),
    )
    const base = flat.scores[400] * flat.contributions![0][400]
    expect(found.channels[0].shapley).toBeCloseTo(own.reduce((a, b) => a + b) / 20 - base, 6)
    expect(found.baseline).toBe('median')
  })

  test('gives one value per point and channel that sum to the bars', async () => {
    const series = oneWrong(3, 2)
    const found = await explainWindow(await train('mahalanobis', series), series, question(series), quietJob())
    expect(found.times).toEqual(series.times.slice(400, 420))
    found.heat.forEach((row, c) => expect(row.reduce((a, b) => a + b) / 20).toBeCloseTo(found.channels[c].shapley, 4))
  })

  test('samples coalitions beyond ten channels and still blames the right one', async () => {
    const series = oneWrong(12, 7)
    const found = await explainWindow(await train('z-score', series), series, question(series), quietJob())
    expect(found.method).toBe('kernel')
    expect(found.channels.toSorted((a, b) => b.shapley - a.shapley)[0].channel).toBe('channel 8')
    expect(found.channels.reduce((sum, c) => sum + c.shapley, 0)).toBeCloseTo(found.score - found.baselineScore, 9)
  })

  test('takes the highest part of a long window and says so', async () => {
    const series = oneWrong(2, 0)
    const found = await explainWindow(await train('z-score', series), series, question(series, 20, 590), quietJob())
    expect(found.notes).toEqual([
      "Of the window's 571 points the 256 neighbouring ones with the highest score are explained.",
    ])
    expect(found.times.length).toBe(256)
    expect(found.times[0]).toBeLessThanOrEqual(series.times[400])
    expect(found.times[255]).toBeGreaterThanOrEqual(series.times[419])
  })

  test('holds absent channels at their medians where usual data are too short, and says so', async () => {
    const series = oneWrong(2, 0)
    const found = await explainWindow(
      await train('z-score', series),
      series,
      { ...question(series), rows: [{ first: 10, last: 14 }] },
      quietJob(),
    )
    expect(found.baseline).toBe('median')
    expect(found.notes[0]).toContain('medians')
  })

  test('is refused for a window without a point, with a sentence', async () => {
    const series = oneWrong(2, 0)
    const model = await train('z-score', series)
    const range = { start: 0, end: 1 }
    await expect(explainWindow(model, series, { ...question(series), range }, quietJob())).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('No point of this window'),
    })
  })
})
