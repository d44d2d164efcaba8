import type { Kernels } from '../../analysis/layers/kernels.ts'
import type { Tensor } from '../../analysis/tensorflow.ts'
import { StudioError } from '../../shared/errors.ts'
import { Sym, type OnnxGraph } from './graph.ts'

/** A tensor of the graph where a layer expects one of TensorFlow.js: it looks at `shape` and `rank` alone. */
export const asTensor = (sym: Sym): Tensor => sym as unknown as Tensor
export const asSym = (tensor: Tensor): Sym => tensor as unknown as Sym

/**
 * The kernels that a network is written in, writing an ONNX graph down instead of computing: the same layers give what is
 * trained, what is scored and what is handed over. Forward only.
 */
export function onnxKernels(graph: OnnxGraph): Kernels {
  const each = (op: string) => (a: Tensor) => asTensor(graph.each(op, asSym(a)))
  const both = (op: string) => (a: Tensor, b: Tensor) => asTensor(graph.both(op, asSym(a), asSym(b)))
  const reduce = (op: 'ReduceSum' | 'ReduceMean') => (a: Tensor, axes: number[], keep?: boolean) =>
    asTensor(graph.reduce(op, asSym(a), axes, keep))
  const never = (): never => {
    throw new StudioError('internal', 'A graph that is handed over does not learn.')
  }
  /** [batch, 1, time, channels] or [batch, time, channels] → [batch, channels, time], as ONNX convolves. */
  const inFront = (x: Sym) => {
    const narrow = x.rank === 4 ? graph.reshape(x, [x.shape[0], x.shape[2], x.shape[3]]) : x
    return graph.transpose(narrow, [0, 2, 1])
  }
  const behind = (y: Sym, rank: number) => {
    const narrow = graph.transpose(y, [0, 2, 1])
    return asTensor(rank === 4 ? graph.reshape(narrow, [y.shape[0], 1, y.shape[2], y.shape[1]]) : narrow)
  }
  const turned = (a: Sym, turn: boolean) => (turn ? graph.transpose(a, a.rank === 2 ? [1, 0] : [0, 2, 1]) : a)
  const product = (a: Tensor, b: Tensor, ta = false, tb = false) =>
    asTensor(graph.matMul(turned(asSym(a), ta), turned(asSym(b), tb)))
  const add = both('Add')
  const slice: Kernels['slice'] = (a, begin, size) => {
    const from = asSym(a)
    if (from.lastOnly === null) return asTensor(graph.slice(from, begin, size))
    if (begin[0] !== from.shape[0] - 1) return never()
    return asTensor(new Sym(from.lastOnly, [1, ...from.shape.slice(1)], 'float'))
  }
  const scale: Kernels['scale'] = (a, factor) => asTensor(graph.both('Mul', asSym(a), graph.scalar(factor, 'float')))

  return {
    add,
    addAll: (parts) => parts.reduce((sum, part) => add(sum, part)),
    sub: both('Sub'),
    mul: both('Mul'),
    div: both('Div'),
    scale,
    scalar: (value) => asTensor(graph.scalar(value, 'float')),
    reverse: (a, axis) => asTensor(graph.reverse(asSym(a), axis)),
    square: (a) => both('Mul')(a, a),
    sqrt: each('Sqrt'),
    abs: each('Abs'),
    sum: reduce('ReduceSum'),
    mean: reduce('ReduceMean'),
    matMul: product,
    batchMatMul: product,
    reshape: (a, shape) => asTensor(graph.reshape(asSym(a), shape)),
    transpose: (a, order) => asTensor(graph.transpose(asSym(a), order)),
    concat: (parts, axis) => asTensor(graph.concat(parts.map(asSym), axis)),
    slice,
    split(a, sizes, axis = 0) {
      let from = 0
      return sizes.map((size) => {
        const begin = a.shape.map((_, i) => (i === axis ? from : 0))
        from += size
        return slice(
          a,
          begin,
          a.shape.map((_, i) => (i === axis ? size : -1)),
        )
      })
    },
    pad: (a, around) => asTensor(graph.pad(asSym(a), around)),
    tile: (a, times) => asTensor(graph.tile(asSym(a), times)),
    zeros: (shape) => asTensor(graph.zeros(shape)),
    gather: (a, indices) => asTensor(graph.gather(asSym(a), asSym(indices))),
    seen(a, positions) {
      const [, images, n] = a.shape as [number, number, number]
      const withBlank = graph.concat([asSym(a), graph.zeros([1, images, n])], 0)
      const rows = graph.gather(withBlank, graph.constant(positions, [positions.length], 'int64'))
      const byTap = graph.transpose(graph.reshape(rows, [positions.length / 9, 9, images, n]), [0, 2, 1, 3])
      return asTensor(graph.reshape(byTap, [-1, 9 * n]))
    },
    addBias: add,
    biasGradient: never,
    relu: each('Relu'),
    reluGradient: never,
    sigmoid: each('Sigmoid'),
    sigmoidGradient: never,
    tanh: each('Tanh'),
    tanhGradient: never,
    erf: each('Erf'),
    exp: each('Exp'),
    log: each('Log'),
    softmax: (a) => asTensor(graph.softmax(asSym(a))),
    stretch: never,

    convolve(x, w, stride) {
      const [input, kernel] = [asSym(x), asSym(w)]
      const time = input.shape[input.rank - 2]
      const outputs = Math.ceil(time / stride)
      const missing = Math.max(0, (outputs - 1) * stride + kernel.shape[0] - time)
      const [y] = graph.write(
        'Conv',
        [inFront(input), graph.transpose(kernel, [2, 1, 0])],
        { strides: { ints: [stride] }, pads: { ints: [missing >> 1, missing - (missing >> 1)] } },
        [{ shape: [input.shape[0], kernel.shape[2], outputs], kind: 'float' }],
      )
      return behind(y, input.rank)
    },
    convolveInput(shape, w, dy, stride) {
      const [from, kernel] = [asSym(dy), asSym(w)]
      const time = shape[shape.length - 2]
      const whole = (from.shape[from.rank - 2] - 1) * stride + kernel.shape[0]
      const cut = Math.max(0, whole - time)
      const [y] = graph.write(
        'ConvTranspose',
        [inFront(from), graph.transpose(kernel, [2, 1, 0])],
        {
          strides: { ints: [stride] },
          pads: { ints: [cut >> 1, cut - (cut >> 1)] },
          output_padding: { ints: [Math.max(0, time - whole)] },
        },
        [{ shape: [from.shape[0], kernel.shape[1], time], kind: 'float' }],
      )
      return behind(y, shape.length)
    },
    convolveFilter: never,

    lstm({ x, w, b, h0, c0 }) {
      const input = asSym(x)
      const [steps, batch, size] = input.shape
      const [weights, bias] = [asSym(w).values, asSym(b).values]
      if (!weights || !bias) return never()
      const units = bias.length / 4
      const state = (from: Tensor) => (asSym(from).zero ? null : graph.reshape(asSym(from), [1, batch, units]))
      const [all, , cell] = graph.write(
        'LSTM',
        [
          input,
          graph.constant(gates(weights, 0, size, units), [1, 4 * units, size], 'float'),
          graph.constant(gates(weights, size, units, units), [1, 4 * units, units], 'float'),
          graph.constant([...reordered(bias, units), ...new Float32Array(4 * units)], [1, 8 * units], 'float'),
          null,
          state(h0),
          state(c0),
        ],
        { hidden_size: units },
        [
          { shape: [steps, 1, batch, units], kind: 'float' },
          { shape: [1, batch, units], kind: 'float' },
          { shape: [1, batch, units], kind: 'float' },
        ],
      )
      const c = new Sym(cell.name, [steps, batch, units], 'float')
      c.lastOnly = cell.name
      return { h: asTensor(graph.reshape(all, [steps, batch, units])), c: asTensor(c), saved: [] }
    },
    lstmGradient: never,
    batchNorm: never,
    batchNormGradient: never,
  }
}

/** Where gate g of ONNX, which has them as i, o, f, c, lies in Keras' order i, f, c, o. */
const places = [0, 3, 1, 2]

const reordered = (bias: Float32Array, units: number) =>
  places.flatMap((from) => [...bias.subarray(from * units, (from + 1) * units)])

/** Rows first … first + count of [rows, 4·units] in Keras' order → [4·units, count] in ONNX'. */
function gates(weights: Float32Array, first: number, count: number, units: number): Float32Array {
  const out = new Float32Array(4 * units * count)
  for (let g = 0, at = 0; g < 4; g++)
    for (let u = 0; u < units; u++)
      for (let row = first; row < first + count; row++) out[at++] = weights[row * 4 * units + places[g] * units + u]
  return out
}
