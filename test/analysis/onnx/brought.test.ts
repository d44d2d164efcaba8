import { describe, expect, test } from 'vitest'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { broughtOnnx } from '../../../src-main/analysis/detectors/onnx.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { packModel, unpackModel } from '../../../src-main/analysis/model-file.ts'
import { layoutOf } from '../../../src-main/analysis/onnx/layout.ts'
import { scoreSeries, trainDetector } from '../../../src-main/analysis/train-and-score.ts'
import { exportGraph } from '../../../src-main/formats/onnx/export.ts'
import { OnnxGraph, type Sym } from '../../../src-main/formats/onnx/graph.ts'
import { planted } from '../../conformance/planted.ts'

const { series } = planted(400, 2, [[300, 20]])
const job = quietJob

/** A model of one input. */
function modelOf(shape: number[], body: (g: OnnxGraph, x: Sym) => Sym, kind: 'float' | 'double' | 'int64' = 'float') {
  const g = new OnnxGraph()
  g.output('out', body(g, g.input('x', kind, shape)))
  return g.bytes('test')
}
const half = (g: OnnxGraph, x: Sym) => g.both('Mul', x, g.scalar(0.5, 'float'))
const bring = async (file: Uint8Array) => {
  const detector = await broughtOnnx(file, 'theirs.onnx')
  return trainDetector(detector, series, { params: { points: 'last' } }, job())
}

describe('a model that was made elsewhere', () => {
  test('scores as where it came from: one that this app has exported', async () => {
    for (const [id, params] of [
      ['conv-autoencoder', { window: 20, epochs: 1 }],
      ['pca', {}],
    ] as const) {
      const own = await trainDetector(detectorById(id), series, { params }, job())
      const graph = exportGraph(own)
      if ('why' in graph) throw new Error(graph.why)
      const detector = await broughtOnnx(graph.file, 'ours.onnx')
      const points = graph.step
      const brought = await trainDetector(detector, series, { params: { points } }, job())
      const here = await scoreSeries(own, series, {}, job())
      // Stored and read again, as in a project.
      const there = await scoreSeries(unpackModel(packModel(brought)), series, {}, job())
      expect(there.assessed).toBe(here.assessed)
      here.scores.forEach((score, i) => {
        if (!Number.isNaN(score)) expect(Math.abs(there.scores[i] - score) / Math.max(1e-3, score)).toBeLessThan(1e-4)
      })
      expect(brought.trainingScores.length).toBeGreaterThan(300)
    }
  })

  test('that gives the window as it should be is judged by the distance, channel by channel', async () => {
    for (const shape of [
      [-1, 8, 2],
      [1, 8, 2],
      [8, 2],
    ]) {
      const { scores, contributions } = await scoreSeries(await bring(modelOf(shape, half)), series, {}, job())
      const last = 399
      const distance = (c: number) => {
        const part = series.values[c].subarray(last - 7, last + 1)
        return part.reduce((sum, v) => sum + Math.abs(v) / 2 / 8, 0)
      }
      expect(scores[last]).toBeCloseTo((distance(0) + distance(1)) / 2, 4)
      expect(contributions![0][last]).toBeCloseTo(distance(0) / (distance(0) + distance(1)), 4)
      expect(scores.subarray(0, 7).every(Number.isNaN)).toBe(true)
    }
  })

  test('of a fixed number of windows scores all of them, also the last few', async () => {
    const mean = (g: OnnxGraph, x: Sym) => g.reduce('ReduceMean', x, [1, 2])
    const { scores } = await scoreSeries(await bring(modelOf([64, 8, 2], mean)), series, {}, job())
    const all = series.values.flatMap((channel) => [...channel.subarray(392, 400)])
    expect(scores[399]).toBeCloseTo(all.reduce((a, b) => a + b, 0) / 16, 4)
  })

  test('that gives no number, or an infinite one, for some windows says for how many; for all, it is refused', async () => {
    const scalar = (g: OnnxGraph, x: Sym) => g.reduce('ReduceMean', x, [1, 2])
    const middle = series.values.flatMap((values) => [...values]).reduce((sum, v) => sum + v / 800, 0)
    const log = (g: OnnxGraph, x: Sym) => g.each('Log', g.both('Sub', scalar(g, x), g.scalar(middle, 'float')))
    const model = await bring(modelOf([-1, 8, 2], log))
    const { scores, windowScores, note } = await scoreSeries(model, series, {}, job())
    const none = windowScores!.filter(Number.isNaN).length
    expect(none).toBeGreaterThan(20)
    expect(none).toBeLessThan(370)
    expect(note).toContain(
      `"theirs.onnx" gave no number for ${none} of 393 windows. Rows that lie in such windows alone`,
    )
    expect(scores.subarray(7).filter(Number.isNaN).length).toBe(none)

    const nothing = (g: OnnxGraph, x: Sym) => g.each('Log', g.both('Mul', scalar(g, x), g.scalar(0, 'float')))
    await expect(bring(modelOf([-1, 8, 2], nothing))).rejects.toThrow('gave no number for any window')
    const whole = await scoreSeries(await bring(modelOf([-1, 8, 2], half)), series, {}, job())
    expect(whole).not.toHaveProperty('note')
    const still = { ...series, values: series.values.map((values) => values.map(() => -1)) }
    await expect(scoreSeries(model, still, {}, job())).rejects.toThrow('gave no number for any window')
  })

  test('takes the channels that it was made for, and no others', async () => {
    await expect(bring(modelOf([-1, 8, 3], half))).rejects.toThrow('takes 3 channels and 2 are chosen')
    expect(layoutOf(modelOf([-1, 12], half), 'a.onnx')).toMatchObject({ window: 12, channels: 1, lone: true })
  })
})

