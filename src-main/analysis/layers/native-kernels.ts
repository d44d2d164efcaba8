import { tensorFlow, type NativeBackend, type OpAttribute, type Tensor } from '../tensorflow.ts'
import type { Kernels, LstmInputs } from './kernels.ts'

/**
 * TensorFlow's CPU kernels, called by name. An op costs 7 µs this way and 40 µs through TensorFlow.js' functions, and some
 * of those are five ops where TensorFlow has one (the gradient of relu), or one op per time step and gate (the LSTM).
 */
export function nativeKernels(backend: NativeBackend): Kernels {
  made ??= makeKernels(backend)
  return made
}

let made: Kernels | null = null

function makeKernels(backend: NativeBackend): Kernels {
  const tf = tensorFlow()
  const b = backend.binding
  const type = (name: string, value: number): OpAttribute => ({ name, type: b.TF_ATTR_TYPE, value })
  const bool = (name: string, value: boolean): OpAttribute => ({ name, type: b.TF_ATTR_BOOL, value })
  const int = (name: string, value: number | number[]): OpAttribute => ({ name, type: b.TF_ATTR_INT, value })
  const float = (name: string, value: number): OpAttribute => ({ name, type: b.TF_ATTR_FLOAT, value })
  const text = (name: string, value: string): OpAttribute => ({ name, type: b.TF_ATTR_STRING, value })
  const run = (name: string, attributes: OpAttribute[], inputs: Tensor[]) =>
    backend.executeSingleOutput(name, attributes, inputs)

  const T = type('T', b.TF_FLOAT)
  const justT = [T]
  const unary = (name: string) => (a: Tensor) => run(name, justT, [a])
  const binary = (name: string) => (x: Tensor, y: Tensor) => run(name, justT, [x, y])
  const ints = smallConstants(backend)
  const int0d = (value: number) => ints(value)
  const index = type('Tidx', b.TF_INT32)
  const int32 = type('T', b.TF_INT32)
  const index32 = type('Index', b.TF_INT32)

  const reduction = (name: string) => {
    const flat = [bool('keep_dims', false), T, index]
    const kept = [bool('keep_dims', true), T, index]
    return (a: Tensor, axes: number[], keepDims = false) => run(name, keepDims ? kept : flat, [a, ints(axes)])
  }
  const reshapeAttributes = [T, type('Tshape', b.TF_INT32)]
  const reshape = (a: Tensor, shape: number[]) => run('Reshape', reshapeAttributes, [a, ints(shape)])
  const pairs = (values: number[][]) =>
    run('Reshape', [int32, type('Tshape', b.TF_INT32)], [ints(values.flat()), ints([values.length, 2])])
  const product = (name: string, left: string, right: string) => {
    const variants = [false, true].map((ta) => [false, true].map((tb) => [T, bool(left, ta), bool(right, tb)]))
    return (x: Tensor, y: Tensor, ta = false, tb = false) => run(name, variants[+ta][+tb], [x, y])
  }
  const matMul = product('MatMul', 'transpose_a', 'transpose_b')
  const concat = (parts: Tensor[], axis: number) =>
    parts.length === 1 ? parts[0] : run('ConcatV2', [int('N', parts.length), T, index], [...parts, int0d(axis)])
  const split = (a: Tensor, sizes: number[], axis = 0) =>
    backend.executeMultipleOutputs(
      'SplitV',
      [int('num_split', sizes.length), T, type('Tlen', b.TF_INT32)],
      [a, ints(sizes), int0d(axis)],
      sizes.length,
    )
  const add = binary('AddV2')
  const mul = binary('Mul')
  const factors = floatConstants(backend)
  const scale = (a: Tensor, factor: number) => mul(a, factors(factor))
  const zeros = (shape: number[]) => run('Fill', [T, type('index_type', b.TF_INT32)], [ints(shape), factors(0)])

  // Time lies on the WIDTH axis, [batch, 1, time, channels]: the kernels block over the width, and take 2.5 times as long
  // on a height of 288 and a width of 1.
  const wide = (x: Tensor) => (x.rank === 4 ? x : reshape(x, [x.shape[0], 1, x.shape[1]!, x.shape[2]!]))
  const wideFilter = (w: Tensor) => reshape(w, [1, ...w.shape])
  /** In the rank of `like`, which is that of what went in. */
  const narrow = (x: Tensor, like: number) => (like === 4 ? x : reshape(x, [x.shape[0], x.shape[2]!, x.shape[3]!]))
  const convolution = (stride: number) => [
    T,
    int('strides', [1, 1, stride, 1]),
    text('padding', 'SAME'),
    text('data_format', 'NHWC'),
  ]
  const wideShape = (shape: number[]) => ints([shape[0], 1, ...shape.slice(-2)])

  const residents = new Map<Float32Array, Tensor>()
  const resident = (of: Float32Array) => {
    let tensor = residents.get(of)
    if (!tensor) {
      for (const [old, made] of [...residents].slice(0, -3)) if (residents.delete(old)) backend.disposeData(made.dataId)
      tensor = { dataId: backend.write(of, [of.length], 'float32') } as Tensor
      residents.set(of, tensor)
    }
    return tensor
  }

  const gatherAttributes = [type('Tparams', b.TF_FLOAT), type('Tindices', b.TF_INT32), type('Taxis', b.TF_INT32)]

  // Tap k of a transposed convolution goes width − 1 − k places back from the last: a convolution whose kernel says so.
  const overlaps = new Map<number, Tensor>()
  const overlap = (width: number) => {
    let kernel = overlaps.get(width)
    if (!kernel) {
      const values = Float32Array.from({ length: width * width }, (_, i) =>
        Math.floor(i / width) === width - 1 - (i % width) ? 1 : 0,
      )
      kernel = { dataId: backend.write(values, [1, width, width, 1], 'float32') } as Tensor
      overlaps.set(width, kernel)
    }
    return kernel
  }

  const lstmAttributes = [T, float('cell_clip', 0), bool('use_peephole', false)]
  const lstmGradientAttributes = [T, bool('use_peephole', false)]
  const timeOf = (x: Tensor) => ints(x.shape[0], 'int64')

  // One call for the whole sequence. Outputs: i, cs, f, o, ci, co, h. The three peephole weights are there but not used.
  const blockLstm = ({ x, w, b: bias, h0, c0 }: LstmInputs) => {
    const peephole = zeros([h0.shape[1]!])
    const saved = backend.executeMultipleOutputs(
      'BlockLSTMV2',
      lstmAttributes,
      [timeOf(x), x, c0, h0, w, peephole, peephole, peephole, bias],
      7,
    )
    return { h: saved[6], c: saved[1], saved }
  }
  const blockLstmGradient = ({ x, w, b: bias, h0, c0 }: LstmInputs, saved: Tensor[], dh: Tensor, dc: Tensor | null) => {
    const peephole = zeros([h0.shape[1]!])
    const inputs = [timeOf(x), x, c0, h0, w, peephole, peephole, peephole, bias, ...saved, dc ?? zeros(dh.shape), dh]
    const out = backend.executeMultipleOutputs('BlockLSTMGradV2', lstmGradientAttributes, inputs, 8)
    return { x: out[0], c0: out[1], h0: out[2], w: out[3], b: out[7] }
  }
  // The gradient kernel takes more than twice as long per row once the gates of one step, batch × 4·units, outgrow the
  // 48 KB of a core's first cache: train on pieces of the batch that fit. Two at least, where they are worth it: a graph
  // runs them side by side.
  const batchPieces = (inputs: LstmInputs): LstmInputs[] => {
    const [batch, units] = inputs.h0.shape as [number, number]
    const gates = batch * 4 * units
    const count = inputs.learns
      ? Math.min(Math.ceil(batch / 8), Math.max(Math.ceil(gates / 12_288), gates >= 4096 ? 2 : 1))
      : 1
    if (count <= 1) return [inputs]
    const sizes = Array.from(
      { length: count },
      (_, i) => Math.floor(((i + 1) * batch) / count) - Math.floor((i * batch) / count),
    )
    const [xs, h0s, c0s] = [split(inputs.x, sizes, 1), split(inputs.h0, sizes), split(inputs.c0, sizes)]
    return sizes.map((_, i) => ({ ...inputs, x: xs[i], h0: h0s[i], c0: c0s[i] }))
  }

  const normalise = (epsilon: number) => [
    T,
    type('U', b.TF_FLOAT),
    float('epsilon', epsilon),
    text('data_format', 'NHWC'),
    bool('is_training', true),
  ]
  const as4d = (x: Tensor) => (x.rank === 4 ? x : reshape(x, [x.size / x.shape[x.rank - 1], 1, 1, x.shape[x.rank - 1]]))

  return {
    add,
    addAll: (parts) => run('AddN', [int('N', parts.length), T], parts),
    sub: binary('Sub'),
    mul,
    div: binary('RealDiv'),
    scale,
    scalar: factors,
    reverse: tf.reverse,
    square: unary('Square'),
    sqrt: unary('Sqrt'),
    abs: unary('Abs'),
    sum: reduction('Sum'),
    mean: reduction('Mean'),
    matMul,
    batchMatMul: product('BatchMatMulV2', 'adj_x', 'adj_y'),
    reshape,
    transpose: (a, order) => run('Transpose', [T, type('Tperm', b.TF_INT32)], [a, ints(order)]),
    concat,
    slice: (a, begin, size) => run('Slice', [T, index32], [a, ints(begin), ints(size)]),
    split,
    pad: (a, around) => run('Pad', [T, type('Tpaddings', b.TF_INT32)], [a, pairs(around)]),
    tile: (a, times) => run('Tile', [T, type('Tmultiples', b.TF_INT32)], [a, ints(times)]),
    zeros,
    gather: (a, indices) => run('GatherV2', gatherAttributes, [a, indices, int0d(0)]),
    addBias: binary('BiasAdd'),
    biasGradient: unary('BiasAddGrad'),
    relu: unary('Relu'),
    reluGradient: binary('ReluGrad'),
    sigmoid: unary('Sigmoid'),
    sigmoidGradient: (dy, y) => run('SigmoidGrad', justT, [y, dy]),
    tanh: unary('Tanh'),
    tanhGradient: (dy, y) => run('TanhGrad', justT, [y, dy]),
    erf: unary('Erf'),
    exp: unary('Exp'),
    log: unary('Log'),
    softmax: (a) =>
      a.rank === 2
        ? run('Softmax', justT, [a])
        : reshape(run('Softmax', justT, [reshape(a, [-1, a.shape[a.rank - 1]])]), a.shape),
    // A slice that begins at a multiple of 16 numbers is a view; copying it from JavaScript took as long as a layer.
    stretch(of, { draws, place }, places, shape) {
      const drawn = run('Slice', [int32, index32], [draws, ints([place]), ints([1])])
      const from = run('Mul', [int32], [run('FloorMod', [int32], [drawn, int0d(places)]), int0d(16)])
      const size = shape.reduce((a, b) => a * b, 1)
      return reshape(run('Slice', [T, index32], [resident(of), from, ints([size])]), shape)
    },
    convolve: (x, w, stride) => narrow(run('Conv2D', convolution(stride), [wide(x), wideFilter(w)]), x.rank),
    // For one channel the kernel is slow: multiply first, [.., filters] × [filters, width], and add up the overlaps after.
    convolveInput(shape, w, dy, stride) {
      const [time, channels] = shape.slice(-2)
      if (channels !== 1 || stride !== 1 || w.shape[0] % 2 === 0)
        return narrow(
          run('Conv2DBackpropInput', convolution(stride), [wideShape(shape), wideFilter(w), wide(dy)]),
          dy.rank,
        )
      const products = matMul(reshape(dy, [-1, w.shape[2]!]), reshape(w, [w.shape[0], -1]), false, true)
      return narrow(
        run('Conv2D', convolution(1), [reshape(products, [shape[0], 1, time, w.shape[0]]), overlap(w.shape[0])]),
        dy.rank,
      )
    },
    convolveFilter: (x, shape, dy, stride) =>
      reshape(run('Conv2DBackpropFilter', convolution(stride), [wide(x), ints([1, ...shape]), wide(dy)]), shape),

    lstm(inputs) {
      const runs = batchPieces(inputs).map(blockLstm)
      if (runs.length === 1) return runs[0]
      return {
        h: concat(
          runs.map((run) => run.h),
          1,
        ),
        c: concat(
          runs.map((run) => run.c),
          1,
        ),
        saved: runs.flatMap((run) => run.saved),
      }
    },
    lstmGradient(inputs, { saved }, dh, dc) {
      const pieces = batchPieces(inputs)
      const sizes = pieces.map((piece) => piece.h0.shape[0])
      const [dhs, dcs] = [dh, dc].map((d) => (d && pieces.length > 1 ? split(d, sizes, 1) : [d]))
      const parts = pieces.map((piece, i) =>
        blockLstmGradient(piece, saved.slice(7 * i, 7 * i + 7), dhs[i]!, dcs[i] ?? null),
      )
      if (parts.length === 1) return parts[0]
      const joined = (of: 'x' | 'h0' | 'c0', axis: number) =>
        concat(
          parts.map((part) => part[of]),
          axis,
        )
      const summed = (of: 'w' | 'b') => parts.map((part) => part[of]).reduce(add)
      return { x: joined('x', 1), h0: joined('h0', 0), c0: joined('c0', 0), w: summed('w'), b: summed('b') }
    },

    batchNorm(x, scaleBy, offset, epsilon) {
      const none = tf.tensor1d([], 'float32')
      const out = backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        normalise(epsilon),
        [as4d(x), scaleBy, offset, none, none],
        6,
      )
      const count = x.size / scaleBy.size
      // The op gives the sample variance; Keras keeps the population's.
      return {
        y: x.rank === 4 ? out[0] : reshape(out[0], x.shape),
        mean: out[1],
        variance: scale(out[2], (count - 1) / count),
        saved: out.slice(3),
      }
    },
    batchNormGradient(x, scaleBy, dy, { saved }, epsilon) {
      const out = backend.executeMultipleOutputs(
        'FusedBatchNormGradV3',
        normalise(epsilon),
        [as4d(dy), as4d(x), scaleBy, ...saved],
        5,
      )
      return { x: x.rank === 4 ? out[0] : reshape(out[0], x.shape), scale: out[1], offset: out[2] }
    },
  }
}

