import type { Tensor } from '../tensorflow.ts'
import type { Tape, Value } from './tape.ts'
import type { Kernels } from './kernels.ts'
import {
  addBias,
  batchMatMul,
  concat,
  matMul,
  meanOver,
  multiply,
  relu,
  reshape,
  slice,
  softmax,
} from './operations.ts'

/** x — [batch, in] or [batch, time, in]; w — [in, out]; b — [out]. Keras Dense. */
export function dense(tape: Tape, x: Value, w: Value, b: Value): Value {
  if (x.data.rank === 2) return addBias(tape, matMul(tape, x, w), b)
  const lead = x.data.shape.slice(0, -1)
  const flat = reshape(tape, x, [-1, x.data.shape[x.data.rank - 1]])
  return reshape(tape, addBias(tape, matMul(tape, flat, w), b), [...lead, w.data.shape[1]!])
}

/** Points of a sequence, [batch, time, channels] or [batch, 1, time, channels]. */
const timeOf = (x: Value) => x.data.shape[x.data.rank - 2]!

/** [batch, time, channels] → [batch, 1, time, channels]: through a stack of convolutions sequences go in this shape, see kernels.ts. */
export const wideSequence = (tape: Tape, x: Value): Value =>
  reshape(tape, x, [x.data.shape[0], 1, ...x.data.shape.slice(1)])

/** And back. */
export const narrowSequence = (tape: Tape, x: Value): Value =>
  reshape(tape, x, [x.data.shape[0], ...x.data.shape.slice(2)])

/** What follows a convolution in the same operation: relu, and dropout after it, in training only. */
export interface Activation {
  relu?: boolean
  dropout?: number
}

/** x — [batch, time, in]; w — [width, in, out]; b — [out] → [batch, ⌈time / stride⌉, out]. Keras Conv1D, padding "same". */
export function conv1d(tape: Tape, x: Value, w: Value, b: Value, stride = 1, activation: Activation = {}): Value {
  const { k } = tape
  const y = activation.relu
    ? convolveRelu(k, x.data, w.data, b.data, stride)
    : k.addBias(k.convolve(x.data, w.data, stride), b.data)
  return activated(tape, y, { x, w, b }, activation, {
    w: (d) => k.convolveFilter(x.data, w.data.shape, d, stride),
    x: (d, weights) => k.convolveInput(x.data.shape, weights, d, stride),
  })
}

/**
 * x — [batch, time, in]; w — [width, out, in]; b — [out] → [batch, length, out], length = time · stride as in Keras'
 * Conv1DTranspose with padding "same", or up to stride − 1 fewer, so that it can undo a convolution of any length.
 */
export function conv1dTranspose(
  tape: Tape,
  x: Value,
  w: Value,
  b: Value,
  stride = 1,
  length = timeOf(x) * stride,
  activation: Activation = {},
): Value {
  const { k } = tape
  const linear = k.convolveInput([...x.data.shape.slice(0, -2), length, w.data.shape[1]!], w.data, x.data, stride)
  const shifted = k.addBias(linear, b.data)
  return activated(tape, activation.relu ? k.relu(shifted) : shifted, { x, w, b }, activation, {
    w: (d) => k.convolveFilter(d, w.data.shape, x.data, stride),
    x: (d, weights) => k.convolve(d, weights, stride),
  })
}

const convolveRelu = (k: Kernels, x: Tensor, w: Tensor, b: Tensor, stride: number): Tensor =>
  k.convolveRelu?.(x, w, b, stride) ?? k.relu(k.addBias(k.convolve(x, w, stride), b))

/**
 * Dropout of something linear with bias and relu, and the way back through all of them. The output is 0 exactly where relu or
 * dropout stopped a number, so one ReluGrad by it undoes both; dropout's factor goes to the small gradients of the weights
 * and not through the large one of the input.
 */
function activated(
  tape: Tape,
  plain: Tensor,
  { x, w, b }: { x: Value; w: Value; b: Value },
  { relu: rectified = false, dropout: rate = 0 }: Activation,
  gradient: { w(d: Tensor): Tensor; x(d: Tensor, weights: Tensor): Tensor },
): Value {
  const { k } = tape
  const drop = dropoutMask(tape, plain.shape, rate)
  const y = drop ? k.mul(plain, drop.mask) : plain
  const factor = drop && rectified ? drop.factor : 1
  const times = (t: Tensor) => (factor === 1 ? t : k.scale(t, factor))
  return tape.result(y, [x, w, b], (d) => {
    const through = rectified ? k.reluGradient(d, y) : drop ? k.mul(d, drop.mask) : d
    tape.flow(b, () => times(k.biasGradient(through)))
    tape.flow(w, () => times(gradient.w(through)))
    tape.flow(x, () => gradient.x(through, times(w.data)))
  })
}

/** Sets each number to zero with probability `rate` and scales the others up, in training only. Srivastava et al. 2014. */
export function dropout(tape: Tape, x: Value, rate: number): Value {
  const drop = dropoutMask(tape, x.data.shape, rate)
  return drop ? multiply(tape, x, tape.constant(drop.mask)) : x
}

