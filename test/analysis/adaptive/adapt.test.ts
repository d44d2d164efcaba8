import { describe, expect, test } from 'vitest'
import { adapt, type AdaptiveOptions } from '../../../src-main/analysis/adaptive/adapt.ts'
import { kolmogorovSmirnov, reference, stabilityIndex } from '../../../src-main/analysis/drift/distances.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { adaptiveSettings } from '../../../src-main/shared/watch/drift.ts'
import { planted } from '../../conformance/planted.ts'

const options = (settings: object = {}): AdaptiveOptions => ({
  params: {},
  threshold: { rule: 'mean-sigma', params: { k: 6 } },
  train: [{ first: 0, last: 299 }],
  settings: adaptiveSettings.parse({ batch: 50, updateEvery: 200, keep: 300, ...settings }),
})

/** 2,000 points; channel 1 creeps away from row 400 on; rows 1500…1539 are anomalous. */
function creeping() {
  const { series, labels } = planted(2000, 2, [[1500, 40]])
  series.values[0] = series.values[0].map((v, i) => v + Math.max(0, i - 400) * 0.004)
  return { series, labels }
}

describe('an adaptive run', () => {
  test('never scores a point with a model that has seen it', async () => {
    const { series } = creeping()
    const { scores, models, learned } = await adapt(detectorById('z-score'), series, options(), quietJob())
    expect(learned.length).toBeGreaterThan(3)
    scores.forEach((score, row) => {
      if (!Number.isNaN(score)) expect(Math.max(...learned[models[row]].map((range) => range.last))).toBeLessThan(row)
    })
    expect(scores.findIndex((score) => !Number.isNaN(score))).toBe(300)
  })

  test('gives exactly the scores of models trained on the rows it names, in units of their thresholds', async () => {
    const { series } = creeping()
    const { scores, models, learned } = await adapt(detectorById('mahalanobis'), series, options(), quietJob())
    for (const row of [320, 900, 1700]) {
      const model = await trainDetector(
        detectorById('mahalanobis'),
        series,
        { ranges: learned[models[row]] },
        quietJob(),
      )
      const mean = model.trainingScores.reduce((a, b) => a + b) / model.trainingScores.length
      const deviation = Math.sqrt(
        model.trainingScores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / model.trainingScores.length,
      )
      const alone = await scoreSeries(model, series, {}, quietJob())
      expect(scores[row]).toBeCloseTo(alone.scores[row] / (mean + 6 * deviation), 6)
    }
  })

  test('learns no row whose smoothing window a strange stretch fills in part', async () => {
    const { series } = planted(2000, 2, [])
    const isFault = (i: number) => i >= 600 && i % 40 < 8
    series.values[0] = series.values[0].map((v, i) => (isFault(i) ? v + 40 : v))
    const { learned, drift } = await adapt(detectorById('pca'), series, options({ keep: 1000 }), quietJob())
    expect(learned.length).toBeGreaterThan(3)
    const swallowed = learned
      .at(-1)!
      .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, k) => first + k).filter(isFault))
    expect(swallowed).toEqual([])
    expect(drift.updates.at(-1)!.strange).toBeGreaterThan(0)
  })

  test('follows a creeping channel that a fixed model calls anomalous, and still finds the anomaly', async () => {
    const { series, labels } = creeping()
    const { scores } = await adapt(detectorById('z-score'), series, options(), quietJob())
    const fixed = await trainDetector(
      detectorById('z-score'),
      series,
      { ranges: [{ first: 0, last: 299 }] },
      quietJob(),
    )
    const plain = (await scoreSeries(fixed, series, {}, quietJob())).scores
    const limit = Math.max(...fixed.trainingScores)
    const normalAfter = (flagged: (row: number) => boolean) =>
      Array.from(labels.keys()).filter((row) => row > 1000 && labels[row] === 0 && flagged(row)).length
    expect(normalAfter((row) => plain[row] > limit)).toBeGreaterThan(600)
    expect(normalAfter((row) => scores[row] > 1)).toBeLessThan(100)
    expect(scores.slice(1500, 1540).every((score) => score > 1)).toBe(true)
  })

  test('does not learn anomalies, so a shift stays an alarm; with acceptAfter it becomes the new normal', async () => {
    const { series } = planted(1500, 1, [[700, 800]])
    const alarms = async (acceptAfter: number) =>
      (await adapt(detectorById('z-score'), series, options({ acceptAfter }), quietJob())).scores
        .slice(1300)
        .filter((s) => s > 1).length
    expect(await alarms(0)).toBe(200)
    expect(await alarms(100)).toBe(0)
  })

  test('reports drift in the channel that drifts, and every update', async () => {
    const { series } = creeping()
    const { drift } = await adapt(detectorById('z-score'), series, options(), quietJob())
    const last = drift.points.at(-1)!
    expect(last.psi[0]).toBeGreaterThan(0.25)
    expect(last.psi[1]).toBeLessThan(0.1)
    expect(last.ks[0]).toBeGreaterThan(0.8)
    expect(drift.points[0].psi[0]).toBeLessThan(last.psi[0])
    expect(drift.updates.every((update) => update.kept && update.rows === 300)).toBe(true)
  })

  test('keeps the last good model where an update fails, and says why', async () => {
    const { series } = planted(1200, 1, [])
    // From row 400 on nothing but single points between missing ones: too little for any new model.
    series.values[0] = series.values[0].map((v, i) => (i > 400 && i % 2 ? NaN : v))
    const { drift, learned } = await adapt(detectorById('mahalanobis'), series, options({ keep: 100 }), quietJob())
    expect(learned.length).toBe(1)
    expect(drift.updates.length).toBeGreaterThan(0)
    for (const update of drift.updates)
      expect(update).toMatchObject({ kept: false, note: expect.stringContaining('needs 3 points') })
  })

  test('is refused where there is nothing to adapt, or nothing to score', async () => {
    const { series } = planted(400, 1, [])
    await expect(adapt(detectorById('random'), series, options(), quietJob())).rejects.toThrow(
      'only detectors that learn from normal data can adapt',
    )
    await expect(
      adapt(detectorById('z-score'), series, { ...options(), train: [{ first: 0, last: 399 }] }, quietJob()),
    ).rejects.toThrow('nothing is left to score')
  })
})

