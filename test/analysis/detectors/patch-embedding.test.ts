import { beforeAll, expect, test } from 'vitest'
import { patchEmbedding } from '../../../src-main/analysis/detectors/patch-embedding.ts'
import { hinge, logLength } from '../../../src-main/analysis/detectors/networks/patch-network.ts'
import { quietJob, type EpochEntry } from '../../../src-main/analysis/job.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import { Tape, type Value } from '../../../src-main/analysis/layers/tape.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { startTensorFlow, tensorFlow } from '../../../src-main/analysis/tensorflow.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { planted, rankProbability } from '../../conformance/planted.ts'

const small = { window: 25, filters: 16, iterations: 40, batch: 64 }
const train = (series: Series, params: ParamValues = {}) =>
  trainDetector(patchEmbedding, series, { params: { ...small, ...params } }, quietJob({ seed: 1 }))
const cut = (series: Series, from: number, to: number): Series => ({
  ...series,
  times: series.times.slice(from, to),
  values: series.values.map((v) => v.slice(from, to)),
})

beforeAll(async () => {
  await startTensorFlow()
})

test('the gradients of both losses agree with differences of the losses', () => {
  const random = seededRandom(3)
  const [rows, n] = [5, 4]
  const draw = () => Float32Array.from({ length: rows * n }, () => random.normal())
  const [first, second] = [draw(), draw()]
  tensorFlow().tidy(() => {
    const tf = tensorFlow()
    const eye = tf.eye(rows)
    const whole = (tape: Tape, a: Value) => {
      const b = tape.constant(tf.tensor2d(second, [rows, n]))
      const lengths = logLength(tape, a)
      const sum = tape.result(tf.sum(lengths.data), [lengths], (d) =>
        tape.flow(lengths, () => tf.mul(tf.onesLike(lengths.data), d)),
      )
      return [hinge(tape, a, b, eye), sum]
    }
    for (const which of [0, 1]) {
      const at = (values: Float32Array) => {
        const tape = new Tape(kernels())
        return whole(tape, tape.constant(tf.tensor2d(values, [rows, n])))[which].data.dataSync()[0]
      }
      const tape = new Tape(kernels())
      const a = tape.variable(tf.tensor2d(first, [rows, n]))
      whole(tape, a)[which].gradient = tf.scalar(1)
      tape.backward()
      const gradient = a.gradient!.dataSync()
      for (let i = 0; i < first.length; i++) {
        const step = (by: number) => at(first.map((v, j) => (j === i ? v + by : v)))
        expect(gradient[i]).toBeCloseTo((step(1e-2) - step(-1e-2)) / 2e-2, 2)
      }
    }
  })
})

test('training lowers its loss, and an untrained network can be held against it', async () => {
  const { series, labels } = planted(1500, 1, [[1200, 30]])
  const seen: EpochEntry[] = []
  const rows = cut(series, 0, 1000)
  const params = { ...small, iterations: 200, learningRate: 0.001 }
  const model = await trainDetector(patchEmbedding, rows, { params }, quietJob({ onEpoch: (e) => seen.push(e) }))
  expect(seen.length).toBe(20)
  expect(seen.at(-1)!.loss).toBeLessThan(0.7 * seen[0].loss)
  const untrained = await train(rows, { iterations: 0 })
  expect(untrained.history).toEqual([])
  for (const one of [model, untrained])
    expect(rankProbability((await scoreSeries(one, series, {}, quietJob())).scores, labels)).toBeGreaterThan(0.95)
})

test('training scores are as high as those of new normal rows', async () => {
  const { series } = planted(3000, 1, [])
  const model = await train(cut(series, 0, 1500))
  const fresh = (await scoreSeries(model, cut(series, 1500, 3000), {}, quietJob())).scores
  const high = (x: Float64Array) => x.slice().sort()[Math.floor(0.99 * x.length)]
  expect(Math.abs(high(model.trainingScores) - high(fresh))).toBeLessThan(0.8)
})

test('shape alone does not know a shift of the level, value and level do', async () => {
  const { series } = planted(2000, 1, [])
  const shifted = { ...series, values: [series.values[0].map((v, t) => (t >= 1500 && t < 1800 ? v + 3 : v))] }
  // The edges of the shift are a new shape: only what lies between them is asked for.
  const inside = Uint8Array.from(series.times, (_, t) => Number(t >= 1550 && t < 1750))
  const ranked = async (params: ParamValues) => {
    const { scores } = await scoreSeries(await train(cut(series, 0, 1200), params), shifted, {}, quietJob())
    return rankProbability(scores, inside)
  }
  expect(await ranked({})).toBeGreaterThan(0.9)
  expect(await ranked({ level: 0, smooth: 0 })).toBeLessThan(0.75)
  expect(await ranked({ level: 0, smooth: 0, normalise: 'training' })).toBeGreaterThan(0.9)
})

test('a channel of a large unit does not own the values of another', async () => {
  const { series } = planted(2000, 2, [])
  const values = [series.values[0], series.values[1].map((v) => 1e6 * v)]
  const spiked = { ...series, values: [values[0].map((v, t) => (t === 1700 ? v + 8 : v)), values[1]] }
  const model = await train(cut({ ...series, values }, 0, 1200))
  const { scores } = await scoreSeries(model, spiked, {}, quietJob())
  expect(scores.indexOf(Math.max(...scores))).toBe(1700)
})
