import * as ort from 'onnxruntime-web'
import { describe, expect, test } from 'vitest'
import { detectors } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { pointScores } from '../../../src-main/analysis/preprocessing/windows.ts'
import { scoreSeries } from '../../../src-main/analysis/train-and-score.ts'
import { exportGraph, isFixedGraph, type ExportedGraph } from '../../../src-main/formats/onnx/export.ts'
import type { Series } from '../../../src-main/shared/data/series.ts'
import { cases, furthest, trainCase } from './cases.ts'
import { seriesToTry } from './series.ts'

const rows = 420

const series = seriesToTry(rows)

describe.each(series)('on %s', (name, data) => {
  if (!data) test.skip(`the series ${name} are not there`, () => {})
  else
    test.each(cases)('%s %o scores the same in onnxruntime as in the app', async (id, params) => {
      const model = await trainCase(id, params, data)
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
    })
})

// At its default size two cosines are so nearly equal that single precision would not do.
test('STEN at its default size scores the same in onnxruntime as in the app', async () => {
  const data = seriesToTry(170).findLast(([, found]) => found)![1]!
  const model = await trainCase('sten', {}, data)
  const graph = exportGraph(model)
  if ('why' in graph) throw new Error(graph.why)
  const here = await scoreSeries(model, data, {}, quietJob())
  expect(furthest((await scoresThere(graph, data)).scores, here.scores)).toBeLessThan(1e-5)
})

test('STEN as its published code has no graph, and says why', async () => {
  const [, data] = seriesToTry(rows).at(-1)!
  const params = { ...cases.find(([id]) => id === 'sten')![1], objective: 'published code' }
  const answer = exportGraph(await trainCase('sten', params, data!))
  expect('why' in answer && answer.why).toMatch(/^it compares windows with others of the series/)
})

test('a detector that is no fixed graph says why', () => {
  for (const { id } of detectors.filter((detector) => !isFixedGraph(detector.id))) {
    const answer = exportGraph({ detector: id, params: {}, channels: ['a'], data: null })
    expect('why' in answer && answer.why).toMatch(/^it (?!is no fixed)/)
  }
})

/** The windows of a series without a gap through the graph, and put together as the recipe says. */
async function scoresThere(
  { file, width, step, fillsSinglePoints, pieces, times }: ExportedGraph,
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
  const own = score.data as Float64Array
  const scores = pieces === 1 ? pointScores(own, n, width, 1, step) : meanOfPieces(own, n, width, pieces)
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

/** Each row has the mean of the parts that hold it, of all windows. own — [windows, pieces]. */
function meanOfPieces(own: Float64Array, n: number, width: number, pieces: number): Float64Array {
  return Float64Array.from({ length: n }, (_, t) => {
    let [sum, count] = [0, 0]
    for (let w = Math.max(0, t - width + 1); w <= Math.min(t, n - width); w++, count++)
      sum += own[w * pieces + Math.floor((t - w) / (width / pieces))]
    return sum / count
  })
}
