import type { Tensor, Tensor4D, TensorFlowCore } from '../tensorflow.ts'
import type { Kernels, LstmInputs } from './kernels.ts'

/** The same kernels from TensorFlow.js' portable functions: what WASM has, and nothing it lacks. */
export function portableKernels(tf: TensorFlowCore): Kernels {
  const wide = (x: Tensor): Tensor4D => tf.reshape(x, [x.shape[0], 1, x.shape[1]!, x.shape[2]!])
  const wideFilter = (w: Tensor): Tensor4D => tf.reshape(w, [1, w.shape[0], w.shape[1]!, w.shape[2]!])
  return {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    scale: (a, factor) => tf.mul(a, factor),
    square: tf.square,
    sqrt: tf.sqrt,
    abs: tf.abs,
    sum: tf.sum,
    mean: tf.mean,
    matMul: tf.matMul,
    batchMatMul: tf.matMul,
    reshape: tf.reshape,
    transpose: tf.transpose,
    concat: tf.concat,
    slice: tf.slice,
    split: (a, sizes) => tf.split(a, sizes),
    tile: tf.tile,
    zeros: (shape) => tf.zeros(shape),
    gather: (a, indices) => tf.gather(a, tf.cast(indices, 'int32')),
    addBias: tf.add,
    biasGradient: (dy) => tf.sum(dy, allButLast(dy)),
    relu: tf.relu,
    reluGradient: (dy, y) => tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32')),
    sigmoid: tf.sigmoid,
    sigmoidGradient: (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))),
    tanh: tf.tanh,
    tanhGradient: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))),
    erf: tf.erf,
    exp: tf.exp,
    log: tf.log,
    softmax: (a) => tf.softmax(a),
    convolve: (x, w, stride) => {
      const y = tf.conv2d(wide(x), wideFilter(w), [1, stride], 'same')
      return tf.reshape(y, [y.shape[0], y.shape[2], y.shape[3]])
    },
    convolveInput: (shape, w, dy, stride) => {
      const x = tf.conv2dTranspose(wide(dy), wideFilter(w), [shape[0], 1, shape[1], shape[2]], [1, stride], 'same')
      return tf.reshape(x, shape)
    },
    // WASM has no gradient for the filter: gather what each output saw, [batch · outputs, width · in], and multiply.
    convolveFilter: (x, shape, dy, stride) => {
      const outputs = dy.shape[1]!
      const [width, channels, filters] = shape
      const missing = Math.max(0, (outputs - 1) * stride + width - x.shape[1]!)
      const before = Math.floor(missing / 2)
      const padded = tf.pad(x, [[0, 0], [before, missing - before], [0, 0]])
      const taps = Array.from({ length: width }, (_, k) =>
        tf.stridedSlice(padded, [0, k, 0], [padded.shape[0], k + (outputs - 1) * stride + 1, channels], [1, stride, 1]),
      )
      const seen = tf.reshape(tf.concat(taps, 2), [-1, width * channels])
      return tf.reshape(tf.matMul(seen, tf.reshape(dy, [-1, filters]), true, false), shape)
    },

    // saved: per time step the four gates and the tanh of the cell, so that the gradient need not compute them again.
    lstm({ x, w, b, h0, c0 }) {
      const [steps, batch, size] = x.shape as [number, number, number]
      const units = h0.shape[1]!
      const [wx, wh] = [tf.slice(w, [0, 0], [size, -1]), tf.slice(w, [size, 0], [-1, -1])]
      const fromInput = tf.unstack(tf.reshape(tf.add(tf.matMul(tf.reshape(x, [-1, size]), wx), b), [steps, batch, 4 * units]))
      const saved: Tensor[] = []
      const hs: Tensor[] = []
      const cs: Tensor[] = []
      let h = h0
      let c = c0
      for (let t = 0; t < steps; t++) {
        const [zi, zf, zg, zo] = tf.split(tf.add(fromInput[t], tf.matMul(h, wh)), 4, 1)
        const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)]
        c = tf.add(tf.mul(f, c), tf.mul(i, g))
        const tanhC = tf.tanh(c)
        h = tf.mul(o, tanhC)
        hs.push(h)
        cs.push(c)
        saved.push(i, f, g, o, tanhC)
      }
      return { h: tf.stack(hs), c: tf.stack(cs), saved }
    },
    lstmGradient(inputs: LstmInputs, run, dhs, dcs) {
      const { x, w, h0, c0 } = inputs
      const [steps, batch, size] = x.shape as [number, number, number]
      const units = h0.shape[1]!
      const [wx, wh] = [tf.slice(w, [0, 0], [size, -1]), tf.slice(w, [size, 0], [-1, -1])]
      const [dh, dc, cs] = [tf.unstack(dhs), tf.unstack(dcs), tf.unstack(run.c)]
      const dz: Tensor[] = new Array(steps)
      let fromNext: Tensor = tf.zeros([batch, units])
      let cell: Tensor = tf.zeros([batch, units])
      for (let t = steps - 1; t >= 0; t--) {
        const [i, f, g, o, tanhC] = run.saved.slice(5 * t, 5 * t + 5)
        const total = tf.add(dh[t], fromNext)
        cell = tf.add(tf.add(cell, dc[t]), tf.mul(tf.mul(total, o), tf.sub(1, tf.square(tanhC))))
        const slope = (gate: Tensor, d: Tensor) => tf.mul(d, tf.mul(gate, tf.sub(1, gate)))
        dz[t] = tf.concat(
          [
            slope(i, tf.mul(cell, g)),
            slope(f, tf.mul(cell, t > 0 ? cs[t - 1] : c0)),
            tf.mul(tf.mul(cell, i), tf.sub(1, tf.square(g))),
            slope(o, tf.mul(total, tanhC)),
          ],
          1,
        )
        fromNext = tf.matMul(dz[t], wh, false, true)
        cell = tf.mul(cell, f)
      }
      const all = tf.reshape(tf.stack(dz), [-1, 4 * units])
      const before = tf.concat([tf.reshape(h0, [1, batch, units]), tf.slice(run.h, [0, 0, 0], [steps - 1, -1, -1])], 0)
      const seen = tf.concat([tf.reshape(x, [-1, size]), tf.reshape(before, [-1, units])], 1)
      return {
        x: tf.reshape(tf.matMul(all, wx, false, true), x.shape),
        w: tf.matMul(seen, all, true, false),
        b: tf.sum(all, 0),
        h0: fromNext,
        c0: cell,
      }
    },

    batchNorm(x, scale, offset, epsilon) {
      const axes = allButLast(x)
      const mean = tf.mean(x, axes)
      const centred = tf.sub(x, mean)
      const variance = tf.mean(tf.square(centred), axes)
      const inverse = tf.rsqrt(tf.add(variance, epsilon))
      const normalised = tf.mul(centred, inverse)
      return { y: tf.add(tf.mul(normalised, scale), offset), mean, variance, saved: [normalised, inverse] }
    },
    batchNormGradient(x, scale, dy, { saved: [normalised, inverse] }) {
      const axes = allButLast(x)
      const dOffset = tf.sum(dy, axes)
      const dScale = tf.sum(tf.mul(dy, normalised), axes)
      const count = x.size / scale.size
      const own = tf.sub(tf.sub(dy, tf.div(dOffset, count)), tf.mul(normalised, tf.div(dScale, count)))
      return { x: tf.mul(own, tf.mul(scale, inverse)), scale: dScale, offset: dOffset }
    },
  }
}

const allButLast = (x: Tensor) => Array.from({ length: x.rank - 1 }, (_, axis) => axis)
