import { dense } from '../../layers/layers.ts'
import { gelu } from '../../layers/operations.ts'
import type { Tape, Value } from '../../layers/tape.ts'
import type { WeightSpec } from '../../layers/weights.ts'
import type { Segment } from '../../../shared/data/series.ts'
import { tensorFlow, type Tensor } from '../../tensorflow.ts'
import type { Pass } from './network.ts'
import { gruLayer, gruSpecs, lastState } from '../sten-gru.ts'

/** pieces — sub-sequences in a window; length — points in each; units — of the encoders. */
export interface StenShape {
  pieces: number
  length: number
  units: number
}

const hidden = [512, 128]

/** f: "encoder" and the order head; φ: "target", frozen as it begins. 1,785,226 parameters at 8 channels, 203,520 of them φ's. */
export const stenSpecs = (channels: number, { pieces, units }: StenShape): WeightSpec[] => [
  ...gruSpecs('encoder', channels, units),
  ...gruSpecs('target', channels, units, true),
  { name: 'order 1', shape: [pieces * units, hidden[0]], start: 'glorot' },
  { name: 'order 1 bias', shape: [hidden[0]], start: 'zeros' },
  { name: 'order 2', shape: [hidden[0], hidden[1]], start: 'glorot' },
  { name: 'order 2 bias', shape: [hidden[1]], start: 'zeros' },
  { name: 'order 3', shape: [hidden[1], pieces], start: 'glorot' },
  { name: 'order 3 bias', shape: [pieces], start: 'zeros' },
]

/** Copies pieces out of scaled segments, one tensor of [pieces, channels] per step: what `lastState` takes. */
export function gatherPieces(
  segments: Segment[],
  at: readonly { segment: number; start: number }[],
  length: number,
): Tensor[] {
  const tf = tensorFlow()
  const channels = segments[0].values.length
  return Array.from({ length }, (_, t) => {
    const step = new Float32Array(at.length * channels)
    at.forEach(({ segment, start }, p) => {
      const { values } = segments[segment]
      for (let c = 0; c < channels; c++) step[p * channels + c] = values[c][start + t]
    })
    return tf.tensor2d(step, [at.length, channels])
  })
}

/** Each piece's state by f or φ. steps — as `gatherPieces` gives them → [pieces, units]. */
export const pieceStates = ({ tape, w }: Pass, steps: readonly Tensor[], encoder: 'encoder' | 'target'): Value =>
  lastState(tape, steps, gruLayer(w, encoder))

/** shuffled — [windows, pieces · units], the states in a shuffled order → logits [windows, pieces]. */
export const orderLogits = (pass: Pass, shuffled: Value): Value =>
  afterFirst(pass, dense(pass.tape, shuffled, pass.w['order 1'], pass.w['order 1 bias']))

/** The head without its first product. first — [windows, 512], before GELU. */
export function afterFirst({ tape, w }: Pass, first: Value): Value {
  const second = gelu(tape, dense(tape, gelu(tape, first), w['order 2'], w['order 2 bias']))
  return dense(tape, second, w['order 3'], w['order 3 bias'])
}

/** A permutation of rows and its inverse, int32 [rows] each: order[inverse[i]] = i. */
export type RowOrder = readonly [order: Tensor, inverse: Tensor]

export function rowOrder(order: Int32Array): RowOrder {
  const inverse = new Int32Array(order.length)
  order.forEach((from, i) => {
    inverse[from] = i
  })
  return [tensorFlow().tensor1d(order, 'int32'), tensorFlow().tensor1d(inverse, 'int32')]
}

/** Rows in another order: out[i] = a[order[i]]. Its gradient goes back by the inverse. */
export function permuteRows(tape: Tape, a: Value, [order, inverse]: RowOrder): Value {
  return tape.result(tape.k.gather(a.data, order), [a], (d) => tape.flow(a, () => tape.k.gather(d, inverse)))
}

/** Every row divided by its length (L2). a — [rows, n]. */
export function unitRows(tape: Tape, a: Value): Value {
  const { k } = tape
  const length = k.sqrt(k.add(k.sum(k.square(a.data), [1], true), k.scalar(1e-12)))
  const y = k.div(a.data, length)
  return tape.result(y, [a], (d) =>
    tape.flow(a, () => k.div(k.sub(d, k.mul(y, k.sum(k.mul(d, y), [1], true))), length)),
  )
}

/** Row by row inner products: [rows, n] and [rows, n] → [rows]. */
export function rowDots(tape: Tape, a: Value, b: Value): Value {
  const { k } = tape
  const column = (d: Tensor) => k.reshape(d, [-1, 1])
  return tape.result(k.sum(k.mul(a.data, b.data), [1]), [a, b], (d) => {
    tape.flow(a, () => k.mul(column(d), b.data))
    tape.flow(b, () => k.mul(column(d), a.data))
  })
}

/** Keeps the logarithm finite where softmax gives nought. */
const least = 1e-20

/** Mean Jensen-Shannon divergence of softmax(logits) and target, `orderDivergence` on tensors: a scalar. [rows, pieces] both. */
export function orderLoss(tape: Tape, logits: Value, target: Tensor): Value {
  const { k } = tape
  const rows = logits.data.shape[0]
  const p = k.add(k.softmax(logits.data), tensorFlow().scalar(least))
  const m = k.scale(k.add(p, target), 0.5)
  const ofP = k.log(k.div(p, m))
  const ofQ = k.log(k.div(k.add(target, tensorFlow().scalar(least)), m))
  const loss = k.scale(k.sum(k.add(k.mul(p, ofP), k.mul(target, ofQ)), [0, 1]), 0.5 / rows)
  return tape.result(loss, [logits], (d) =>
    tape.flow(logits, () => k.mul(throughSoftmax(tape, p, k.scale(ofP, 0.5 / rows)), d)),
  )
}

/** Mean `publishedDivergence` of softmax(logits) and target: a scalar. */
export function publishedOrderLoss(tape: Tape, logits: Value, target: Tensor): Value {
  const { k } = tape
  const rows = logits.data.shape[0]
  const p = k.add(k.softmax(logits.data), tensorFlow().scalar(least))
  const flat = k.softmax(p)
  const m = k.scale(k.add(p, target), 0.5)
  const logM = k.log(m)
  const logs = k.add(k.log(flat), k.log(k.softmax(target)))
  const loss = k.scale(k.sum(k.mul(m, k.sub(k.scale(logM, 2), logs)), [0, 1]), 1 / rows)
  return tape.result(loss, [logits], (d) =>
    tape.flow(logits, () => {
      const slope = k.add(k.sub(k.sub(logM, k.scale(logs, 0.5)), m), flat)
      return k.mul(throughSoftmax(tape, p, k.scale(slope, 1 / rows)), d)
    }),
  )
}

const throughSoftmax = ({ k }: Tape, p: Tensor, d: Tensor): Tensor => {
  const weighted = k.mul(d, p)
  return k.sub(weighted, k.mul(p, k.sum(weighted, [1], true)))
}
