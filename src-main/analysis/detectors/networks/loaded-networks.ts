import { GraphFunction } from '../../graph/graph-function.ts'
import { Weights, type StoredWeights, type WeightSpec } from '../../layers/weights.ts'
import type { Tensor } from '../../tensorflow.ts'

/** Weights on the engine, and the functions of them that soon run as graphs. */
export function loadNetwork(specs: readonly WeightSpec[], stored: StoredWeights) {
  // Constants want no gradient, so that nothing is written down.
  const weights = new Weights(
    specs.map((spec) => ({ ...spec, fixed: true })),
    stored,
  )
  const graphs: GraphFunction[] = []
  return {
    weights,
    graph(place: number, body: (inputs: readonly Tensor[]) => Tensor[]): GraphFunction {
      return (graphs[place] ??= new GraphFunction(body, 'scoring'))
    },
    dispose() {
      for (const graph of graphs) graph.dispose()
      weights.dispose()
    },
  }
}

/**
 * Networks that stay loaded from one scoring to the next, by their weights, so that they become graphs though each scoring is
 * short. `dispose` when done.
 */
export class LoadedNetworks {
  readonly #loaded = new Map<StoredWeights, ReturnType<typeof loadNetwork>>()

  of(specs: readonly WeightSpec[], stored: StoredWeights) {
    let network = this.#loaded.get(stored)
    if (!network) this.#loaded.set(stored, (network = loadNetwork(specs, stored)))
    return network
  }

  dispose(): void {
    for (const network of this.#loaded.values()) network.dispose()
    this.#loaded.clear()
  }
}
