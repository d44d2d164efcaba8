import { limitFor } from '../../analysis/detectors/parts/limit-param.ts'
import type { KMeansModel } from '../../analysis/detectors/kmeans.ts'
import type { MahalanobisModel } from '../../analysis/detectors/mahalanobis.ts'
import type { PcaModel } from '../../analysis/detectors/pca.ts'
import type { SubPcaModel } from '../../analysis/detectors/sub-pca.ts'
import { isNothing } from '../../analysis/preprocessing/nearly-constant.ts'
import type { Scaler } from '../../analysis/preprocessing/scaling.ts'
import type { PointStep } from '../../analysis/preprocessing/windows.ts'
import type { OnnxGraph, Sym } from './graph.ts'
import { lastRow, scaledWindow, sharesIn, square, temperedIn, type Learnt, type WindowGraph } from './window-graph.ts'

export const zScoreGraph = ({
  data,
  params,
  channels,
}: Learnt<{ scaler: Scaler }, { limit: number }>): WindowGraph => ({
  width: 1,
  step: 'last',
  build(g, { window }) {
    const z = temperedIn(g, scaledWindow(g, window, data.scaler), limitFor(channels, params.limit))
    const size = g.each('Abs', lastRow(g, z))
    return { score: g.reduce('ReduceMean', size, [1]), contributions: sharesIn(g, size) }
  },
})

export const mahalanobisGraph = ({
  data,
  params,
  channels,
}: Learnt<MahalanobisModel, { limit: number }>): WindowGraph => ({
  width: 1,
  step: 'last',
  build(g, { window }) {
    const x = lastRow(g, temperedIn(g, scaledWindow(g, window, data), limitFor(channels, params.limit)))
    const parts = g.both('Mul', x, g.matMul(x, g.constant(data.precision.data, [channels, channels])))
    const squares = g.both('Max', g.reduce('ReduceSum', parts, [1]), g.scalar(0))
    return { score: g.each('Sqrt', squares), contributions: sharesIn(g, g.both('Max', parts, g.scalar(0))) }
  },
})

type PcaParams = { statistic: 'both' | 'T2' | 'Q'; smoothing: number; limit: number }

/** T² and Q of every row of the window, each by its median over the window and as a multiple of its limit. */
export const pcaGraph = ({ data, params }: Learnt<PcaModel, PcaParams>): WindowGraph => ({
  width: params.smoothing,
  step: 'last',
  build(g, { window }) {
    const { kept, components, variances, limits } = data
    const useT2 = params.statistic !== 'Q'
    const useQ = params.statistic !== 'T2' && limits.q < Infinity
    const all = data.centre.length
    const chosen = g.gather(scaledWindow(g, window, data), g.constant(kept, [kept.length], 'int64'), 2)
    const x = temperedIn(g, chosen, limitFor(kept.length, params.limit))
    const rows = g.constant(components.data, [components.rows, components.cols])
    const inPlane = g.matMul(x, g.transpose(rows, [1, 0]))
    const inverse = variances.map((v) => (isNothing(v, variances[0]) ? 0 : 1 / v))
    const weighted = g.both('Mul', inPlane, g.constant(inverse, [inverse.length]))
    const t2 = g.reduce('ReduceSum', g.both('Mul', inPlane, weighted), [2])
    const off = square(g, g.both('Sub', x, g.matMul(inPlane, rows)))
    const q = g.reduce('ReduceSum', off, [2])
    const relative = (statistic: Sym, limit: number) => g.both('Div', medianOf(g, statistic), g.scalar(limit))
    const statistics = [...(useT2 ? [relative(t2, limits.t2)] : []), ...(useQ ? [relative(q, limits.q)] : [])]
    const score = statistics.length === 0 ? g.both('Mul', medianOf(g, t2), g.scalar(0)) : greater(g, statistics)

    // Whose share it is, the last row alone says: that of the statistic that is further beyond its limit.
    const pull = g.both('Max', g.both('Mul', lastRow(g, x), lastRow(g, g.matMul(weighted, rows))), g.scalar(0))
    const last = (statistic: Sym, limit: number) =>
      g.both('Div', g.slice(statistic, [0, params.smoothing - 1], [-1, 1]), g.scalar(limit))
    const parts = !useQ
      ? pull
      : !useT2
        ? lastRow(g, off)
        : g.where(g.above(last(t2, limits.t2), last(q, limits.q)), pull, lastRow(g, off))
    const places = Float64Array.from({ length: kept.length * all }, (_, i) =>
      kept[Math.floor(i / all)] === i % all ? 1 : 0,
    )
    return { score, contributions: g.matMul(sharesIn(g, parts), g.constant(places, [kept.length, all])) }
  },
})

