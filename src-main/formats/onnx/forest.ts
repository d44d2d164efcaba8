import type { Forest } from '../../analysis/detectors/isolation-forest.ts'
import type { PointStep } from '../../analysis/preprocessing/windows.ts'
import type { OnnxGraph, Sym } from './graph.ts'
import { scaledWindow, type Learnt, type WindowGraph } from './window-graph.ts'

/** The trees by ONNX' own operator for them: the mean path of a window, then 2^(−path / usual path). */
export const isolationForestGraph = ({
  data,
  params,
  channels,
}: Learnt<Forest, { window: number; points: PointStep }>): WindowGraph => ({
  width: params.window,
  step: params.points,
  build(g, { window }) {
    const dims = params.window * channels
    const z = g.reshape(g.transpose(scaledWindow(g, window, data), [0, 2, 1]), [-1, dims])
    const path = g.cast(g.reshape(meanPath(g, z, data), [-1]), 'double')
    const shorter = g.both('Mul', path, g.scalar(-1 / data.usual))
    return { score: g.both('Pow', g.scalar(2), shorter) }
  },
})

function meanPath(g: OnnxGraph, z: Sym, { roots, feature, split, right, depth }: Forest): Sym {
  const nodes = feature.length
  const tree = new Int32Array(nodes)
  const own = new Int32Array(nodes)
  roots.forEach((root, t) => {
    for (let node = root; node < (roots[t + 1] ?? nodes); node++) [tree[node], own[node]] = [t, node - root]
  })
  const inner = (node: number) => feature[node] >= 0
  const all = Array.from({ length: nodes }, (_, node) => node)
  const leaves = all.filter((node) => !inner(node))
  const doubles = (name: string, values: readonly number[]) => {
    const content = Float64Array.from(values)
    return {
      tensor: { name, kind: 'double' as const, shape: [values.length], content: new Uint8Array(content.buffer) },
    }
  }
  return g.write(
    'TreeEnsembleRegressor',
    [z],
    {
      n_targets: 1,
      aggregate_function: 'SUM',
      post_transform: 'NONE',
      nodes_treeids: { ints: [...tree] },
      nodes_nodeids: { ints: [...own] },
      nodes_modes: { strings: all.map((node) => (inner(node) ? 'BRANCH_LT' : 'LEAF')) },
      nodes_featureids: { ints: all.map((node) => Math.max(0, feature[node])) },
      nodes_values_as_tensor: doubles(
        'split',
        all.map((node) => split[node]),
      ),
      // True — below the split — goes to the left child, which follows its parent.
      nodes_truenodeids: { ints: all.map((node) => (inner(node) ? own[node] + 1 : 0)) },
      nodes_falsenodeids: { ints: all.map((node) => (inner(node) ? own[right[node]] : 0)) },
      nodes_missing_value_tracks_true: { ints: all.map(() => 0) },
      target_treeids: { ints: leaves.map((node) => tree[node]) },
      target_nodeids: { ints: leaves.map((node) => own[node]) },
      target_ids: { ints: leaves.map(() => 0) },
      target_weights_as_tensor: doubles(
        'depth',
        leaves.map((node) => depth[node] / roots.length),
      ),
    },
    [{ shape: [-1, 1], kind: 'float' }],
    'ai.onnx.ml',
  )[0]
}
