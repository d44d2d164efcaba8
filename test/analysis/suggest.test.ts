import { describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { suggestFor } from '../../src-main/analysis/suggest.ts'
import { thresholdById } from '../../src-main/analysis/thresholds/index.ts'
import { parseParams } from '../../src-main/shared/params.ts'
import type { Series } from '../../src-main/shared/series.ts'
import { planted } from '../conformance/planted.ts'

const suggest = (series: Series, labelCount = 0, native = true) =>
  suggestFor(series, { rows: series.times.length, labelCount, native })
const data = (n: number, channels: number) => planted(n, channels, []).series

/** A gap of an hour after every `every` points. */
function withGaps(series: Series, every: number): Series {
  return { ...series, times: series.times.map((time, i) => time + 3_600_000 * Math.floor(i / every)) }
}

describe('the suggestion', () => {
  test('for many rows of several channels is an autoencoder whose window is whole periods', () => {
    const { detector, params, reasons } = suggest(data(4000, 3))
    expect(detector).toBe('conv-autoencoder')
    expect(Number(params.window) % 25).toBe(0)
    expect(reasons.map((r) => r.what)).toContain(`Window of ${params.window} points`)
  })

  test('where networks train slowly is PCA of windows for several channels too, and says why', () => {
    const { detector, params, reasons } = suggest(data(4000, 3), 0, false)
    expect(detector).toBe('sub-pca')
    expect(parseParams(detectorById(detector).params, params)).toMatchObject({ score: 'residual' })
    expect(reasons[0].why).toContain('native TensorFlow is not there')
  })

  test('for one channel is PCA of windows', () => {
    expect(suggest(data(4000, 1))).toMatchObject({ detector: 'sub-pca', params: { window: 25 } })
  })

  test('for few rows is PCA, for very few the z-score', () => {
    expect(suggest(data(400, 3)).detector).toBe('pca')
    expect(suggest(data(8, 3)).detector).toBe('z-score')
  })

  test('for data full of gaps judges every row by itself, and says so', () => {
    const found = suggest(withGaps(data(4000, 3), 20))
    expect(found.detector).toBe('mahalanobis')
    expect(found.reasons[0].why).toContain('200 stretches')
  })

  test('joins detections across pauses where rows are judged by themselves, and says why; windows need none of it', () => {
    const rows = suggest(data(400, 3))
    expect(rows.mergeGapMs).toBe(30_000)
    expect(rows.reasons.at(-1)!.what).toBe('Detections joined across 30 rows')
    const windows = suggest(data(4000, 3))
    expect(windows.mergeGapMs).toBe(0)
    expect(windows.reasons.map((r) => r.what).join()).not.toContain('joined')
  })

  test('names the channel that leaves no row complete', () => {
    const series = data(100, 3)
    series.values[1].fill(NaN)
    const found = suggest(series)
    expect(found.detector).toBe('z-score')
    expect(found.reasons[0].why).toContain('"channel 2" is missing most often')
  })

  test('does not hide anomalies behind the maximum of unlabelled training data', () => {
    expect(suggest(data(4000, 3)).threshold.rule).toBe('median-mad')
    expect(suggest(data(4000, 3), 3).threshold.rule).toBe('maximum')
  })

  test('gives at least a reason for the detector, the training and the threshold, whatever the data', () => {
    for (const series of [
      data(8, 1),
      data(30, 1),
      data(400, 1),
      data(400, 5),
      data(4000, 2),
      withGaps(data(900, 2), 7),
    ])
      for (const labels of [0, 5]) expect(suggest(series, labels).reasons.length).toBeGreaterThanOrEqual(3)
  })

  test('can be trained as it is', async () => {
    for (const series of [data(8, 1), data(60, 1), data(400, 1), data(400, 5), withGaps(data(900, 2), 7)]) {
      const { detector, params, threshold } = suggest(series)
      const rule = thresholdById(threshold.rule)
      expect(() => parseParams(rule.params, threshold.params)).not.toThrow()
      if (detectorById(detector).family === 'classical')
        await expect(trainDetector(detectorById(detector), series, { params }, quietJob())).resolves.toMatchObject({
          detector,
        })
    }
  })
  test('finds a long anomaly in data that are trained on as they are', async () => {
    const random = seededRandom(5)
    const inAnomaly = (i: number) => i >= 2000 && i < 2060
    const series = {
      ...data(3000, 3),
      values: [5, 60, 120].map((level) =>
        Float64Array.from(
          { length: 3000 },
          (_, i) => level * (1 + 0.05 * Math.sin(i / 30) + (inAnomaly(i) ? 0.3 : 0)) + random.normal() / 3,
        ),
      ),
    }
    const { detector, params, threshold } = suggest(series)
    const model = await trainDetector(detectorById(detector), series, { params: { ...params, epochs: 10 } }, quietJob())
    const { scores } = await scoreSeries(model, series, {}, quietJob())
    const limit = thresholdById(threshold.rule).compute(
      { training: model.trainingScores, scored: scores, labels: null, stepMs: 1000 },
      threshold.params,
    )
    const found = [...scores.keys()].filter((i) => scores[i] > limit)
    expect(found.filter(inAnomaly).length).toBeGreaterThan(30)
    expect(found.filter((i) => i < 1900 || i >= 2160)).toEqual([])
  }, 300_000)
})
