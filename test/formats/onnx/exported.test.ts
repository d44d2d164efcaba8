import * as ort from 'onnxruntime-web'
import { describe, expect, test } from 'vitest'
import { detectorById, detectors } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { pointScores } from '../../../src-main/analysis/preprocessing/windows.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { exportGraph, isFixedGraph, type ExportedGraph } from '../../../src-main/formats/onnx/export.ts'
import type { ParamValues } from '../../../src-main/shared/models/params.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { seriesToTry } from './series.ts'

const rows = 420

/** Small enough to train in a second, and every part of the network in use. */
const small: Record<string, ParamValues[]> = {
  'z-score': [{ scaling: 'robust' }],
  pca: [
    { statistic: 'both', smoothing: 5 },
    { statistic: 'T2', smoothing: 4 },
  ],
  kmeans: [{ window: 12, clusters: 5 }],
  'sub-pca': [
    { window: 6, score: 'residual' },
    { window: 6, score: 'distance', points: 'center' },
  ],
  'isolation-forest': [{ trees: 20, window: 3 }],
  'conv-autoencoder': [{ window: 23 }],
  'lstm-autoencoder': [
    { window: 14, units: 5, layers: 2, bidirectional: true },
    { window: 14, units: 5, latent: 3, output: 'tanh', points: 'max' },
  ],
  'lstm-forecaster': [{ window: 12, units: 7, secondUnits: 5, horizon: 3, overHorizon: 'max', error: 'mae' }],
  'attention-forecaster': [{ window: 12, units: 6 }],
  'spatio-temporal-forecaster': [{ window: 12, units: 6 }],
  'axon-ad': [{ window: 16, units: 16, epochs: 4, learningRate: 0.005 }],
  'feature-scorer': [
    { window: 12, units: 6 },
    { window: 12, units: 6, score: 'head' },
  ],
  'bilstm-classifier': [{ window: 10, units: 5, calendar: true, target: 'next' }],
  'lstm-classifier': [
    { window: 10, variant: 'stack', calendar: true },
    { window: 10, variant: 'wide', calendar: false },
  ],
  'fcn-classifier': [{ window: 10, calendar: true }],
}

const series = seriesToTry(rows)
const tried = detectors.filter((detector) => isFixedGraph(detector.id))

describe.each(series)('on %s', (name, data) => {
  if (!data) test.skip(`the series ${name} are not there`, () => {})
  else
    test.each(tried.flatMap(({ id }) => (small[id] ?? [{}]).map((params) => [id, params] as const)))(
      '%s %o scores the same in onnxruntime as in the app',
      async (id, params) => {
        const labels = Uint8Array.from({ length: rows }, (_, i) => Number(i % 90 > 60 && i % 90 < 75))
        const few = { ...('epochs' in detectorById(id).params && { epochs: 1 }), ...params }
        const model = await trainDetector(detectorById(id), data, { params: few, labels }, quietJob())
        const graph = exportGraph(model)
        if ('why' in graph) throw new Error(graph.why)
        const here = await scoreSeries(model, data, {}, quietJob())
        const there = await scoresThere(graph, data)
        expect(furthest(there.scores, here.scores)).toBeLessThan(1e-5)
        expect(graph.contributions).toBe(here.contributions !== undefined)
        if (graph.contributions && (graph.step === 'last' || graph.width === 1))
          there.contributions.forEach((own, c) => {
            const first = graph.width - 1
            const app = Float64Array.from(here.contributions![c].subarray(first))
            expect(furthest(own.subarray(first), app)).toBeLessThan(1e-4)
          })
      },
    )
})

test('a detector that is no fixed graph says why', () => {
  for (const { id } of detectors.filter((detector) => !isFixedGraph(detector.id))) {
    const answer = exportGraph({ detector: id, params: {}, channels: ['a'], data: null })
    expect('why' in answer && answer.why).toMatch(/^it (?!is no fixed)/)
  }
})

/** The windows of a series without a gap through the graph, and put together as the recipe says. */
async function scoresThere(
  { file, width, step, fillsSinglePoints, times }: ExportedGraph,
  { times: at, values }: Series,
) {
  ort.env.logLevel = 'error'
  const session = await ort.InferenceSession.create(file)
  const n = at.length
  const count = n - width + 1
  const channels = values.length
  const windows = new Float64Array(count * width * channels)
  const clock = new BigInt64Array(count * width)
  for (let w = 0, i = 0, k = 0; w < count; w++)
    for (let t = w; t < w + width; t++) {
      clock[k++] = BigInt(at[t])
      for (const channel of values) windows[i++] = channel[t]
    }
  const given: Record<string, ort.Tensor> = { window: new ort.Tensor('float64', windows, [count, width, channels]) }
  if (times) given.time = new ort.Tensor('int64', clock, [count, width])
  const { score, contributions } = await session.run(given)
  await session.release()
  const scores = pointScores(score.data as Float64Array, n, width, 1, step)
  const filled = scores.map((s, t) =>
    fillsSinglePoints && s <= 0.5 && scores[t - 1] > 0.5 && scores[t + 1] > 0.5
      ? Math.min(scores[t - 1], scores[t + 1])
      : s,
  )
  const shares = contributions?.data as Float64Array | undefined
  return {
    scores: filled,
    contributions: values.map((_, c) =>
      Float64Array.from(at, (_, t) => (t < width - 1 || !shares ? NaN : shares[(t - width + 1) * channels + c])),
    ),
  }
}

/** The largest difference, relative to the number itself or, near nought, to the usual size of the numbers. NaN at the same places. */
function furthest(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length)
  const known = b.filter((v) => !Number.isNaN(v))
  const usual = known.reduce((sum, v) => sum + Math.abs(v), 0) / known.length
  let worst = 0
  for (let i = 0; i < a.length; i++) {
    expect(Number.isNaN(a[i])).toBe(Number.isNaN(b[i]))
    if (!Number.isNaN(b[i])) worst = Math.max(worst, Math.abs(a[i] - b[i]) / Math.max(Math.abs(b[i]), usual))
  }
  return worst
}
