import { describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import type { AnyDetector } from '../../../src-main/analysis/detectors/detector.ts'
import { isolationForest } from '../../../src-main/analysis/detectors/isolation-forest.ts'
import { kmeans } from '../../../src-main/analysis/detectors/kmeans.ts'
import { mahalanobis } from '../../../src-main/analysis/detectors/mahalanobis.ts'
import { zScore } from '../../../src-main/analysis/detectors/z-score.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'

const job = () => quietJob({ seed: 4 })

function seriesOf(...values: ArrayLike<number>[]): Series {
  return {
    times: Float64Array.from({ length: values[0].length }, (_, i) => 1000 * i),
    channels: values.map((_, c) => ({ name: `c${c}`, unit: null })),
    values: values.map((v) => Float64Array.from(v)),
  }
}

async function scoresOf(detector: AnyDetector, train: Series, scored: Series, params: ParamValues = {}) {
  return scoreSeries(await trainDetector(detector, train, { params }, job()), scored, {}, job())
}

const rounded = (values: Iterable<number>) => Array.from(values, (v) => Math.round(v * 1e6) / 1e6)

test('z-score is the mean number of deviations over the channels', async () => {
  const { scores, contributions } = await scoresOf(
    zScore,
    seriesOf([0, 2, 0, 2], [10, 10, 30, 30]),
    seriesOf([1, 4], [20, 30]),
  )
  expect(rounded(scores)).toEqual([0, 2])
  expect(contributions!.map((c) => c[1])).toEqual([0.75, 0.25])
})

describe('mahalanobis', () => {
  const random = seededRandom(2)
  const a = Float64Array.from({ length: 4000 }, () => random.normal())
  const b = a.map((v) => 0.9 * v + Math.sqrt(1 - 0.81) * random.normal())

  test('finds a point that is ordinary in each channel and strange in both', async () => {
    const { scores, expected } = await scoresOf(mahalanobis, seriesOf(a, b), seriesOf([1.5, 1.5], [1.5, -1.5]))
    // d² = 1.5²·(2 ∓ 2ρ)/(1 − ρ²): 2.37 along the correlation, 45 across it.
    expect(scores[0]).toBeCloseTo(1.54, 1)
    expect(scores[1]).toBeCloseTo(6.71, 0)
    expect(expected![1][1]).toBeCloseTo(0.9 * 1.5, 1)
  })

  test('forgets the correlation with full shrinkage', async () => {
    const { scores } = await scoresOf(mahalanobis, seriesOf(a, b), seriesOf([1.5, 1.5], [1.5, -1.5]), { shrinkage: 1 })
    expect(scores[1] / scores[0]).toBeCloseTo(1, 1)
  })

  test('shrinks by itself where a channel repeats another', async () => {
    const { scores } = await scoresOf(mahalanobis, seriesOf(a, a, b), seriesOf([1, 1], [1, 1.1], [1, 1]), {
      shrinkage: 0,
    })
    expect(scores.every(Number.isFinite)).toBe(true)
    expect(scores[1]).toBeGreaterThan(20 * scores[0])
  })
})

describe('isolation forest', () => {
  const random = seededRandom(3)
  const cloud = () => Float64Array.from({ length: 1000 }, () => random.normal())
  const train = seriesOf(cloud(), cloud())

  test('scores grow with the distance from the training data and stay between 0 and 1', async () => {
    const { scores } = await scoresOf(isolationForest, train, seriesOf([0, 2, 3, 6], [0, 2, 3, 6]))
    expect([...scores]).toEqual([...scores].sort((x, y) => x - y))
    expect(scores[0]).toBeGreaterThan(0.3)
    expect(scores[0]).toBeLessThan(0.5)
    expect(scores[3]).toBeGreaterThan(0.7)
    expect(scores[3]).toBeLessThan(1)
  })

  test('another seed grows another forest', async () => {
    const model = (seed: number) => trainDetector(isolationForest, train, {}, quietJob({ seed }))
    expect((await model(1)).trainingScores).not.toEqual((await model(2)).trainingScores)
  })
})

describe('k-means', () => {
  test('gives the distance to the nearest of the typical values', async () => {
    const train = seriesOf([0, 0, 0, 0, 10, 10, 10, 10, 0, 10])
    const { scores } = await scoresOf(kmeans, train, seriesOf([0, 10, 5, 12]), { window: 1, clusters: 2 })
    // Two values 10 apart have a deviation of 5.
    expect(rounded(scores)).toEqual([0, 0, 1, 0.4])
  })

  test('takes as many whole periods as fill 100 points for its window', async () => {
    const wave = seriesOf(Array.from({ length: 2000 }, (_, i) => Math.sin((2 * Math.PI * i) / 40)))
    expect((await trainDetector(kmeans, wave, {}, job())).params.window).toBe(120)
    const slope = seriesOf(Array.from({ length: 2000 }, (_, i) => Math.sqrt(i)))
    expect((await trainDetector(kmeans, slope, {}, job())).params.window).toBe(100)
  })

  test('learns from at most so many windows, spread over all segments', async () => {
    const values: number[] = Array.from({ length: 900 }, (_, i) => (i % 300 < 150 ? 0 : 1))
    values[450] = NaN
    const model = await trainDetector(kmeans, seriesOf(values), { params: { window: 10, samples: 40 } }, job())
    // The second segment is what the threshold comes from: no centre was made of it.
    expect(model.trainingScores.length).toBe(440)
    expect(Math.max(...model.trainingScores)).toBeLessThan(1.5)
  })
})

test('k-means of what recurs takes a level that came once for no typical window, and one that comes again for one', async () => {
  const random = seededRandom(3)
  const at = (from: number) => (i: number) => i >= from && i < from + 60
  const [once, again] = [at(1500), at(2400)]
  const levels = (i: number) => (once(i) ? 6 : at(600)(i) || again(i) ? -6 : 0)
  const series = seriesOf(Float64Array.from({ length: 3000 }, (_, i) => random.normal() + levels(i)))
  const howStrange = async (recurring: boolean) => {
    const { scores } = await scoresOf(kmeans, series, series, { window: 100, recurring })
    const mean = (inside: (i: number) => boolean) =>
      scores.reduce((sum, score, i) => sum + (inside(i) ? score : 0), 0) / 60
    return { once: mean(once), again: mean(again), usual: mean(at(1200)) }
  }
  const [all, recurring] = [await howStrange(false), await howStrange(true)]
  expect(recurring.once / recurring.usual).toBeGreaterThan(1.5 * (all.once / all.usual))
  expect(recurring.once).toBeGreaterThan(1.5 * recurring.again)
})
