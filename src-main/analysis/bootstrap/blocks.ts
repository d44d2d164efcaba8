import type { MetricInput } from '../metrics/metric.ts'
import { rangesOf } from '../metrics/metric.ts'

/**
 * A series parted into one block per labelled window, halfway between windows, by time, so that every run of the dataset is
 * parted alike whatever it assessed. edges — [blocks − 1] epoch ms: block b ends with the last row at or before edges[b].
 */
export interface EventBlocks {
  count: number
  edges: Float64Array
}

/** labels, times — [n], of the whole dataset. Without a labelled window there is one block. */
export function eventBlocks(labels: Uint8Array, times: Float64Array): EventBlocks {
  const windows = rangesOf(labels)
  const edges = windows.slice(1).map((window, i) => times[(windows[i].last + window.first) >> 1])
  return { count: Math.max(1, windows.length), edges: Float64Array.from(edges) }
}

/** What a metric may look at, and the block of each of its points: [n]. */
export interface Blocked {
  input: MetricInput
  block: Uint32Array
  blocks: number
}

export function inBlocks(input: MetricInput, { edges, count }: EventBlocks): Blocked {
  let at = 0
  const block = Uint32Array.from(input.times, (time) => {
    while (at < edges.length && time > edges[at]) at++
    return at
  })
  return { input, block, blocks: count }
}

/**
 * Metrics that add up over blocks in the same way: what takes the time is done once per run, so that a draw of blocks costs
 * next to nothing. One file each, listed in families.ts.
 */
export interface Family<P = unknown> {
  /** The metrics, by their ids. */
  ids: readonly string[]
  /** Of several datasets: one sum (counts and windows are pooled), or the mean of their values. */
  pooling: 'sum' | 'mean'
  /** What is needed of a run. */
  prepare(blocked: Blocked): P
  /** In the order of `ids`. weights — [block], how often each block counts; parts — one per dataset. */
  evaluate(parts: readonly Drawn<P>[]): (number | null)[]
}

export interface Drawn<P> {
  part: P
  weights: ArrayLike<number>
}

/** Keeps a family's own type to itself: the list asks each family only for what that family prepared. */
export const defineFamily = <P>(family: Family<P>): Family => family as Family

/** Several values per dataset → their means; a dataset counts as often as its blocks were drawn. Left out where a value is not defined. */
export function meanOver<P>(
  parts: readonly Drawn<P>[],
  values: (drawn: Drawn<P>) => (number | null)[],
): (number | null)[] {
  const found = parts.map((drawn) => ({ share: total(drawn.weights) / drawn.weights.length, values: values(drawn) }))
  return found[0].values.map((_, i) => {
    const defined = found.flatMap(({ share, values }) =>
      values[i] === null || share === 0 ? [] : [{ share, value: values[i] }],
    )
    const shares = defined.reduce((sum, { share }) => sum + share, 0)
    return shares === 0 ? null : defined.reduce((sum, { share, value }) => sum + share * value, 0) / shares
  })
}

function total(weights: ArrayLike<number>): number {
  let sum = 0
  for (let b = 0; b < weights.length; b++) sum += weights[b]
  return sum
}