/**
 * Shapes and axes as tensors, made once: an op takes them as inputs, and making one costs as much as the op.
 * They live beside TensorFlow.js' bookkeeping, so that they are no leak to it; there are as many as there are shapes.
 */
function smallConstants(backend: NativeBackend): (values: number | number[], type?: 'int32' | 'int64') => Tensor {
  const known = new Map<string, Tensor>()
  return (values, type = 'int32') => {
    const list = Array.isArray(values) ? values : [values]
    const key = `${type}${Array.isArray(values)}${list}`
    let tensor = known.get(key)
    if (!tensor) {
      // The addon takes an int64 as two int32, the low half first.
      const numbers = Int32Array.from(type === 'int64' ? list.flatMap((value) => [value, 0]) : list)
      tensor = { dataId: backend.write(numbers, Array.isArray(values) ? [list.length] : [], type) } as Tensor
      known.set(key, tensor)
    }
    return tensor
  }
}

/** The same for factors, of which a network has a few dozen. What changes from step to step belongs into a tensor of its own. */
function floatConstants(backend: NativeBackend): (value: number) => Tensor {
  const known = new Map<number, Tensor>()
  return (value) => {
    let tensor = known.get(value)
    if (!tensor) {
      if (known.size >= 1000) return tensorFlow().scalar(value)
      tensor = { dataId: backend.write(Float32Array.of(value), [], 'float32') } as Tensor
      known.set(value, tensor)
    }
    return tensor
  }
}
