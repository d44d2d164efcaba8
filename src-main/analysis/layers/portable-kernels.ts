import type { Tensor, Tensor4D, TensorFlowCore } from '../tensorflow.ts'
import type { Kernels, LstmInputs } from './kernels.ts'

/** The same kernels from TensorFlow.js' portable functions: what WASM has, and nothing it lacks. */
export function portableKernels(tf: TensorFlowCore): Kernels {
  const wide = (x: Tensor): Tensor4D =>
    tf.reshape(x, [x.shape[0], 1, ...x.shape.slice(-2)] as [number, number, number, number])
  const threeAxes = (x: Tensor) => (x.rank === 3 ? x : tf.reshape(x, [x.shape[0], ...x.shape.slice(-2)]))
  const wideFilter = (w: Tensor): Tensor4D => tf.reshape(w, [1, w.shape[0], w.shape[1]!, w.shape[2]!])
  // WASM multiplies transposed matrices by a plain loop, and others by SIMD: turning them first is much faster.
  const matMul = (a: Tensor, b: Tensor, ta = false, tb = false) =>
    tf.matMul(ta ? tf.transpose(a) : a, tb ? tf.transpose(b) : b)
  // WASM's slice copies the whole tensor each time, and so does its unstack for each piece: read it once instead.
  const unstack = (x: Tensor): Tensor[] => {
    const values = x.dataSync()
    const size = x.size / x.shape[0]
    return Array.from({ length: x.shape[0] }, (_, t) =>
      tf.tensor(values.subarray(t * size, (t + 1) * size), x.shape.slice(1), 'float32'),
    )
  }
  return {
    add: tf.add,
    addAll: tf.addN,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    scale: (a, factor) => tf.mul(a, factor),
    scalar: (value) => tf.scalar(value),
    square: tf.square,
    sqrt: tf.sqrt,
    abs: tf.abs,
    sum: tf.sum,
    mean: tf.mean,
    matMul,
    batchMatMul: tf.matMul,
    reshape: tf.reshape,
    transpose: tf.transpose,
    reverse: tf.reverse,
    concat: tf.concat,
    slice: tf.slice,
    split: (a, sizes, axis = 0) => tf.split(a, sizes, axis),
    pad: (a, around) =>
      tf.pad(
        a,
        around.map(([before, after]): [number, number] => [before, after]),
      ),
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
    stretch(of, { draws, place }, places, shape) {
      const from = 16 * (draws.dataSync()[place] % places)
      return tf.tensor(of.subarray(from, from + shape.reduce((a, b) => a * b, 1)), shape, 'float32')
    },
    convolve: (x, w, stride) => {
      const y = tf.conv2d(wide(x), wideFilter(w), [1, stride], 'same')
      return x.rank === 4 ? y : tf.reshape(y, [y.shape[0], y.shape[2], y.shape[3]])
    },
    // WASM's own kernel for this is many times slower than a plain convolution: put stride − 1 zeros between the numbers of
    // dy, and convolve with the kernel turned round.
    convolveInput: (shape, w, gradient, stride) => {
      const dy = threeAxes(gradient)
      const [batch, time] = [shape[0], shape[shape.length - 2]]
      const [outputs, filters] = [dy.shape[1]!, dy.shape[2]!]
      const width = w.shape[0]
      const spread =
        stride === 1
          ? dy
          : tf.reshape(
              tf.pad(tf.reshape(dy, [batch, outputs, 1, filters]), [
                [0, 0],
                [0, 0],
                [0, stride - 1],
                [0, 0],
              ]),
              [batch, outputs * stride, filters],
            )
      const before = width - 1 - Math.floor(Math.max(0, (outputs - 1) * stride + width - time) / 2)
      const length = time + width - 1
      const cut = tf.slice(spread, [0, 0, 0], [batch, Math.min(spread.shape[1]!, length - before), filters])
      const padded = tf.pad(cut, [
        [0, 0],
        [before, length - before - cut.shape[1]!],
        [0, 0],
      ])
      const turned = wideFilter(tf.transpose(tf.reverse(w, 0), [0, 2, 1]))
      return tf.reshape(tf.conv2d(wide(padded), turned, 1, 'valid'), shape)
    },
    // WASM has no gradient for the filter: for each tap, what it saw, [batch · outputs, in], times what became of it.
    convolveFilter: (input, shape, gradient, stride) => {
      const [x, dy] = [threeAxes(input), threeAxes(gradient)]
      const outputs = dy.shape[1]!
      const [width, channels, filters] = shape
      const missing = Math.max(0, (outputs - 1) * stride + width - x.shape[1]!)
      const before = Math.floor(missing / 2)
      const padded = tf.pad(x, [
        [0, 0],
        [before, missing - before],
        [0, 0],
      ])
      const flat = tf.reshape(dy, [-1, filters])
      const taps = Array.from({ length: width }, (_, k) => {
        const seen = tf.stridedSlice(
          padded,
          [0, k, 0],
          [padded.shape[0], k + (outputs - 1) * stride + 1, channels],
          [1, stride, 1],
        )
        return matMul(tf.reshape(seen, [-1, channels]), flat, true)
      })
      return tf.stack(taps)
    },

    // An op costs more than its arithmetic here, so there are as few per time step as can be.
    // saved: i, f, g, o of every step, then the tanh of every cell; [batch, units] each.
    lstm({ x, w, b, h0, c0 }) {
      const [steps, batch, size] = x.shape as [number, number, number]
      const units = h0.shape[1]!
      const [wx, wh] = [tf.slice(w, [0, 0], [size, -1]), tf.slice(w, [size, 0], [-1, -1])]
      const fromInput = unstack(
        tf.reshape(tf.add(tf.matMul(tf.reshape(x, [-1, size]), wx), b), [steps, batch, 4 * units]),
      )
      const [hs, cs, gates, tanhs]: Tensor[][] = [[], [], [], []]
      let [h, c] = [h0, c0]
      for (let t = 0; t < steps; t++) {
        const z = tf.add(fromInput[t], tf.matMul(h, wh))
        const [i, f, , o] = tf.split(tf.sigmoid(z), 4, 1)
        const g = tf.tanh(tf.slice(z, [0, 2 * units], [batch, units]))
        c = tf.add(tf.mul(f, c), tf.mul(i, g))
        const tanhC = tf.tanh(c)
        h = tf.mul(o, tanhC)
        hs.push(h)
        cs.push(c)
        gates.push(i, f, g, o)
        tanhs.push(tanhC)
      }
      return { h: tf.stack(hs), c: tf.stack(cs), saved: [...gates, ...tanhs] }
    },
    lstmGradient(inputs: LstmInputs, run, dhs, dcs) {
      const { x, w, h0, c0 } = inputs
      const [steps, batch, size] = x.shape as [number, number, number]
      const units = h0.shape[1]!
      const [wx, wh] = [tf.slice(w, [0, 0], [size, -1]), tf.slice(w, [size, 0], [-1, -1])]
      const turnedWh = tf.transpose(wh)
      const gates = (t: number) => run.saved.slice(4 * t, 4 * t + 4)
      const [dh, cs] = [unstack(dhs), unstack(run.c)]
      const dc = dcs ? unstack(dcs) : null
      // The slopes of all gates of all steps at once: s·(1 − s), and 1 − g² for the new value.
      const [i, f, g, o] = [0, 1, 2, 3].map((at) =>
        tf.stack(run.saved.slice(0, 4 * steps).filter((_, index) => index % 4 === at)),
      )
      const slope = (gate: Tensor) => tf.sub(gate, tf.square(gate))
      const slopes = unstack(tf.concat([slope(i), slope(f), tf.sub(1, tf.square(g)), slope(o)], 2))
      const tanhSlopes = unstack(tf.sub(1, tf.square(tf.stack(run.saved.slice(4 * steps)))))
      const dz: Tensor[] = new Array(steps)
      let fromNext: Tensor = tf.zeros([batch, units])
      let cell: Tensor = tf.zeros([batch, units])
      for (let t = steps - 1; t >= 0; t--) {
        const [i, f, g, o] = gates(t)
        const tanhC = run.saved[4 * steps + t]
        const total = tf.add(dh[t], fromNext)
        cell = tf.add(cell, tf.mul(tf.mul(total, o), tanhSlopes[t]))
        if (dc) cell = tf.add(cell, dc[t])
        const before = tf.concat(
          [tf.mul(cell, g), tf.mul(cell, t > 0 ? cs[t - 1] : c0), tf.mul(cell, i), tf.mul(total, tanhC)],
          1,
        )
        dz[t] = tf.mul(before, slopes[t])
        fromNext = tf.matMul(dz[t], turnedWh)
        cell = tf.mul(cell, f)
      }
      const all = tf.reshape(tf.stack(dz), [-1, 4 * units])
      const before = tf.concat([tf.reshape(h0, [1, batch, units]), tf.slice(run.h, [0, 0, 0], [steps - 1, -1, -1])], 0)
      const seen = tf.concat([tf.reshape(x, [-1, size]), tf.reshape(before, [-1, units])], 1)
      return {
        x: tf.reshape(matMul(all, wx, false, true), x.shape),
        w: matMul(seen, all, true),
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
