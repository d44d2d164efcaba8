import type { Kernels } from '../layers/kernels.ts'
import type { Tape, Value } from '../layers/tape.ts'
import type { WeightSpec } from '../layers/weights.ts'
import { nativeBackend, type NativeBackend, type OpAttribute, type Tensor } from '../tensorflow.ts'

/**
 * One GRU whose last state alone is asked for. gates — [in + units, 2·units], reset before update; gatesBias — [2·units];
 * fresh — [in + units, units]; freshBias — [units]. The reset gate acts on the state before the product (Cho et al. 2014):
 * TensorFlow has that kind as one kernel per step, which takes half the time of the other kind put together from products.
 */
export interface GruLayer {
  gates: Value
  gatesBias: Value
  fresh: Value
  freshBias: Value
}

export const gruSpecs = (name: string, inputs: number, units: number, fixed = false): WeightSpec[] => [
  { name: `${name} gates`, shape: [inputs + units, 2 * units], start: 'glorot', fixed },
  { name: `${name} gates bias`, shape: [2 * units], start: 'zeros', fixed },
  { name: `${name} fresh`, shape: [inputs + units, units], start: 'glorot', fixed },
  { name: `${name} fresh bias`, shape: [units], start: 'zeros', fixed },
]

export const gruLayer = (w: Readonly<Record<string, Value>>, name: string): GruLayer => ({
  gates: w[`${name} gates`],
  gatesBias: w[`${name} gates bias`],
  fresh: w[`${name} fresh`],
  freshBias: w[`${name} fresh bias`],
})

/** The state after the last step. steps — [batch, in] each, inputs that want no gradient → [batch, units]. */
export function lastState(tape: Tape, steps: readonly Tensor[], layer: GruLayer): Value {
  const { k } = tape
  const backend = nativeBackend()
  const weights = {
    gates: layer.gates.data,
    gatesBias: layer.gatesBias.data,
    fresh: layer.fresh.data,
    freshBias: layer.freshBias.data,
  }
  const cell = backend ? nativeCell(backend, weights) : portableCell(k, weights)
  let h = k.zeros([steps[0].shape[0], weights.freshBias.shape[0]])
  const runs: Step[] = []
  for (const x of steps) {
    const step = cell.forward(x, h)
    h = step.h
    runs.push(step)
  }
  const all = [layer.gates, layer.gatesBias, layer.fresh, layer.freshBias]
  return tape.result(h, all, (d) => {
    const gatesSlopes: Tensor[] = new Array(runs.length)
    const freshSlopes: Tensor[] = new Array(runs.length)
    let dh = d
    for (let t = runs.length - 1; t >= 0; t--) {
      const back = cell.backward(runs[t], dh)
      gatesSlopes[t] = back.gates
      freshSlopes[t] = back.fresh
      dh = back.before
    }
    // The products for the weights are made once for all steps: one large product is quicker than ten small sums.
    const over = (parts: Tensor[]) => k.concat(parts, 0)
    const seenByGates = over(runs.map(({ x, before }) => k.concat([x, before], 1)))
    const seenByFresh = over(runs.map(({ x, before, r }) => k.concat([x, k.mul(before, r)], 1)))
    const gates = over(gatesSlopes)
    const fresh = over(freshSlopes)
    tape.flow(layer.gates, () => k.matMul(seenByGates, gates, true))
    tape.flow(layer.gatesBias, () => k.sum(gates, [0]))
    tape.flow(layer.fresh, () => k.matMul(seenByFresh, fresh, true))
    tape.flow(layer.freshBias, () => k.sum(fresh, [0]))
  })
}

/** One step: r, u — reset and update gate; c — the new content; h — the state after, before — the state before. [batch, units]. */
interface Step {
  x: Tensor
  before: Tensor
  r: Tensor
  u: Tensor
  c: Tensor
  h: Tensor
}

/** gates, fresh — gradients before sigmoid and tanh; before — of the state before. */
interface StepBack {
  gates: Tensor
  fresh: Tensor
  before: Tensor
}

interface Cell {
  forward(x: Tensor, h: Tensor): Step
  backward(step: Step, dh: Tensor): StepBack
}

type Matrices = Record<'gates' | 'gatesBias' | 'fresh' | 'freshBias', Tensor>

function nativeCell(backend: NativeBackend, w: Matrices): Cell {
  const attributes: OpAttribute[] = [{ name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }]
  const weights = [w.gates, w.fresh, w.gatesBias, w.freshBias]
  return {
    forward(x, before) {
      const [r, u, c, h] = backend.executeMultipleOutputs('GRUBlockCell', attributes, [x, before, ...weights], 4)
      return { x, before, r, u, c, h }
    },
    backward({ x, before, r, u, c }, dh) {
      const out = backend.executeMultipleOutputs(
        'GRUBlockCellGrad',
        attributes,
        [x, before, ...weights, r, u, c, dh],
        4,
      )
      return { before: out[1], fresh: out[2], gates: out[3] }
    },
  }
}

function portableCell(k: Kernels, w: Matrices): Cell {
  const units = w.freshBias.shape[0]
  const inputs = w.fresh.shape[0] - units
  const fromState = (m: Tensor) => k.slice(m, [inputs, 0], [-1, -1])
  let turned: { gates: Tensor; fresh: Tensor } | null = null
  return {
    forward(x, before) {
      const gates = k.sigmoid(k.addBias(k.matMul(k.concat([x, before], 1), w.gates), w.gatesBias))
      const r = k.slice(gates, [0, 0], [-1, units])
      const u = k.slice(gates, [0, units], [-1, units])
      const c = k.tanh(k.addBias(k.matMul(k.concat([x, k.mul(before, r)], 1), w.fresh), w.freshBias))
      return { x, before, r, u, c, h: k.add(c, k.mul(u, k.sub(before, c))) }
    },
    backward({ before, r, u, c }, dh) {
      turned ??= { gates: k.transpose(fromState(w.gates), [1, 0]), fresh: k.transpose(fromState(w.fresh), [1, 0]) }
      const kept = k.mul(dh, u)
      const fresh = k.tanhGradient(k.sub(dh, kept), c)
      const ofReset = k.matMul(fresh, turned.fresh)
      const gates = k.concat(
        [k.sigmoidGradient(k.mul(ofReset, before), r), k.sigmoidGradient(k.mul(dh, k.sub(before, c)), u)],
        1,
      )
      return { fresh, gates, before: k.add(k.add(kept, k.mul(ofReset, r)), k.matMul(gates, turned.gates)) }
    },
  }
}
