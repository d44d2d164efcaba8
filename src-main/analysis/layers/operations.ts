import type { Tape, Value } from './tape.ts'

// The mathematics between the layers: each operation and its gradient, and nothing else. Shapes as in Keras.

export function add(tape: Tape, a: Value, b: Value): Value {
  return tape.result(tape.k.add(a.data, b.data), [a, b], (d) => {
    tape.flow(a, () => d)
    tape.flow(b, () => d)
  })
}

/** Same shapes. */
export function multiply(tape: Tape, a: Value, b: Value): Value {
  return tape.result(tape.k.mul(a.data, b.data), [a, b], (d) => {
    tape.flow(a, () => tape.k.mul(d, b.data))
    tape.flow(b, () => tape.k.mul(d, a.data))
  })
}

export function scale(tape: Tape, a: Value, factor: number): Value {
  return tape.result(tape.k.scale(a.data, factor), [a], (d) => tape.flow(a, () => tape.k.scale(d, factor)))
}

/** [m, k] × [k, n]. */
export function matMul(tape: Tape, a: Value, b: Value): Value {
  const { k } = tape
  return tape.result(k.matMul(a.data, b.data), [a, b], (d) => {
    tape.flow(a, () => k.matMul(d, b.data, false, true))
    tape.flow(b, () => k.matMul(a.data, d, true, false))
  })
}

/** b — [channels], added along the last axis. */
export function addBias(tape: Tape, a: Value, b: Value): Value {
  return tape.result(tape.k.addBias(a.data, b.data), [a, b], (d) => {
    tape.flow(a, () => d)
    tape.flow(b, () => tape.k.biasGradient(d))
  })
}

export function relu(tape: Tape, a: Value): Value {
  const y = tape.k.relu(a.data)
  return tape.result(y, [a], (d) => tape.flow(a, () => tape.k.reluGradient(d, y)))
}

/** No network here ends in it, since their losses take logits; the networks that they are compared with do. */
export function sigmoid(tape: Tape, a: Value): Value {
  const y = tape.k.sigmoid(a.data)
  return tape.result(y, [a], (d) => tape.flow(a, () => tape.k.sigmoidGradient(d, y)))
}

export function tanh(tape: Tape, a: Value): Value {
  const y = tape.k.tanh(a.data)
  return tape.result(y, [a], (d) => tape.flow(a, () => tape.k.tanhGradient(d, y)))
}

/** x · Φ(x), exact: ½ x (1 + erf(x/√2)). Hendrycks and Gimpel, arXiv 1606.08415. */
export function gelu(tape: Tape, a: Value): Value {
  const { k } = tape
  const cumulative = k.scale(k.add(k.erf(k.scale(a.data, Math.SQRT1_2)), k.scalar(1)), 0.5)
  return tape.result(k.mul(a.data, cumulative), [a], (d) =>
    tape.flow(a, () => {
      const density = k.scale(k.exp(k.scale(k.square(a.data), -0.5)), 1 / Math.sqrt(2 * Math.PI))
      return k.mul(d, k.add(cumulative, k.mul(a.data, density)))
    }),
  )
}

/** Over the last axis. */
export function softmax(tape: Tape, a: Value): Value {
  const { k } = tape
  const y = k.softmax(a.data)
  return tape.result(y, [a], (d) =>
    tape.flow(a, () => {
      const weighted = k.mul(d, y)
      return k.sub(weighted, k.mul(y, k.sum(weighted, [y.rank - 1], true)))
    }),
  )
}

export function reshape(tape: Tape, a: Value, shape: number[]): Value {
  return tape.result(tape.k.reshape(a.data, shape), [a], (d) => tape.flow(a, () => tape.k.reshape(d, a.data.shape)))
}

export function transpose(tape: Tape, a: Value, order: number[]): Value {
  const back = order.map((_, axis) => order.indexOf(axis))
  return tape.result(tape.k.transpose(a.data, order), [a], (d) => tape.flow(a, () => tape.k.transpose(d, back)))
}

/** [batch, time, …] to [time, batch, …], as the recurrent layers take it, and back again. */
export const swapTime = (tape: Tape, a: Value): Value => transpose(tape, a, [1, 0, 2])

export function concat(tape: Tape, parts: readonly Value[], axis: number): Value {
  const { k } = tape
  return tape.result(
    k.concat(
      parts.map((part) => part.data),
      axis,
    ),
    parts,
    (d) => {
      let from = 0
      for (const part of parts) {
        const begin = d.shape.map((_, i) => (i === axis ? from : 0))
        tape.flow(part, () => k.slice(d, begin, part.data.shape))
        from += part.data.shape[axis]!
      }
    },
  )
}

/** size −1: to the end. */
export function slice(tape: Tape, a: Value, begin: number[], size: number[]): Value {
  const { k } = tape
  const y = k.slice(a.data, begin, size)
  return tape.result(y, [a], (d) =>
    tape.flow(a, () =>
      k.pad(
        d,
        begin.map((before, axis) => [before, a.data.shape[axis]! - before - d.shape[axis]!]),
      ),
    ),
  )
}

/** Mean over one axis, which falls away. */
export function meanOver(tape: Tape, a: Value, axis: number): Value {
  const { k } = tape
  const n = a.data.shape[axis]!
  return tape.result(k.mean(a.data, [axis]), [a], (d) =>
    tape.flow(a, () => {
      const kept = k.reshape(
        d,
        a.data.shape.map((length, i) => (i === axis ? 1 : length)),
      )
      return k.tile(
        k.scale(kept, 1 / n),
        a.data.shape.map((length, i) => (i === axis ? length : 1)),
      )
    }),
  )
}

/** [batch, units] → [times, batch, units]: the same vector at every step. */
export function repeatTime(tape: Tape, a: Value, times: number): Value {
  const { k } = tape
  return tape.result(k.tile(k.reshape(a.data, [1, ...a.data.shape]), [times, 1, 1]), [a], (d) =>
    tape.flow(a, () => k.sum(d, [0])),
  )
}

/** Products of matrices, one per batch entry: [batch, m, k] × [batch, k, n], b transposed where asked. */
export function batchMatMul(tape: Tape, a: Value, b: Value, transposeB = false): Value {
  const { k } = tape
  return tape.result(k.batchMatMul(a.data, b.data, false, transposeB), [a, b], (d) => {
    tape.flow(a, () => k.batchMatMul(d, b.data, false, !transposeB))
    tape.flow(b, () => (transposeB ? k.batchMatMul(d, a.data, true, false) : k.batchMatMul(a.data, d, true, false)))
  })
}