const greater = (g: OnnxGraph, all: Sym[]): Sym => all.reduce((a, b) => g.both('Max', a, b))

/** [windows, width] → their medians, [windows]. */
function medianOf(g: OnnxGraph, a: Sym): Sym {
  const width = a.shape[1]
  if (width === 1) return g.reshape(a, [-1])
  const [sorted] = g.write('TopK', [a, g.constant([width], [1], 'int64')], { axis: 1 }, [
    { shape: a.shape, kind: 'double' },
    { shape: a.shape, kind: 'int64' },
  ])
  const middle = g.slice(sorted, [0, (width - 1) >> 1], [-1, width % 2 ? 1 : 2])
  return g.reduce('ReduceMean', middle, [1])
}

type WindowParams = { window: number; points: PointStep; limit: number }

/** [windows, width, channels] → [windows, channels · width], one channel after the other. */
const byChannel = (g: OnnxGraph, z: Sym): Sym => g.reshape(g.transpose(z, [0, 2, 1]), [-1, z.shape[1] * z.shape[2]])

export const kmeansGraph = (learnt: Learnt<KMeansModel, WindowParams>): WindowGraph | { why: string } =>
  learnt.data.short
    ? { why: 'it looks at windows of two lengths; trained without “Short windows too” it has one' }
    : longWindowsGraph(learnt)

const longWindowsGraph = ({ data, params, channels }: Learnt<KMeansModel, WindowParams>): WindowGraph => ({
  width: params.window,
  step: params.points,
  build(g, { window }) {
    const dims = params.window * channels
    const count = data.centres.length / dims
    const z = byChannel(g, temperedIn(g, scaledWindow(g, window, data), limitFor(channels, params.limit)))
    const centres = g.constant(data.centres, [count, dims])
    const norms = g.reduce('ReduceSum', square(g, centres), [1])
    // |z − c|² without |z|², which is the same for every centre.
    const far = g.both('Sub', norms, g.both('Mul', g.matMul(z, g.transpose(centres, [1, 0])), g.scalar(2)))
    const [nearest] = g.write('ArgMin', [far], { axis: 1, keepdims: 0 }, [{ shape: [-1], kind: 'int64' }])
    const squares = square(g, g.both('Sub', z, g.gather(centres, nearest)))
    const errors = g.reduce('ReduceSum', g.reshape(squares, [-1, channels, params.window]), [2])
    const mean = g.both('Div', g.reduce('ReduceSum', squares, [1]), g.scalar(dims))
    return { score: g.each('Sqrt', mean), contributions: sharesIn(g, errors) }
  },
})

export const subPcaGraph = ({
  data,
  params,
  channels,
}: Learnt<SubPcaModel, WindowParams & { score: 'distance' | 'residual' }>): WindowGraph => ({
  width: params.window,
  step: params.points,
  build(g, { window }) {
    const { mean, deviation, components, ratios, kept } = data
    const dims = mean.length
    const z = byChannel(g, temperedIn(g, scaledWindow(g, window, data), limitFor(channels, params.limit)))
    const x = g.both('Div', g.both('Sub', z, g.constant(mean, [dims])), g.constant(deviation, [dims]))
    const squares = g.reduce('ReduceSum', square(g, x), [1], true)
    const weights = ratios.map((ratio) => 1 / ratio)
    const whole = weights.reduce((a, b) => a + b, 0)
    const byDistance = params.score === 'distance' && whole > 0
    const rows = params.score === 'distance' ? components.rows : kept
    const root = (a: Sym) => g.each('Sqrt', g.both('Max', a, g.scalar(0)))
    if (rows === 0) return { score: g.reshape(root(squares), [-1]) }
    const along = g.matMul(x, g.transpose(g.constant(components.data.slice(0, rows * dims), [rows, dims]), [1, 0]))
    if (!byDistance) {
      const left = g.both('Sub', squares, g.reduce('ReduceSum', square(g, along), [1], true))
      return { score: g.reshape(root(left), [-1]) }
    }
    const distances = root(g.both('Sub', g.both('Add', squares, g.scalar(1)), g.both('Mul', along, g.scalar(2))))
    const shares = g.constant(
      weights.map((weight) => weight / whole),
      [rows],
    )
    return { score: g.reduce('ReduceSum', g.both('Mul', distances, shares), [1]) }
  },
})
