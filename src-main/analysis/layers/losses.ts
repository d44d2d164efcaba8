import { tensorFlow, type Tensor } from '../tensorflow.ts'
import { multiply, scale } from './operations.ts'
import type { Tape, Value } from './tape.ts'

/** Mean squared error over everything: a scalar. target — the shape of y. */
export function meanSquaredError(tape: Tape, y: Value, target: Tensor): Value {
  const { k } = tape
  const difference = k.sub(y.data, target)
  const axes = difference.shape.map((_, axis) => axis)
  return tape.result(k.mean(k.square(difference), axes), [y], (d) =>
    tape.flow(y, () => k.mul(k.scale(difference, 2 / y.data.size), d)),
  )
}

/**
 * Binary cross-entropy of sigmoid(logits), each entry weighted, meaned over everything: a scalar. On logits, because
 * log(sigmoid(z)) overflows where the network is sure: max(z, 0) − z·t + log(1 + e^−|z|).
 */
export function binaryCrossEntropy(tape: Tape, logits: Value, target: Tensor, weight: Tensor): Value {
  const { k } = tape
  const tf = tensorFlow()
  const z = logits.data
  const soft = k.log(k.add(tf.scalar(1), k.exp(k.scale(k.abs(z), -1))))
  const each = k.mul(weight, k.add(k.sub(k.relu(z), k.mul(z, target)), soft))
  const axes = z.shape.map((_, axis) => axis)
  return tape.result(k.mean(each, axes), [logits], (d) =>
    tape.flow(logits, () => k.mul(k.scale(k.mul(weight, k.sub(k.sigmoid(z), target)), 1 / z.size), d)),
  )
}

/** factor · Σ w². Keras' L2 regulariser. */
export function l2(tape: Tape, w: Value, factor: number): Value {
  const squares = multiply(tape, w, w)
  return scale(tape, total(tape, squares), factor)
}

/** The sum of everything: a scalar. */
export function total(tape: Tape, a: Value): Value {
  const { k } = tape
  const axes = a.data.shape.map((_, axis) => axis)
  return tape.result(k.sum(a.data, axes), [a], (d) =>
    tape.flow(a, () => k.mul(k.add(k.zeros(a.data.shape), tensorFlow().scalar(1)), d)),
  )
}
