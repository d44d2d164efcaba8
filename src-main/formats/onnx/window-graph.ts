import type { ParamValues } from '../../shared/models/params.ts'
import type { Scaler } from '../../analysis/preprocessing/scaling.ts'
import type { PointStep } from '../../analysis/preprocessing/windows.ts'
import type { OnnxGraph, Sym } from './graph.ts'

/** A trained detector as its graph is made from it. params — complete. data — what the detector has learnt. */
export interface Learnt<M = unknown, P = ParamValues> {
  data: M
  params: P
  channels: number
}

/** What a graph is given. window — [windows, width, channels], double, in the channels' units; times — [windows, width], epoch ms, int64. */
export interface GraphInputs {
  window: Sym
  times: () => Sym
}

/** score — [windows], or [windows, pieces] where a window has several; contributions — [windows, channels], shares of the score. */
export interface GraphOutputs {
  score: Sym
  contributions?: Sym
}

/**
 * A detector as a fixed graph. width — rows of a window; step — how window scores become those of rows; fillsSinglePoints —
 * afterwards a row at or below 0.5 between two above it is raised to the lower of them; pieces — equal parts of a window, one after the
 * other, that have a score each: a row then has those of the parts that hold it. One where nothing is said.
 */
export interface WindowGraph {
  width: number
  step: PointStep
  fillsSinglePoints?: true
  pieces?: number
  build(g: OnnxGraph, inputs: GraphInputs): GraphOutputs
}

/** The window scaled, double: (value − centre) / spread, as training did. */
export function scaledWindow(g: OnnxGraph, window: Sym, { centre, spread }: Scaler): Sym {
  const channels = [centre.length]
  const factor = spread.map((v) => 1 / v)
  return g.both('Mul', g.both('Sub', window, g.constant(centre, channels)), g.constant(factor, channels))
}

/** Beyond `limit` deviations only the logarithm counts, as `tempered`; limit 0 — as they are. */
export function temperedIn(g: OnnxGraph, z: Sym, limit: number | undefined): Sym {
  if (!limit) return z
  const size = g.each('Abs', z)
  const grown = g.both('Add', g.scalar(1), g.each('Log', g.both('Div', size, g.scalar(limit))))
  const far = g.both('Mul', g.both('Mul', g.each('Sign', z), g.scalar(limit)), grown)
  return g.where(g.above(size, g.scalar(limit)), far, z)
}

/** errors — [windows, channels] ≥ 0 → shares of their sum; equal shares where there is none. */
export function sharesIn(g: OnnxGraph, errors: Sym): Sym {
  const sum = g.reduce('ReduceSum', errors, [1], true)
  const channels = errors.shape[1]
  const equal = g.constant(new Float64Array(channels).fill(1 / channels), [1, channels])
  return g.where(g.above(sum, g.scalar(0)), g.both('Div', errors, sum), equal)
}

/** [windows, 1, channels] → [windows, channels]. */
export const lastRow = (g: OnnxGraph, a: Sym): Sym =>
  g.reshape(g.slice(a, [0, a.shape[1] - 1, 0], [-1, 1, -1]), [-1, a.shape[2]])

export const square = (g: OnnxGraph, a: Sym): Sym => g.both('Mul', a, a)