/** mask — zeros and `factor`s; null outside training. `rate` is kept to a 256th. */
function dropoutMask(tape: Tape, shape: number[], rate: number): { mask: Tensor; factor: number } | null {
  const draw = tape.training && rate > 0 ? tape.draw() : null
  if (!draw) return null
  const dropped = Math.min(255, Math.round(rate * 256))
  const size = shape.reduce((a, b) => a * b, 1)
  const slab = maskSlab(dropped, size)
  return {
    mask: tape.k.stretch(slab, draw, Math.floor((slab.length - size) / 16) + 1, shape),
    factor: 256 / (256 - dropped),
  }
}

let slabs: { dropped: number; values: Float32Array }[] = []

/**
 * One long random mask, of which every dropout takes a stretch from a random place: drawing each mask anew cost as much as
 * the convolution it follows, by TensorFlow's RandomUniform as well as here. Native and WASM drop the same numbers.
 */
function maskSlab(dropped: number, size: number): Float32Array {
  const length = Math.max(1 << 20, 4 * size)
  const known = slabs.find(
    (slab) => slab.dropped === dropped && slab.values.length >= length && slab.values.length < 2 * length,
  )
  if (known) return known.values
  const values = new Float32Array(2 ** Math.ceil(Math.log2(length)))
  const table = Float32Array.from({ length: 256 }, (_, byte) => (byte < dropped ? 0 : 256 / (256 - dropped)))
  // Marsaglia's xorshift; one draw serves four numbers.
  let state = 0x9e3779b9 | 0
  for (let i = 0; i < values.length; i += 4) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    values[i] = table[state & 255]
    values[i + 1] = table[(state >>> 8) & 255]
    values[i + 2] = table[(state >>> 16) & 255]
    values[i + 3] = table[state >>> 24]
  }
  slabs = [...slabs.slice(-3), { dropped, values }]
  return values
}

/** As in Keras' batch normalisation. */
const epsilon = 1e-3

/** Statistics that batch normalisation keeps for inference: [channels] each. */
export interface BatchStatistics {
  scale: Value
  offset: Value
  mean: Value
  variance: Value
}

/**
 * x — […, channels]. Training: by the batch, and `learned` is told its mean and variance; else by the kept statistics.
 * Ioffe and Szegedy 2015; epsilon as in Keras.
 */
export function batchNorm(
  tape: Tape,
  x: Value,
  s: BatchStatistics,
  learned?: (mean: Value, variance: Value) => void,
): Value {
  const { k } = tape
  if (tape.training) {
    const run = k.batchNorm(x.data, s.scale.data, s.offset.data, epsilon)
    learned?.(tape.constant(run.mean), tape.constant(run.variance))
    return tape.result(run.y, [x, s.scale, s.offset], (d) => {
      const gradient = k.batchNormGradient(x.data, s.scale.data, d, run, epsilon)
      tape.flow(x, () => gradient.x)
      tape.flow(s.scale, () => gradient.scale)
      tape.flow(s.offset, () => gradient.offset)
    })
  }
  const { factor, shift, inverse } = foldedNorm(tape, s)
  return tape.result(k.addBias(k.mul(x.data, factor), shift), [x, s.scale, s.offset], (d) => {
    tape.flow(x, () => k.mul(d, factor))
    tape.flow(s.scale, () => k.biasGradient(k.mul(d, k.mul(k.sub(x.data, s.mean.data), inverse))))
    tape.flow(s.offset, () => k.biasGradient(d))
  })
}

/** Batch normalisation by kept statistics is x · factor + shift, [channels] each. */
function foldedNorm({ k }: Tape, s: BatchStatistics): { factor: Tensor; shift: Tensor; inverse: Tensor } {
  const inverse = k.div(k.scalar(1), k.sqrt(k.add(s.variance.data, k.scalar(epsilon))))
  const factor = k.mul(s.scale.data, inverse)
  return { factor, shift: k.sub(s.offset.data, k.mul(s.mean.data, factor)), inverse }
}

/**
 * conv1d, then batch normalisation and relu. In training the bias falls out of the normalised numbers and learns nothing: it is
 * only added to the mean that is kept. Else the normalisation is folded into kernel and bias, and costs nothing.
 */
export function normalisedConv1d(
  tape: Tape,
  x: Value,
  w: Value,
  b: Value,
  s: BatchStatistics,
  learned?: (mean: Value, variance: Value) => void,
): Value {
  const { k } = tape
  const linear = (weights: Value) =>
    tape.result(k.convolve(x.data, weights.data, 1), [x, weights], (d) => {
      tape.flow(weights, () => k.convolveFilter(x.data, weights.data.shape, d, 1))
      tape.flow(x, () => k.convolveInput(x.data.shape, weights.data, d, 1))
    })
  if (tape.training)
    return relu(
      tape,
      batchNorm(tape, linear(w), s, (mean, variance) => learned?.(tape.constant(k.add(mean.data, b.data)), variance)),
    )
  if (w.wanted || b.wanted || s.scale.wanted) return relu(tape, batchNorm(tape, addBias(tape, linear(w), b), s))
  const { factor, shift } = foldedNorm(tape, s)
  const folded = k.mul(w.data, factor)
  const y = convolveRelu(k, x.data, folded, k.add(shift, k.mul(b.data, factor)), 1)
  return tape.result(y, [x], (d) => tape.flow(x, () => k.convolveInput(x.data.shape, folded, k.reluGradient(d, y), 1)))
}

