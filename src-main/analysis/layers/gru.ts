import type { Tensor } from '../tensorflow.ts'
import { add, addBias, matMul, multiply, reshape, scale, sigmoid, slice, tanh } from './operations.ts'
import type { Tape, Value } from './tape.ts'

/** kernel — [in, 3·units], recurrent — [units, 3·units], gates z, r, h; b — [2, 3·units] where the reset comes after, else [3·units]. */
export interface GruWeights {
  kernel: Value
  recurrent: Value
  b: Value
}

/**
 * x — [time, batch, in] → the state after the last step, [batch, units], and every state, one after the other. Cho et al.
 * 2014, of the kind of Keras' default, cuDNN and PyTorch: the reset gate acts on the product with the recurrent kernel.
 * TensorFlow's GRUBlockCell knows the other kind only, so it is built from products of matrices: all inputs in one, one
 * per step for the state, and the gradients of the weights again in one.
 */
export function gru(tape: Tape, x: Value, weights: GruWeights): Value {
  const { k } = tape
  const [steps, batch, size] = x.data.shape as [number, number, number]
  const units = weights.recurrent.data.shape[0]
  const [bias, recurrentBias] = k.split(k.reshape(weights.b.data, [-1]), [3 * units, 3 * units])
  const rows = k.reshape(x.data, [steps * batch, size])
  const [inputGates, inputNew] = k.split(k.addBias(k.matMul(rows, weights.kernel.data), bias), [2 * units, units], 1)
  const everyStep = Array<number>(steps).fill(batch)
  const [gateSteps, newSteps] = [k.split(inputGates, everyStep), k.split(inputNew, everyStep)]

  let h = k.zeros([batch, units])
  const kept: { h: Tensor; gates: Tensor; z: Tensor; r: Tensor; fresh: Tensor; candidate: Tensor }[] = []
  const states: Tensor[] = []
  for (let t = 0; t < steps; t++) {
    const fromState = k.addBias(k.matMul(h, weights.recurrent.data), recurrentBias)
    const [stateGates, fresh] = k.split(fromState, [2 * units, units], 1)
    const gates = k.sigmoid(k.add(gateSteps[t], stateGates))
    const [z, r] = k.split(gates, [units, units], 1)
    const candidate = k.tanh(k.add(newSteps[t], k.mul(r, fresh)))
    kept.push({ h, gates, z, r, fresh, candidate })
    h = k.add(candidate, k.mul(z, k.sub(h, candidate)))
    states.push(h)
  }

  return tape.result(k.concat(states, 0), [x, weights.kernel, weights.recurrent, weights.b], (d) => {
    const gradients = k.split(d, everyStep)
    const [toInput, toState]: Tensor[][] = [new Array<Tensor>(steps), new Array<Tensor>(steps)]
    let fromNext: Tensor | null = null
    for (let t = steps - 1; t >= 0; t--) {
      const { h, gates, z, r, fresh, candidate } = kept[t]
      const dh: Tensor = fromNext ? k.add(gradients[t], fromNext) : gradients[t]
      const kept1 = k.mul(dh, z)
      const dNew = k.tanhGradient(k.sub(dh, kept1), candidate)
      const dGates = k.sigmoidGradient(k.concat([k.mul(dh, k.sub(h, candidate)), k.mul(dNew, fresh)], 1), gates)
      toInput[t] = k.concat([dGates, dNew], 1)
      toState[t] = k.concat([dGates, k.mul(dNew, r)], 1)
      fromNext = k.add(kept1, k.matMul(toState[t], weights.recurrent.data, false, true))
    }
    const [allInput, allState] = [k.concat(toInput, 0), k.concat(toState, 0)]
    tape.flow(weights.kernel, () => k.matMul(rows, allInput, true))
    tape.flow(weights.recurrent, () =>
      k.matMul(
        k.concat(
          kept.map((step) => step.h),
          0,
        ),
        allState,
        true,
      ),
    )
    tape.flow(weights.b, () =>
      k.reshape(k.concat([k.biasGradient(allInput), k.biasGradient(allState)], 0), weights.b.data.shape),
    )
    tape.flow(x, () => k.reshape(k.matMul(allInput, weights.kernel.data, false, true), x.data.shape))
  })
}

/** Row blocks of `gru`'s result: the state after step t, [batch, units]. */
export function gruState(tape: Tape, states: Value, steps: number, t = steps - 1): Value {
  const batch = states.data.shape[0] / steps
  return slice(tape, states, [t * batch, 0], [batch, -1])
}

/** The kind in which the reset gate acts on the state before the product (Keras' reset_after=False): every state, [batch, units] each. */
export function gruResetBefore(tape: Tape, x: Value, weights: GruWeights): Value[] {
  const [steps, batch, size] = x.data.shape as [number, number, number]
  const units = weights.recurrent.data.shape[0]
  const fromInput = addBias(tape, matMul(tape, reshape(tape, x, [steps * batch, size]), weights.kernel), weights.b)
  const columns = (v: Value, from: number, n = 1) => slice(tape, v, [0, from * units], [-1, n * units])
  const [recurrentGates, recurrentNew] = [columns(weights.recurrent, 0, 2), columns(weights.recurrent, 2)]
  let h = tape.constant(tape.k.zeros([batch, units]))
  const states: Value[] = []
  for (let t = 0; t < steps; t++) {
    const step = slice(tape, fromInput, [t * batch, 0], [batch, -1])
    const gates = sigmoid(tape, add(tape, columns(step, 0, 2), matMul(tape, h, recurrentGates)))
    const candidate = tanh(
      tape,
      add(tape, columns(step, 2), matMul(tape, multiply(tape, columns(gates, 1), h), recurrentNew)),
    )
    // z·h + (1 − z)·candidate
    h = add(tape, candidate, multiply(tape, columns(gates, 0), add(tape, h, scale(tape, candidate, -1))))
    states.push(h)
  }
  return states
}
