import type { Tensor, TensorFlowCore } from '../tensorflow.ts'
import type { Kernels } from './kernels.ts'
import { portableKernels } from './portable-kernels.ts'
import type { WasmFunctions } from './wasm-functions.ts'

/**
 * The portable kernels with what training spends its time in replaced by functions of our own (src-wasm): TensorFlow.js makes
 * a convolution's gradients and an LSTM of dozens of small operations that copy more than they count.
 */
export function wasmKernels(tf: TensorFlowCore, { run, address, room, zeros }: WasmFunctions): Kernels {
  const portable = portableKernels(tf)
  const convolve = (x: Tensor, w: Tensor, stride: number, bias: Tensor | null) => {
    const size = sizes(x.shape, w.shape, Math.ceil(timeOf(x.shape) / stride), stride)
    const y = room(...x.shape.slice(0, -2), size.outputs, size.filters)
    const three = run.byThree(size.time, size.channels, size.width, size.filters, stride)
    const space = three
      ? room(run.roomForThree(size.channels, size.filters))
      : room(size.time + size.missing, size.channels)
    const then = bias ? [address(bias), 1] : [0, 0]
    run.convolve(...size.all, size.missing, address(x), address(w), address(y), ...then, address(space))
    space.dispose()
    return y
  }
  return {
    ...portable,
    matMul(a, b, turnA = false, turnB = false) {
      if (!turnA && !turnB) return tf.matMul(a, b)
      const [m, inner] = turnA ? [a.shape[1]!, a.shape[0]] : [a.shape[0], a.shape[1]!]
      const n = turnB ? b.shape[0] : b.shape[1]!
      if (turnA && !turnB) {
        const y = zeros(m, n)
        run.turnedProduct(inner, m, n, address(a), m, address(b), n, address(y), n)
        return y
      }
      if (turnA) return portable.matMul(a, b, turnA, turnB)
      const [turned, y] = [room(inner, n), room(m, n)]
      run.turn(n, inner, address(b), inner, address(turned))
      run.product(m, n, inner, address(a), inner, address(turned), n, address(y), n, 0)
      turned.dispose()
      return y
    },
    addBias(a, b) {
      const y = room(...a.shape)
      run.addBias(a.size / b.size, b.size, address(a), address(b), address(y), 0)
      return y
    },
    biasGradient(dy) {
      const columns = dy.shape[dy.rank - 1]!
      const [sums, space] = [zeros(columns), room(columns)]
      run.sumRows(dy.size / columns, columns, address(dy), address(sums), address(space))
      space.dispose()
      return sums
    },
    reluGradient(dy, y) {
      const dx = room(...dy.shape)
      run.reluGradient(dy.size, address(dy), address(y), address(dx))
      return dx
    },

    tile(a, times) {
      const axis = times.findIndex((n) => n > 1)
      const product = (shape: readonly number[]) => shape.reduce((n, m) => n * m, 1)
      // Along one axis: what a mean's gradient and a repeated vector are.
      if (axis < 0 || times.some((n, i) => n > 1 && i !== axis)) return portable.tile(a, times)
      const y = room(...a.shape.map((n, i) => n * times[i]))
      run.repeat(product(a.shape.slice(0, axis)), times[axis], product(a.shape.slice(axis)), address(a), address(y))
      return y
    },
    mean(a, axes, keepDims) {
      const inner = a.shape.slice(axes[0] + 1).reduce((n, m) => n * m, 1)
      // Rows of fours; TensorFlow.js turns what it does not find at the end.
      if (axes.length !== 1 || inner < 4) return portable.mean(a, axes, keepDims)
      const times = a.shape[axes[0]]
      const shape = a.shape.flatMap((n, axis) => (axis !== axes[0] ? n : keepDims ? 1 : []))
      const [y, space] = [room(...shape), room(inner)]
      run.means(a.size / times / inner, times, inner, address(a), address(y), address(space))
      space.dispose()
      return y
    },
    convolve: (x, w, stride) => convolve(x, w, stride, null),
    convolveRelu: (x, w, b, stride) => convolve(x, w, stride, b),
    convolveFilter(x, shape, dy, stride) {
      const size = sizes(x.shape, shape, timeOf(dy.shape), stride)
      const dw = zeros(...shape)
      const space = room(size.time + size.missing, size.channels)
      run.convolveFilter(...size.all, size.missing, address(x), address(dy), address(dw), address(space))
      space.dispose()
      return dw
    },
    convolveInput(shape, w, dy, stride) {
      const size = sizes(shape, w.shape, timeOf(dy.shape), stride)
      const [dx, turned] = [room(...shape), room(w.size)]
      const three = run.byThree(size.outputs, size.filters, size.width, size.channels, stride)
      const space = three
        ? room(run.roomForThree(size.filters, size.channels))
        : room(size.outputs + 2 * (size.width + stride), size.filters)
      run.convolveInput(...size.all, address(w), address(dy), address(dx), address(turned), address(space))
      turned.dispose()
      space.dispose()
      return dx
    },
    // saved: 1 / √(variance + epsilon).
    batchNorm(x, scale, offset, epsilon) {
      const channels = scale.size
      const [y, space] = [room(...x.shape), room(2, channels)]
      const [mean, variance, inverse] = [room(channels), room(channels), room(channels)]
      const given = [x, scale, offset].map(address)
      run.batchNorm(x.size / channels, channels, ...given, epsilon, ...[y, mean, variance, inverse, space].map(address))
      space.dispose()
      return { y, mean, variance, saved: [inverse] }
    },
    batchNormGradient(x, scale, dy, { mean, saved: [inverse] }) {
      const channels = scale.size
      const [dx, space] = [room(...x.shape), room(2, channels)]
      const gradient = { x: dx, scale: zeros(channels), offset: zeros(channels) }
      const all = [x, scale, dy, mean, inverse, dx, gradient.scale, gradient.offset, space]
      run.batchNormGradient(x.size / channels, channels, ...all.map(address))
      space.dispose()
      return gradient
    },

    // saved: the gates of every step and the tanh of every cell.
    lstm({ x, w, b, h0, c0 }) {
      const [steps, batch, size] = x.shape as [number, number, number]
      const units = h0.shape[1]!
      const gates = room(steps, batch, 4 * units)
      const [h, c, tanhs] = [room(steps, batch, units), room(steps, batch, units), room(steps, batch, units)]
      run.lstm(steps, batch, size, units, ...[x, w, b, h0, c0, gates, h, c, tanhs].map(address))
      return { h, c, saved: [gates, tanhs] }
    },
    lstmGradient({ x, w, h0, c0 }, { h, c, saved: [gates, tanhs] }, dh, dc) {
      const [steps, batch, size] = x.shape as [number, number, number]
      const units = h0.shape[1]!
      const wide = 4 * units
      const [dz, turned] = [room(steps, batch, wide), room(size + units, wide)]
      const gradients = {
        x: room(...x.shape),
        w: zeros(...w.shape),
        b: zeros(wide),
        h0: zeros(batch, units),
        c0: zeros(batch, units),
      }
      run.lstmGradient(
        ...[steps, batch, size, units],
        ...[x, w, h0, c0, gates, h, c, tanhs, dh].map(address),
        dc ? address(dc) : 0,
        ...[dz, turned, gradients.x, gradients.w, gradients.b, gradients.h0, gradients.c0].map(address),
      )
      dz.dispose()
      turned.dispose()
      return gradients
    },
  }
}

const timeOf = (shape: readonly number[]) => shape[shape.length - 2]

/** x — its shape; w — [width, in, out]; outputs — points of time of what comes out. Padding "same" as in Keras. */
function sizes(x: readonly number[], [width, channels, filters]: readonly number[], outputs: number, stride: number) {
  const time = timeOf(x)
  const missing = Math.max(0, (outputs - 1) * stride + width - time)
  const before = Math.floor(missing / 2)
  const all = [x[0], time, channels, width, filters, stride, outputs, before]
  return { time, channels, width, filters, outputs, missing, all }
}