/** A field of a message of bytes, or of a number. */
const field = (number: number, value: Uint8Array | string | number): Uint8Array => {
  if (typeof value === 'number') return Uint8Array.of(number << 3, value)
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return Uint8Array.from([(number << 3) | 2, bytes.length, ...bytes])
}
const message = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

describe('a file that is no detector is refused in a sentence', () => {
  const refusal = async (file: Uint8Array) =>
    broughtOnnx(file, 'theirs.onnx').then(
      () => 'taken',
      (error: Error) => error.message,
    )
  const good = modelOf([-1, 8, 2], half)

  test('text, nothing, and half a model', async () => {
    for (const file of [new TextEncoder().encode('time,flow\n1,2\n'), new Uint8Array(), good.subarray(0, 60)])
      expect(await refusal(file)).toBe('"theirs.onnx" is not an ONNX model, or it is cut off.')
  })

  test('open sizes, no real numbers, several inputs, and an output that is neither score nor window', async () => {
    expect(await refusal(modelOf([-1, -1, 2], half))).toContain('[any × any × 2]: how many rows a window has')
    expect(await refusal(modelOf([-1, 8, 2], (g, x) => g.both('Add', x, x), 'int64'))).toContain(
      'takes no real numbers',
    )
    const two = new OnnxGraph()
    two.output('out', two.both('Add', two.input('a', 'float', [-1, 8, 2]), two.input('b', 'float', [-1, 8, 2])))
    expect(await refusal(two.bytes('two'))).toContain('takes 2 inputs (a, b)')
    expect(await refusal(modelOf([-1, 8, 2], (g, x) => g.reshape(x, [-1, 4, 4])))).toContain(
      'gives [any × 4 × 4] for a window of 8 rows × 2 channels',
    )
  })

  test('operators that nobody knows, and those of others than ONNX', async () => {
    const odd = (domain?: string) =>
      modelOf(
        [-1, 8, 2],
        (g, x) => g.write('Frobnicate', [x], {}, [{ shape: [-1, 8, 2], kind: 'float' }], domain as never)[0],
      )
    expect(await refusal(odd())).toContain('needs the operator "Frobnicate", which this app cannot compute')
    expect(await refusal(odd('com.example'))).toContain('the operator "Frobnicate" of "com.example"')
  })

  test('numbers that lie in other files', async () => {
    const tensor = message(field(8, 'weight'), field(13, message(field(1, 'location'), field(2, '/etc/passwd'))))
    const graph = message(field(5, tensor))
    expect(await refusal(message(field(1, 8), field(7, graph)))).toContain('keeps numbers in other files beside it')
  })
})
