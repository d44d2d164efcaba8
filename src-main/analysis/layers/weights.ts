import { StudioError } from '../../shared/errors.ts'
import { seededRandom, type Random } from '../math/random.ts'
import { tensorFlow, type Tensor } from '../tensorflow.ts'
import type { Kernels } from './kernels.ts'
import type { Tape, Value } from './tape.ts'

/**
 * How a weight begins, as Keras' defaults: glorot — uniform within √(6 / (in + out)); orthogonal — rows at right angles;
 * lstm — [in + units, 4·units], glorot above, orthogonal below; lstm-bias — ones for the forget gate, else zeros.
 */
export type Start = 'zeros' | 'ones' | 'glorot' | 'orthogonal' | 'lstm' | 'lstm-bias'

/** One weight of a network. fixed — not learned by gradient (running statistics, frozen encoders). */
export interface WeightSpec {
  name: string
  shape: readonly number[]
  start: Start
  fixed?: boolean
}

/** Weights by name, row-major: plain data, as they are kept with a model. */
export type StoredWeights = Record<string, Float32Array>

const sizeOf = (spec: WeightSpec) => spec.shape.reduce((a, b) => a * b, 1)

/** Number of parameters, learned and fixed. */
export const countParameters = (specs: readonly WeightSpec[]) => specs.reduce((n, spec) => n + sizeOf(spec), 0)

/** First weights: the same for the same seed on every engine. */
export function firstWeights(specs: readonly WeightSpec[], seed: number): StoredWeights {
  const random = seededRandom(seed)
  return Object.fromEntries(specs.map((spec) => [spec.name, starters[spec.start](spec.shape, random)]))
}

const starters: Record<Start, (shape: readonly number[], random: Random) => Float32Array> = {
  zeros: (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1)),
  ones: (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
  glorot(shape, random) {
    const field = shape.slice(0, -2).reduce((a, b) => a * b, 1)
    const fan = field * (shape[shape.length - 2] + shape[shape.length - 1])
    const limit = Math.sqrt(6 / fan)
    return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * random.next() - 1) * limit)
  },
  orthogonal: ([rows, columns], random) => orthogonal(rows, columns, random),
  lstm([rows, columns], random) {
    const units = columns / 4
    const input = starters.glorot([rows - units, columns], random)
    const all = new Float32Array(rows * columns)
    all.set(input)
    all.set(orthogonal(units, columns, random), input.length)
    return all
  },
  'lstm-bias': ([length]) => new Float32Array(length).fill(1, length / 4, length / 2),
}

/** rows ≤ columns orthonormal rows (columns, where there are fewer): Gram-Schmidt, twice for accuracy. Saxe et al. 2014. */
function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const wide = rows <= columns
  const [count, length] = wide ? [rows, columns] : [columns, rows]
  const vectors: Float64Array[] = []
  for (let i = 0; i < count; i++) {
    const v = Float64Array.from({ length }, () => random.normal())
    for (let pass = 0; pass < 2; pass++)
      for (const u of vectors) {
        let dot = 0
        for (let j = 0; j < length; j++) dot += u[j] * v[j]
        for (let j = 0; j < length; j++) v[j] -= dot * u[j]
      }
    const norm = Math.hypot(...v)
    vectors.push(v.map((value) => value / norm))
  }
  const out = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[r * columns + c] = wide ? vectors[r][c] : vectors[c][r]
  return out
}

/** A network's weights may come from a file. Throws corrupt, naming the weight, where one is missing, cut off or no number. */
function checkStored(specs: readonly WeightSpec[], stored: StoredWeights): void {
  for (const spec of specs) {
    const values: unknown = stored?.[spec.name]
    if (!(values instanceof Float32Array) || values.length !== sizeOf(spec) || !values.every(Number.isFinite))
      throw new StudioError(
        'corrupt',
        `This saved model is damaged: its weights "${spec.name}" are not those of its network. Train it again.`,
      )
  }
}

const flattened = (k: Kernels, a: Tensor) => (a.rank === 1 ? a : k.reshape(a, [-1]))

/**
 * A network's weights on the engine. What is learned lies in one flat vector, so that the optimiser runs its dozen
 * operations once and not once per weight. `dispose` when done.
 *
 * `tensors` are all of it, for a function that must depend on nothing but its inputs; it finds its way about them by `bind`.
 */
export class Weights {
  readonly specs: readonly WeightSpec[]
  readonly #learned: readonly WeightSpec[]
  readonly #fixed = new Map<string, Tensor>()
  flat: Tensor

  constructor(specs: readonly WeightSpec[], stored: StoredWeights) {
    const tf = tensorFlow()
    checkStored(specs, stored)
    this.specs = specs
    this.#learned = specs.filter((spec) => !spec.fixed)
    for (const spec of specs)
      if (spec.fixed) this.#fixed.set(spec.name, tf.tensor(stored[spec.name].slice(), [...spec.shape], 'float32'))
    const all = new Float32Array(countParameters(this.#learned))
    let at = 0
    for (const spec of this.#learned) {
      all.set(stored[spec.name], at)
      at += sizeOf(spec)
    }
    this.flat = tf.tensor1d(all)
  }

  /** The learned weights in one vector, then every fixed one. */
  get tensors(): Tensor[] {
    return [this.flat, ...this.#fixed.values()]
  }

  /** Every weight by name, in its shape. Only the learned ones want a gradient. */
  bind(tape: Tape, [flat, ...fixed]: readonly Tensor[] = this.tensors): Record<string, Value> {
    const bound: Record<string, Value> = {}
    if (this.#learned.length > 0) {
      const pieces = tape.k.split(flat, this.#learned.map(sizeOf))
      this.#learned.forEach((spec, i) => {
        bound[spec.name] = tape.variable(
          spec.shape.length === 1 ? pieces[i] : tape.k.reshape(pieces[i], [...spec.shape]),
        )
      })
    }
    ;[...this.#fixed.keys()].forEach((name, i) => {
      bound[name] = tape.constant(fixed[i])
    })
    return bound
  }

  /** The gradients of the bound weights as one vector; zero where none flowed. */
  gradient(k: Kernels, bound: Record<string, Value>): Tensor {
    return k.concat(
      this.#learned.map((spec) => flattened(k, bound[spec.name].gradient ?? k.zeros([sizeOf(spec)]))),
      0,
    )
  }

  /** Puts new learned weights in place. */
  learn(flat: Tensor): void {
    this.flat.dispose()
    this.flat = tensorFlow().keep(flat)
  }

  /** Puts a new value of a fixed weight in place. */
  fix(name: string, value: Tensor): void {
    this.#fixed.get(name)?.dispose()
    this.#fixed.set(name, tensorFlow().keep(value))
  }

  stored(): StoredWeights {
    const all = this.flat.dataSync() as Float32Array
    const out: StoredWeights = {}
    let at = 0
    for (const spec of this.#learned) out[spec.name] = all.slice(at, (at += sizeOf(spec)))
    for (const [name, data] of this.#fixed) out[name] = (data.dataSync() as Float32Array).slice()
    return out
  }

  dispose(): void {
    this.flat.dispose()
    for (const data of this.#fixed.values()) data.dispose()
  }
}
