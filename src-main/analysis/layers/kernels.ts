import type { Tensor } from '../tensorflow.ts'

/** One of the numbers that were drawn for a step. draws — int32 [numbers], from 0 on. */
export interface Draw {
  draws: Tensor
  place: number
}

/** A whole sequence through one LSTM layer, and what its gradient needs. time-major: [time, batch, units]. */
export interface LstmRun {
  /** Every output, [time, batch, units]. */
  h: Tensor
  /** Every cell state, [time, batch, units]. */
  c: Tensor
  /** For the gradient; what lies in it is the engine's own business. */
  saved: Tensor[]
}

/** Inputs: x — [time, batch, in]; w — [in + units, 4·units], gates i, f, c, o as in Keras; b — [4·units]; h0, c0 — [batch, units]. */
export interface LstmInputs {
  x: Tensor
  w: Tensor
  b: Tensor
  h0: Tensor
  c0: Tensor
  /** Whether the gradient will be asked for. */
  learns?: boolean
}

export interface LstmGradients {
  x: Tensor
  w: Tensor
  b: Tensor
  h0: Tensor
  c0: Tensor
}

/** y — normalised; mean, variance — [channels] of this batch (population); saved — for the gradient. */
export interface BatchNormRun {
  y: Tensor
  mean: Tensor
  variance: Tensor
  saved: Tensor[]
}

/**
 * What a layer may ask of the engine. Two versions with the same numbers: TensorFlow's own kernels called by name, and
 * TensorFlow.js' portable functions for WASM. Tensors are float32; nothing is disposed here: whoever runs a step wraps it
 * in `tidy`.
 *
 * Sequences in convolutions are [batch, time, channels], or [batch, 1, time, channels], which saves the native kernels the
 * change of shape at every layer; what comes out has as many axes. Padding "same"; kernels are [width, in, out] and, for the
 * transposed convolution, [width, out, in], as in Keras.
 */
export interface Kernels {
  add(a: Tensor, b: Tensor): Tensor
  /** The sum of tensors of one shape, in one pass. */
  addAll(parts: Tensor[]): Tensor
  sub(a: Tensor, b: Tensor): Tensor
  mul(a: Tensor, b: Tensor): Tensor
  div(a: Tensor, b: Tensor): Tensor
  scale(a: Tensor, factor: number): Tensor
  /** One number, to be added to or divided by any tensor. */
  scalar(value: number): Tensor
  square(a: Tensor): Tensor
  sqrt(a: Tensor): Tensor
  abs(a: Tensor): Tensor
  sum(a: Tensor, axes: number[], keepDims?: boolean): Tensor
  mean(a: Tensor, axes: number[], keepDims?: boolean): Tensor
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor
  /** [batch, m, k] × [batch, k, n]. */
  batchMatMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor
  reshape(a: Tensor, shape: number[]): Tensor
  transpose(a: Tensor, order: number[]): Tensor
  /** The last along an axis first. */
  reverse(a: Tensor, axis: number): Tensor
  concat(parts: Tensor[], axis: number): Tensor
  slice(a: Tensor, begin: number[], size: number[]): Tensor
  /** Cuts into pieces of these lengths along an axis, the first if none is given. */
  split(a: Tensor, sizes: number[], axis?: number): Tensor[]
  /** Zeros before and after, per axis. */
  pad(a: Tensor, around: number[][]): Tensor
  tile(a: Tensor, times: number[]): Tensor
  zeros(shape: number[]): Tensor
  /** Rows of a by index: [rows, …] → [indices, …]. */
  gather(a: Tensor, indices: Tensor): Tensor
  /**
   * What a convolution of images sees, where their number is open: [from, images, n] → [positions · images / 9, 9 · n]. positions — of
   * nine taps of each result, one after the other; `from` is outside, where there are noughts. Others gather rows, which is quicker.
   */
  seen?(a: Tensor, positions: readonly number[]): Tensor
  /** b — [channels], added along the last axis. */
  addBias(a: Tensor, b: Tensor): Tensor
  /** Sum over all axes but the last. */
  biasGradient(dy: Tensor): Tensor
  relu(a: Tensor): Tensor
  reluGradient(dy: Tensor, y: Tensor): Tensor
  sigmoid(a: Tensor): Tensor
  sigmoidGradient(dy: Tensor, y: Tensor): Tensor
  tanh(a: Tensor): Tensor
  tanhGradient(dy: Tensor, y: Tensor): Tensor
  erf(a: Tensor): Tensor
  exp(a: Tensor): Tensor
  log(a: Tensor): Tensor
  /** Over the last axis. */
  softmax(a: Tensor): Tensor
  convolve(x: Tensor, w: Tensor, stride: number): Tensor
  /** relu(convolve(x, w, stride) + b), where it takes less than one after the other. b — [out]. */
  convolveRelu?(x: Tensor, w: Tensor, b: Tensor, stride: number): Tensor
  /** A stretch of a long vector that stays on the engine, which is made once: a random mask. It begins at 16 times (the draw modulo `places`). */
  stretch(of: Float32Array, draw: Draw, places: number, shape: number[]): Tensor
  /** Gradient for an input of that shape; also the transposed convolution itself. */
  convolveInput(shape: number[], w: Tensor, dy: Tensor, stride: number): Tensor
  convolveFilter(x: Tensor, shape: number[], dy: Tensor, stride: number): Tensor
  lstm(inputs: LstmInputs): LstmRun
  /** dh, dc — [time, batch, units]: gradients of every output and every cell state; dc null where no cell state is used. */
  lstmGradient(inputs: LstmInputs, run: LstmRun, dh: Tensor, dc: Tensor | null): LstmGradients
  /** Over all axes but the last. scale, offset — [channels]. */
  batchNorm(x: Tensor, scale: Tensor, offset: Tensor, epsilon: number): BatchNormRun
  batchNormGradient(
    x: Tensor,
    scale: Tensor,
    dy: Tensor,
    run: BatchNormRun,
    epsilon: number,
  ): { x: Tensor; scale: Tensor; offset: Tensor }
}