/** x — […, channels], each entry to mean 0 and deviation 1 over its channels, then scaled and shifted. Ba, Kiros, Hinton 2016. */
export function layerNorm(tape: Tape, x: Value, scaleBy: Value, offset: Value): Value {
  const { k } = tape
  const last = [x.data.rank - 1]
  const centred = k.sub(x.data, k.mean(x.data, last, true))
  const deviation = k.sqrt(k.add(k.mean(k.square(centred), last, true), k.scalar(1e-3)))
  const normal = k.div(centred, deviation)
  return tape.result(k.add(k.mul(normal, scaleBy.data), offset.data), [x, scaleBy, offset], (d) => {
    tape.flow(scaleBy, () => k.biasGradient(k.mul(d, normal)))
    tape.flow(offset, () => k.biasGradient(d))
    tape.flow(x, () => {
      const g = k.mul(d, scaleBy.data)
      const own = k.sub(k.sub(g, k.mean(g, last, true)), k.mul(normal, k.mean(k.mul(g, normal), last, true)))
      return k.div(own, deviation)
    })
  })
}

/** Weights of one LSTM: w — [in + units, 4·units], kernel over recurrent kernel; b — [4·units]; gates i, f, c, o. */
export interface LstmWeights {
  w: Value
  b: Value
}

/** What an LSTM gives: sequence — [time, batch, units]; h, c — [batch, units], the state after the last step. */
export interface LstmOutput {
  sequence: Value
  h: Value
  c: Value
}

/** x — [time, batch, in]; from — the state to start with (zeros). Hochreiter and Schmidhuber 1997, as Keras' LSTM. */
export function lstm(tape: Tape, x: Value, weights: LstmWeights, from?: { h: Value; c: Value }): LstmOutput {
  const { k } = tape
  const [steps, batch] = x.data.shape
  const units = weights.b.data.shape[0] / 4
  const h0 = from?.h ?? tape.constant(k.zeros([batch, units]))
  const c0 = from?.c ?? tape.constant(k.zeros([batch, units]))
  const all = [x, weights.w, weights.b, h0, c0]
  const inputs = {
    x: x.data,
    w: weights.w.data,
    b: weights.b.data,
    h0: h0.data,
    c0: c0.data,
    learns: all.some((v) => v.wanted),
  }
  const run = k.lstm(inputs)
  const nothing = () => k.zeros([steps, batch!, units])
  const sequence = tape.result(run.h, all, (d) => {
    const gradients = k.lstmGradient(inputs, run, d, cells.gradient)
    tape.flow(x, () => gradients.x)
    tape.flow(weights.w, () => gradients.w)
    tape.flow(weights.b, () => gradients.b)
    tape.flow(h0, () => gradients.h0)
    tape.flow(c0, () => gradients.c0)
  })
  // Sequence and cells are two results of one operation: the cells, written down later, have their gradient first.
  const cells = tape.result(run.c, all, () => {
    sequence.gradient ??= nothing()
  })
  const last = (from: Value) => reshape(tape, slice(tape, from, [steps - 1, 0, 0], [1, -1, -1]), [batch!, units])
  return { sequence, h: last(sequence), c: last(cells) }
}

/** Runs an LSTM over the sequence turned round; its `sequence` stays in that order. */
export function bidirectionalLstm(
  tape: Tape,
  x: Value,
  forward: LstmWeights,
  backward: LstmWeights,
): { forward: LstmOutput; backward: LstmOutput; last: Value } {
  const there = lstm(tape, x, forward)
  const back = lstm(tape, reverseTime(tape, x), backward)
  return { forward: there, backward: back, last: concat(tape, [there.h, back.h], 1) }
}

/** [time, …], last step first. */
export function reverseTime(tape: Tape, x: Value): Value {
  const turn = (data: Value['data']) => tape.k.reverse(data, 0)
  return tape.result(turn(x.data), [x], (d) => tape.flow(x, () => turn(d)))
}

/** Dot-product self-attention without weights: softmax(x xᵀ) x. x — [batch, time, units]. Luong et al. 2015, Keras' Attention([x, x]). */
export function selfAttention(tape: Tape, x: Value): Value {
  return batchMatMul(tape, softmax(tape, batchMatMul(tape, x, x, true)), x)
}

/** [batch, time, channels] → [batch, channels]. */
export const globalAveragePool = (tape: Tape, x: Value): Value =>
  meanOver(tape, x.data.rank === 4 ? narrowSequence(tape, x) : x, 1)