describe('drift', () => {
  const random = seededRandom(2)
  const normal = (mean: number) => Float64Array.from({ length: 4000 }, () => mean + random.normal())
  test('is about 0 between samples of one distribution and grows with their distance', () => {
    const known = reference(normal(0))
    const psi = [0, 0.5, 1, 2].map((mean) => stabilityIndex(known, normal(mean)))
    const ks = [0, 0.5, 1, 2].map((mean) => kolmogorovSmirnov(known, reference(normal(mean))))
    expect(psi[0]).toBeLessThan(0.02)
    expect(ks[0]).toBeLessThan(0.05)
    for (const list of [psi, ks]) expect([...list].sort((a, b) => a - b)).toEqual(list)
    // Two normal distributions one deviation apart: 2Φ(½) − 1 and (exactly, without bins) 1.
    expect(ks[2]).toBeCloseTo(0.3829, 1)
    expect(psi[2]).toBeGreaterThan(0.8)
  })
  test('sees a constant channel move and stay', () => {
    const known = new Float64Array(100).fill(5)
    expect(stabilityIndex(known, known)).toBe(0)
    expect(stabilityIndex(known, new Float64Array(50).fill(5.1))).toBeGreaterThan(1)
    expect(stabilityIndex(known, new Float64Array(50).fill(4.9))).toBeGreaterThan(1)
    expect(kolmogorovSmirnov(known, known)).toBe(0)
  })
  test('by Kolmogorov and Smirnov is the widest gap between the distribution functions', () => {
    expect(kolmogorovSmirnov(Float64Array.of(1, 2, 3, 4), Float64Array.of(3, 4, 5, 6))).toBe(0.5)
    expect(kolmogorovSmirnov(Float64Array.of(1, 2), Float64Array.of(3))).toBe(1)
  })
})

describe('an adaptive run that begins with a model', () => {
  const begin = async (series: ReturnType<typeof creeping>['series']) => {
    const detector = detectorById('mahalanobis')
    const model = await trainDetector(detector, series, { ranges: [{ first: 0, last: 299 }] }, quietJob())
    return { detector, begin: { model, threshold: 4, rows: 300 } }
  }

  test('scores by that model, in units of its threshold, until it has learnt on', async () => {
    const { series } = creeping()
    const { detector, begin: given } = await begin(series)
    const { scores, models, learned } = await adapt(detector, series, { ...options(), begin: given }, quietJob())
    const alone = await scoreSeries(given.model, series, {}, quietJob())
    expect(models[320]).toBe(0)
    expect(scores[320]).toBeCloseTo(alone.scores[320] / 4, 9)
    expect(learned[0]).toEqual([{ first: 0, last: 299 }])
    expect(learned.length).toBeGreaterThan(2)
  })

  test('never learns a labelled anomaly, names the step that would have, and counts what it refused', async () => {
    const { series } = creeping()
    // So slight that every model calls it normal.
    const anomalous = Uint8Array.from(series.times, (_, row) => Number(row >= 800 && row < 820))
    const { detector, begin: given } = await begin(series)
    const { learned, drift } = await adapt(detector, series, { ...options(), begin: given, anomalous }, quietJob())
    const swallowed = drift.updates.flatMap((update) => update.swallowed ?? [])
    expect(swallowed).toEqual([{ start: series.times[800], end: series.times[819] }])
    for (const { first, last } of learned.flat()) expect(last < 800 || first > 819).toBe(true)
    expect(drift.updates.reduce((n, update) => n + (update.strange ?? 0), 0)).toBeGreaterThan(20)
  })

  test('learns what a person called normal though the model finds it strange', async () => {
    const { series, labels } = creeping()
    const { detector, begin: given } = await begin(series)
    const normal = Uint8Array.from(labels)
    const { learned } = await adapt(detector, series, { ...options(), begin: given, normal }, quietJob())
    expect(learned.flat().some(({ first, last }) => first <= 1520 && last >= 1520)).toBe(true)
  })
})
