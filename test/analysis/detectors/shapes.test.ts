import { describe, expect, test } from 'vitest'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { matrixProfile } from '../../../src-main/analysis/detectors/matrix-profile.ts'
import { kthMatrixProfile } from '../../../src-main/analysis/detectors/kth-matrix-profile.ts'
import { poly } from '../../../src-main/analysis/detectors/poly.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { thresholdById } from '../../../src-main/analysis/thresholds/index.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import { planted, rankProbability } from '../../conformance/planted.ts'

const { series } = planted(1500, 2, [])

async function profile(params: ParamValues, scored = series) {
  const model = await trainDetector(matrixProfile, series, { params }, quietJob())
  return (await scoreSeries(model, scored, {}, quietJob())).windowScores!
}

/** Window i, straight from the definition. */
function byDefinition(
  queries: Float64Array[],
  references: Float64Array[],
  w: number,
  exclusion: number,
): (i: number) => number {
  const normalised = (values: Float64Array, i: number) => {
    const window = values.subarray(i, i + w)
    const mean = window.reduce((a, b) => a + b) / w
    const deviation = Math.sqrt(window.reduce((a, b) => a + (b - mean) ** 2, 0) / w)
    return window.map((v) => (v - mean) / deviation)
  }
  const count = (values: Float64Array) => values.length - w + 1
  const all = references.map((v) => Array.from({ length: count(v) }, (_, j) => normalised(v, j)))
  return (i) => {
    const mine = queries.map((v) => normalised(v, i))
    let best = Infinity
    for (let j = 0; j < all[0].length; j++) {
      if (Math.abs(i - j) <= exclusion) continue
      let squares = 0
      mine.forEach((x, c) => x.forEach((v, k) => (squares += (v - all[c][j][k]) ** 2)))
      best = Math.min(best, squares / queries.length)
    }
    return Math.sqrt(best / (2 * w))
  }
}

describe('matrix profile', () => {
  test('is the distance of the definition, also after its dot products were renewed', async () => {
    const found = await profile({ window: 30 })
    const defined = byDefinition(series.values, series.values, 30, 15)
    expect(found.length).toBe(1471)
    for (let i = 0; i < found.length; i += 41) expect(Math.abs(found[i] - defined(i))).toBeLessThan(1e-9)
  })

  test('compares with the training data where it is told to', async () => {
    const scored = planted(300, 2, [[100, 25]], 21).series
    const found = await profile({ window: 30, compare: 'training' }, scored)
    const defined = byDefinition(scored.values, series.values, 30, -1)
    for (let i = 0; i < found.length; i += 41) expect(Math.abs(found[i] - defined(i))).toBeLessThan(1e-9)
  })

  test('with fewer windows to compare with it is never lower, and still finds what is strange', async () => {
    const scored = planted(1500, 2, [[700, 25]], 21)
    const all = await profile({ window: 30 }, scored.series)
    const some = await profile({ window: 30, neighbours: 400 }, scored.series)
    expect(some.every((d, i) => d >= all[i] - 1e-9)).toBe(true)
    const model = await trainDetector(matrixProfile, series, { params: { window: 30, neighbours: 400 } }, quietJob())
    expect(
      rankProbability((await scoreSeries(model, scored.series, {}, quietJob())).scores, scored.labels),
    ).toBeGreaterThan(0.95)
  })

  test('holds flat windows to be like each other and unlike all others', async () => {
    const random = seededRandom(5)
    const values = [
      Float64Array.from({ length: 400 }, (_, t) => (t < 100 ? 5 : t >= 200 && t < 300 ? 8 : random.normal())),
    ]
    const flat = { ...series, times: series.times.slice(0, 400), channels: [series.channels[0]], values }
    const model = await trainDetector(matrixProfile, flat, { params: { window: 20 } }, quietJob())
    const { windowScores } = await scoreSeries(model, flat, {}, quietJob())
    expect(windowScores!.subarray(0, 80).every((d) => d === 0)).toBe(true)
    expect(windowScores!.subarray(105, 175).every((d) => d > 0.3)).toBe(true)
  })
})

describe('local polynomial', () => {
  const smooth = (shape: (x: number) => number) => ({
    ...series,
    channels: [series.channels[0]],
    values: [Float64Array.from({ length: 1500 }, (_, t) => shape(t / 1500))],
  })
  const run = async (shape: (x: number) => number, params: ParamValues = {}) => {
    const model = await trainDetector(poly, smooth(shape), { params: { window: 20, ...params } }, quietJob())
    return scoreSeries(model, smooth(shape), {}, quietJob())
  }

  test('leaves nothing of a polynomial of its degree, at the ends either', async () => {
    const { scores, expected } = await run((x) => 3 + 2 * x - 5 * x ** 3 + x ** 4)
    expect(Math.max(...scores)).toBeLessThan(1e-9)
    expect(
      expected![0].every((v, t) => Math.abs(v - smooth((x) => 3 + 2 * x - 5 * x ** 3 + x ** 4).values[0][t]) < 1e-5),
    ).toBe(true)
  })

  test('shows a bump where it is, in the range of the training data', async () => {
    const { scores } = await run((x) => 10 * x + (x > 0.5 && x < 0.51 ? 2 : 0))
    const peak = scores.indexOf(Math.max(...scores))
    expect(Math.abs(peak - 757)).toBeLessThan(12)
    // A bump of 2 on a range of 10.
    expect(scores[peak]).toBeGreaterThan(0.1)
    expect(scores[peak]).toBeLessThan(0.25)
  })
})

// By the mean and deviation of the judged scores, an anomaly of a seventh of them is the reason for a limit above itself.
test.each([matrixProfile, kthMatrixProfile])(
  '$id raises an alarm on an anomaly that lasts, and hardly elsewhere',
  async (detector) => {
    const random = seededRandom(8)
    const odd = (i: number) => i >= 900 && i < 1100
    const wave = (i: number) => Math.sin(i / 4) + 0.02 * random.normal()
    const strange = { ...planted(1500, 1, []).series }
    strange.values = [Float64Array.from({ length: 1500 }, (_, i) => (odd(i) ? random.normal() : wave(i)))]
    const model = await trainDetector(detector, strange, { params: { window: 25 } }, quietJob())
    const { scores } = await scoreSeries(model, strange, {}, quietJob())
    const { rule, params } = detector.threshold
    const input = { training: model.trainingScores, scored: scores, labels: null, stepMs: 1000 }
    const limit = thresholdById(rule).compute(input, params)
    const share = (wanted: boolean) => {
      const rows = [...scores.keys()].filter((i) => odd(i) === wanted)
      return rows.filter((i) => scores[i] > limit).length / rows.length
    }
    expect(share(true)).toBeGreaterThan(0.8)
    expect(share(false)).toBeLessThan(0.05)
  },
)
