import { describe, expect, test } from 'vitest'
import { kmeans } from '../../../src-main/analysis/detectors/kmeans.ts'
import { raisedBy, shortScale } from '../../../src-main/analysis/detectors/parts/short-windows.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { SeriesScorer } from '../../../src-main/analysis/streaming/series-scorer.ts'
import { scoreSeries, segmentScorer, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { exportGraph } from '../../../src-main/formats/onnx/export.ts'

const N = 3000

/** A machine that runs and stands in turns, 40 to 120 rows each. */
function machine(seed: number, change: (i: number, v: number) => number = (_, v) => v): Float64Array {
  const random = seededRandom(seed)
  let [state, left] = [0, 0]
  return Float64Array.from({ length: N }, (_, i) => {
    if (left-- <= 0) [state, left] = [10 - state, 40 + random.below(80)]
    return change(i, state) + 0.3 * random.normal()
  })
}

async function scored(values: Float64Array, settings: object) {
  const times = Float64Array.from(values, (_, i) => 60_000 * i)
  const series = { times, channels: [{ name: 'value', unit: null }], values: [values] }
  const params = { window: 160, points: 'inner-mean', recurring: true, ...settings }
  const model = await trainDetector(kmeans, series, { params }, quietJob({ seed: 1 }))
  return { model, scores: (await scoreSeries(model, series, {}, quietJob())).scores }
}

const highestRow = (scores: Float64Array) => scores.reduce((top, score, row) => (score > scores[top] ? row : top), 0)

describe('short windows beside long ones', () => {
  test('see a machine between on and off in nine of ten files, where long ones see another switch', async () => {
    const [alone, both] = [[], []] as [boolean[], boolean[]]
    for (let seed = 1; seed <= 10; seed++) {
      const at = 400 + 200 * seed
      const values = machine(seed, (i, v) => (i >= at && i < at + 40 ? 6 : v))
      const isFound = (row: number) => row >= at - 10 && row < at + 50
      alone.push(isFound(highestRow((await scored(values, {})).scores)))
      both.push(isFound(highestRow((await scored(values, { short: true })).scores)))
    }
    expect(both.filter(Boolean).length).toBeGreaterThanOrEqual(9)
    expect(alone.filter(Boolean).length).toBeLessThan(6)
  })

  test('leave scores as they are where nothing is wrong, and where the same comes every week', async () => {
    const cleaned = (i: number, v: number) => (i % 400 < 6 ? 20 : v)
    let raised = 0
    for (const seed of [1, 2, 3, 4])
      for (const values of [machine(seed), machine(seed, cleaned)]) {
        const long = (await scored(values, {})).scores
        const { scores } = await scored(values, { short: true })
        raised += Number(scores.some((score, row) => score > long[row] + 1e-9))
      }
    expect(raised).toBeLessThanOrEqual(1)
  })

  test('see a spike of one row for as long as an alarm must last', async () => {
    const random = seededRandom(5)
    const values = Float64Array.from({ length: N }, (_, i) => random.normal() + (i === 1200 ? 9 : 0))
    const { scores, model } = await scored(values, { short: true, window: 100 })
    const long = (await scored(values, { window: 100 })).scores
    const rows = [...scores.keys()].filter((row) => scores[row] > long[row])
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.every((row) => Math.abs(row - 1200) < 10)).toBe(true)
    expect(Math.abs(highestRow(scores) - 1200)).toBeLessThan(10)
    expect(exportGraph(model)).toEqual({ why: expect.stringMatching(/^it looks at windows of two lengths/) })
  })

  test('look at no later row where the score of a row ends on it', async () => {
    const values = machine(2, (i, v) => (i >= 1000 && i < 1040 ? 6 : v))
    const { model, scores } = await scored(values, { short: true, points: 'last' })
    const first = values.slice(0, 1010)
    const times = Float64Array.from(first, (_, i) => 60_000 * i)
    const part = { times, channels: [{ name: 'value', unit: null }], values: [first] }
    const cut = (await scoreSeries(model, part, {}, quietJob())).scores
    expect(cut[1009]).toBeGreaterThan(cut[990])
    for (const row of [900, 990, 1005, 1009]) expect(cut[row]).toBeCloseTo(scores[row], 9)
  })
})

describe('how short scores are held against long ones', () => {
  const random = seededRandom(9)
  const scores = (n: number) => Float64Array.from({ length: n }, () => 1 + Math.abs(random.normal()))

  test('is not known of few rows, nor of scores that never vary', () => {
    expect(shortScale(scores(1000), scores(1000), 100)).toBeNull()
    expect(shortScale(scores(3000), new Float64Array(3000).fill(1), 100)).toBeNull()
  })

  test('asks twice the height of what comes more than four times', () => {
    const often = (times: number) => {
      const short = scores(3000)
      for (let i = 0; i < times; i++) short[300 + 500 * i] = 30
      const scale = shortScale(scores(3000), short, 100)!
      return { short, scale, raised: raisedBy(scores(3000), short, scale, 0) }
    }
    const [rare, common] = [often(4), often(5)]
    expect(rare.scale.bar).toBeLessThan(30)
    expect(rare.raised[300]).toBeGreaterThan(8)
    expect(common.scale.bar).toBeGreaterThan(50)
    expect(common.raised[300]).toBeLessThan(6)
  })

  test.each(['inner-mean', 'mean', 'last'])('score rows as they come as they score all at once, %s', async (points) => {
    const random = seededRandom(5)
    const values = Float64Array.from({ length: N }, (_, i) => random.normal() + (i === 1200 ? 9 : 0))
    const { scores, model } = await scored(values, { short: true, window: 100, points })
    const long = (await scored(values, { window: 100, points })).scores
    expect(scores.some((score, row) => score > long[row] + 1e-9)).toBe(true)
    const stream = new SeriesScorer(segmentScorer(model), 1, { stepMs: 60_000, gapMs: 300_000 })
    const given: number[] = []
    for (let row = 0; row < N; row++) {
      stream.add(60_000 * row, [values[row]])
      if (row % 37 === 36 || row === N - 1) given.push(...(await stream.take(row === N - 1, quietJob())).scores)
    }
    expect(given).toHaveLength(N)
    for (const [row, score] of given.entries())
      if (!(Number.isNaN(score) && Number.isNaN(scores[row]))) expect(score, `row ${row}`).toBeCloseTo(scores[row], 6)
  })
})
