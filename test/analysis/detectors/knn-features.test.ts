import { expect, test } from 'vitest'
import { hasReferenceData, nabSeries, whereReferenceData } from '../../../scripts/bench/reference-data.ts'
import { knnFeatures } from '../../../src-main/analysis/detectors/knn-features.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { volumeUnderSurface } from '../../../src-main/analysis/metrics/vus.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { planted, rankProbability } from '../../conformance/planted.ts'

const train = (series: Series, params: ParamValues, seed = 1) =>
  trainDetector(knnFeatures, series, { params }, quietJob({ seed }))
const scores = async (series: Series, scored: Series, params: ParamValues) =>
  (await scoreSeries(await train(series, params), scored, {}, quietJob())).scores
const cut = (series: Series, from: number, to: number): Series => ({
  ...series,
  times: series.times.slice(from, to),
  values: series.values.map((v) => v.slice(from, to)),
})

test('finds an anomaly that it was trained on, because no row is its own neighbour', async () => {
  const { series, labels } = planted(1500, 1, [[700, 40]])
  const left = await scores(series, series, { window: 24 })
  expect(rankProbability(left, labels)).toBeGreaterThan(0.95)
  const counted = await scores(series, series, { window: 24, own: 'counted' })
  expect(rankProbability(counted, labels)).toBeLessThan(rankProbability(left, labels))
})

test('training scores are as high as those of new normal rows', async () => {
  const { series } = planted(3000, 1, [])
  const model = await train(cut(series, 0, 1500), { window: 24 })
  const fresh = (await scoreSeries(model, cut(series, 1500, 3000), {}, quietJob())).scores
  const high = (x: Float64Array) => x.slice().sort()[Math.floor(0.99 * x.length)]
  expect(high(model.trainingScores) / high(fresh)).toBeGreaterThan(0.7)
  expect(high(model.trainingScores) / high(fresh)).toBeLessThan(1.5)
})

test('lets one broken channel of many be seen, and names it', async () => {
  const { series } = planted(1600, 6, [])
  const broken = {
    ...series,
    values: series.values.map((v, c) => (c === 4 ? v.map((x, t) => (t >= 1300 && t < 1350 ? 40 : x)) : v)),
  }
  const model = await train(cut(series, 0, 1000), { window: 24 })
  const { scores, contributions } = await scoreSeries(model, broken, {}, quietJob())
  const labels = Uint8Array.from(series.times, (_, t) => (t >= 1300 && t < 1350 ? 1 : 0))
  expect(rankProbability(scores, labels)).toBeGreaterThan(0.95)
  expect(contributions![4][1325]).toBeGreaterThan(0.5)
})

test('a long stride and few training windows still find it, the same ones for the same seed', async () => {
  const { series, labels } = planted(6000, 2, [[4500, 60]])
  const params = { window: 24, stride: 8, samples: 200 }
  const model = await train(cut(series, 0, 3000), params)
  const { scores } = await scoreSeries(model, series, {}, quietJob())
  expect(rankProbability(scores, labels)).toBeGreaterThan(0.95)
  expect((await train(cut(series, 0, 3000), params)).trainingScores).toEqual(model.trainingScores)
  expect((await train(cut(series, 0, 3000), params, 2)).trainingScores).not.toEqual(model.trainingScores)
})

test('keeps its work within bounds however long the data are', () => {
  for (const [points, channels] of [
    [5000, 1],
    [1_000_000, 1],
    [1_000_000, 8],
    [20_000, 300],
  ]) {
    const shape = { longest: points, points, channels, stepMs: 1000, period: null, vusWindow: null }
    const { stride, samples } = knnFeatures.adapt!(shape) as { stride: number; samples: number }
    expect((3 * channels * points * samples) / stride).toBeLessThanOrEqual(2.02e9)
    expect(samples).toBeGreaterThanOrEqual(50)
  }
})

test('a stretch that repeats exactly in training does not make what follows infinitely strange', async () => {
  const wave = (n: number) => Float64Array.from({ length: n }, (_, t) => (t % 20 < 2 ? 5 : 1))
  const series = {
    times: Float64Array.from({ length: 2000 }, (_, t) => 1000 * t),
    channels: [{ name: 'a', unit: null }],
    values: [wave(2000).map((v, t) => (t >= 1500 && t < 1540 ? 3 : v))],
  }
  const found = await scores(cut(series, 0, 1000), series, { window: 24 })
  expect(Math.max(...found)).toBeLessThan(1e5)
  expect(Math.max(...found.subarray(1500, 1540))).toBe(Math.max(...found))
})

test.skipIf(!hasReferenceData).each([
  ['art_daily_flatmiddle', 0.842],
  ['ec2_cpu_utilization_24ae8d', 0.845],
  ['art_daily_jumpsup', 0.866],
])(
  `reaches its accuracy on %s (${hasReferenceData ? 'reference data' : whereReferenceData})`,
  async (name, expected) => {
    const nab = nabSeries().find((s) => s.name.includes(name))!
    const found = await scores(cut(nab.series, 0, nab.trainRows), nab.series, { own: 'counted' })
    expect(Math.abs(volumeUnderSurface(found, nab.windows, nab.vusWindow)!.pr - expected)).toBeLessThan(0.002)
  },
)
