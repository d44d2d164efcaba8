import { describe, expect, test } from 'vitest'
import { hasReferenceData, nabSeries, skabFiles, whereReferenceData } from '../../../scripts/bench/reference-data.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { subPca } from '../../../src-main/analysis/detectors/sub-pca.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { symmetricEigen } from '../../../src-main/analysis/math/eigen.ts'
import { gram, matrix } from '../../../src-main/analysis/math/matrix.ts'
import { skabOutliers } from '../../../src-main/analysis/metrics/skab.ts'
import { volumeUnderSurface } from '../../../src-main/analysis/metrics/vus.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { thresholdById } from '../../../src-main/analysis/thresholds/index.ts'
import { planted, rankProbability } from '../../conformance/planted.ts'

describe.skipIf(!hasReferenceData)(hasReferenceData ? 'on reference data' : `is skipped: ${whereReferenceData}`, () => {
  // All of them take minutes: `npm run bench:accuracy` does that. These are the ones with short windows.
  const quick = hasReferenceData ? nabSeries().filter((nab) => nab.vusWindow * nab.labels.length < 500_000) : []
  test(`repeats the published VUS-PR of ${quick.length} NAB series to the last printed digit, with its automatic window`, async () => {
    expect(quick.length).toBeGreaterThan(5)
    for (const nab of quick) {
      const model = await trainDetector(subPca, nab.series, {}, quietJob())
      const { scores } = await scoreSeries(model, nab.series, {}, quietJob())
      expect(model.params.window, nab.name).toBe(nab.vusWindow)
      expect(
        Math.abs(volumeUnderSurface(scores, nab.windows, nab.vusWindow)!.pr - nab.published['Sub-PCA']),
        nab.name,
      ).toBeLessThan(1e-6)
    }
  })

  test('reaches F1 0.80 at a false alarm rate below 15 % on SKAB with one setting for all files', async () => {
    const corpus = []
    for (const { train, test, labels } of skabFiles()) {
      const model = await trainDetector(subPca, train, {}, quietJob())
      const { scores } = await scoreSeries(model, test, {}, quietJob())
      const limit = thresholdById('mean-sigma').compute(
        { training: model.trainingScores, scored: scores, labels: null, stepMs: 1000 },
        { k: 3 },
      )
      corpus.push({ labels, flags: Uint8Array.from(scores, (s) => (s > limit ? 1 : 0)) })
    }
    const { F1, FAR } = skabOutliers(corpus)
    expect(F1).toBeGreaterThan(0.8)
    expect(FAR).toBeLessThan(15)
  })
})

test('the plain residual finds a window that no mixture of the learned shapes gives', async () => {
  const normal = planted(1000, 1, [])
  const scored = planted(1000, 1, [[600, 25]], 3)
  const model = await trainDetector(subPca, normal.series, { params: { score: 'residual', window: 25 } }, quietJob())
  const { scores } = await scoreSeries(model, scored.series, {}, quietJob())
  expect(rankProbability(scores, scored.labels)).toBeGreaterThan(0.95)
})

test('scores for the threshold come from data that the model had not seen', async () => {
  // Noise: all that a model can learn of it is this noise, and no other.
  const noise = seededRandom(1)
  const { series: cycles } = planted(400, 8, [])
  const series = { ...cycles, values: cycles.values.map((v) => v.map(() => noise.normal())) }
  const model = await trainDetector(subPca, series, { params: { score: 'residual', window: 20 } }, quietJob())
  const { windowScores } = await scoreSeries(model, series, {}, quietJob())
  const mean = (x: Float64Array) => x.reduce((a, b) => a + b) / x.length
  expect(model.trainingScores.length).toBe(100 - 20 + 1)
  expect(model.rowsUsed).toBe(400)
  expect(mean(model.trainingScores)).toBeGreaterThan(1.2 * mean(windowScores!.slice(-81)))
})

test('refuses windows that hold too many values', async () => {
  const { series } = planted(2000, 4, [])
  await expect(trainDetector(subPca, series, { params: { window: 400 } }, quietJob())).rejects.toThrow(
    'A window of 400 points on 4 channels holds 1600 values; sub-pca takes at most 1200: use a shorter window or fewer channels.',
  )
})

test('an eigendecomposition of rank one leaves no value that is not a number', () => {
  const row = matrix(
    1,
    75,
    Float64Array.from({ length: 75 }, (_, i) => Math.cos(i) * 10 ** (i % 5)),
  )
  expect(symmetricEigen(gram(row)).values.every(Number.isFinite)).toBe(true)
})

test.each([0, 0.001, 0.5])(
  'its threshold finds a step in waves with noise of %d, though the model that it comes from has not seen the step',
  async (noise) => {
    const random = seededRandom(2)
    const { series: cycles } = planted(1440, 1, [])
    const inStep = (i: number) => i >= 1000 && i < 1040
    const series = {
      ...cycles,
      values: [
        cycles.values[0].map(
          (_, i) => 50 + 9 * Math.sin(i / 15) + Math.sin(7.3 * i) + noise * random.normal() + (inStep(i) ? 30 : 0),
        ),
      ],
    }
    const model = await trainDetector(subPca, series, {}, quietJob())
    const { scores } = await scoreSeries(model, series, {}, quietJob())
    const limit = thresholdById('mean-sigma').compute(
      { training: model.trainingScores, scored: scores, labels: null, stepMs: 1000 },
      { k: 3 },
    )
    const found = [...scores.keys()].filter((i) => scores[i] > limit)
    const reach = Number(model.params.window)
    expect(found.filter(inStep).length).toBeGreaterThan(20)
    expect(found.filter((i) => i < 1000 - reach || i >= 1040 + reach).length).toBeLessThan(30)
  },
)
