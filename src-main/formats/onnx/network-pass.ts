import type { Pass } from '../../analysis/detectors/networks/network.ts'
import { Tape } from '../../analysis/layers/tape.ts'
import type { StoredWeights, WeightSpec } from '../../analysis/layers/weights.ts'
import type { Tensor } from '../../analysis/tensorflow.ts'
import type { OnnxGraph, Sym } from './graph.ts'
import { asSym, asTensor, onnxKernels } from './kernels.ts'

/** A pass through a network whose operations are written into the graph. */
export function passOf(g: OnnxGraph, specs: readonly WeightSpec[], weights: StoredWeights): Pass {
  const tape = new Tape(onnxKernels(g))
  const w = Object.fromEntries(
    specs.map(({ name, shape }) => [name, tape.constant(asTensor(g.constant(weights[name], shape, 'float')))]),
  )
  return { tape, w, average: () => {} }
}

export const double = (g: OnnxGraph, a: Tensor): Sym => g.cast(asSym(a), 'double')
