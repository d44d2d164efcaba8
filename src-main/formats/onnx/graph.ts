import { StudioError } from '../../shared/errors.ts'
import { writeOnnx, type Attribute, type Constant, type ElementType, type OnnxNode, type Port } from './write-model.ts'

/**
 * A tensor of a graph that is being written. shape — a negative size is so many times the number of windows.
 * values — of a constant, row-major. zero — all noughts, of which a layer may know better what to do.
 */
export class Sym {
  readonly name: string
  readonly shape: number[]
  readonly kind: ElementType
  readonly values: Float32Array | null
  /** Of an LSTM's cell states, of which only the last are there: their name. */
  lastOnly: string | null = null
  zero = false

  constructor(name: string, shape: readonly number[], kind: ElementType, values: Float32Array | null = null) {
    this.name = name
    this.shape = [...shape]
    this.kind = kind
    this.values = values
  }

  get rank(): number {
    return this.shape.length
  }
}

/** The end of an axis, whatever its length. */
const toTheEnd = 2 ** 53
const stores = { float: Float32Array, double: Float64Array } as const

/** An ONNX graph on its way: each method writes an operation down and answers what comes out of it. */
export class OnnxGraph {
  readonly #nodes: OnnxNode[] = []
  readonly #constants: Constant[] = []
  readonly #known = new Map<string, Sym>()
  readonly #inputs: Port[] = []
  readonly #outputs: { port: Port; from: string }[] = []

  input(name: string, kind: ElementType, shape: readonly number[]): Sym {
    this.#inputs.push({ name, kind, shape })
    return new Sym(name, shape, kind)
  }

  output(name: string, from: Sym): void {
    this.#outputs.push({ port: { name, kind: from.kind, shape: from.shape }, from: from.name })
  }

  /** Numbers that are written into the file; the same ones once. */
  constant(values: ArrayLike<number>, shape: readonly number[], kind: 'float' | 'double' | 'int64' = 'double'): Sym {
    const content =
      kind === 'int64' ? BigInt64Array.from(Array.from(values, (v) => BigInt(v))) : stores[kind].from(values)
    const raw = new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
    const key = raw.length <= 64 ? `${kind} ${shape.join('×')} ${Buffer.from(raw).toString('hex')}` : null
    const before = key && this.#known.get(key)
    if (before) return before
    const name = `constant${this.#constants.length}`
    this.#constants.push({ name, kind, shape, content: raw })
    const made = new Sym(name, shape, kind, kind === 'float' ? (content as Float32Array) : null)
    if (key) this.#known.set(key, made)
    return made
  }

  scalar = (value: number, kind: 'float' | 'double' | 'int64' = 'double'): Sym => this.constant([value], [], kind)
  #ints = (values: readonly number[]) => this.constant(values, [values.length], 'int64')

  /** Any operation: names what comes out, one for each shape. */
  write(
    op: string,
    inputs: readonly (Sym | null)[],
    attributes: Readonly<Record<string, Attribute>>,
    results: readonly { shape: readonly number[]; kind: ElementType }[],
    domain?: OnnxNode['domain'],
  ): Sym[] {
    const outputs = results.map((_, i) => `value${this.#nodes.length}_${i}`)
    this.#nodes.push({ op, domain, inputs: inputs.map((one) => one?.name ?? ''), outputs, attributes })
    return results.map(({ shape, kind }, i) => new Sym(outputs[i], shape, kind))
  }

  #one(
    op: string,
    inputs: readonly (Sym | null)[],
    shape: readonly number[],
    kind: ElementType,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Sym {
    return this.write(op, inputs, attributes, [{ shape, kind }])[0]
  }

  /** Entry by entry: Abs, Sqrt, Relu, Sign, Log … */
  each = (op: string, a: Sym): Sym => this.#one(op, [a], a.shape, a.kind)
  /** Entry by entry, repeated where one is shorter: Add, Sub, Mul, Div, Max, Pow, Mod … */
  both = (op: string, a: Sym, b: Sym): Sym => this.#one(op, [a, b], broadcast(a.shape, b.shape), a.kind)
  above = (a: Sym, b: Sym): Sym => this.#one('Greater', [a, b], broadcast(a.shape, b.shape), 'bool')
  where = (condition: Sym, a: Sym, b: Sym): Sym =>
    this.#one('Where', [condition, a, b], broadcast(condition.shape, broadcast(a.shape, b.shape)), a.kind)
  cast = (a: Sym, kind: ElementType): Sym =>
    this.#one('Cast', [a], a.shape, kind, { to: { float: 1, int64: 7, bool: 9, double: 11 }[kind] })
  softmax = (a: Sym): Sym => this.#one('Softmax', [a], a.shape, a.kind, { axis: -1 })

  /** ReduceSum, ReduceMean, ReduceMax over axes. */
  reduce(op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax', a: Sym, axes: readonly number[], keep = false): Sym {
    const shape = keep
      ? a.shape.map((size, i) => (axes.includes(i) ? 1 : size))
      : a.shape.filter((_, i) => !axes.includes(i))
    const keepdims = Number(keep)
    // Of the three, only the sum takes its axes as an input in this version of the operators.
    return op === 'ReduceSum'
      ? this.#one(op, [a, this.#ints(axes)], shape, a.kind, { keepdims })
      : this.#one(op, [a], shape, a.kind, { keepdims, axes: { ints: axes } })
  }

  matMul(a: Sym, b: Sym): Sym {
    return this.#one('MatMul', [a, b], [...a.shape.slice(0, -1), b.shape[b.rank - 1]], a.kind)
  }

  reshape(a: Sym, wanted: readonly number[]): Sym {
    const shape = resolved(a.shape, wanted)
    return this.#one('Reshape', [a, this.#ints(shape.map((size) => (size < 0 ? -1 : size)))], shape, a.kind)
  }

  transpose(a: Sym, order: readonly number[]): Sym {
    return this.#one(
      'Transpose',
      [a],
      order.map((axis) => a.shape[axis]),
      a.kind,
      { perm: { ints: order } },
    )
  }

  concat(parts: readonly Sym[], axis: number): Sym {
    const at = axis < 0 ? axis + parts[0].rank : axis
    const shape = parts[0].shape.map((size, i) =>
      i === at ? parts.reduce((sum, { shape: s }) => sum + s[i], 0) : size,
    )
    return this.#one('Concat', parts, shape, parts[0].kind, { axis: at })
  }

  /** size −1, or a number of windows: to the end. */
  slice(a: Sym, begin: readonly number[], size: readonly number[]): Sym {
    const shape = a.shape.map((all, i) => (size[i] < 0 ? (all < 0 ? all : all - begin[i]) : size[i]))
    const ends = size.map((length, i) => (length < 0 ? toTheEnd : begin[i] + length))
    const axes = a.shape.map((_, i) => i)
    return this.#one('Slice', [a, this.#ints(begin), this.#ints(ends), this.#ints(axes)], shape, a.kind)
  }

  reverse(a: Sym, axis: number): Sym {
    return this.#one(
      'Slice',
      [a, this.#ints([-1]), this.#ints([-toTheEnd]), this.#ints([axis]), this.#ints([-1])],
      a.shape,
      a.kind,
    )
  }

  tile(a: Sym, times: readonly number[]): Sym {
    return this.#one(
      'Tile',
      [a, this.#ints(times)],
      a.shape.map((size, i) => size * times[i]),
      a.kind,
    )
  }

  gather(a: Sym, indices: Sym, axis = 0): Sym {
    const shape = [...a.shape.slice(0, axis), ...indices.shape, ...a.shape.slice(axis + 1)]
    return this.#one('Gather', [a, indices], shape, a.kind, { axis })
  }

  pad(a: Sym, around: readonly (readonly number[])[]): Sym {
    const pads = [...around.map(([before]) => before), ...around.map(([, after]) => after)]
    const shape = a.shape.map((size, i) => size + around[i][0] + around[i][1])
    return this.#one('Pad', [a, this.#ints(pads)], shape, a.kind)
  }

  zeros(shape: readonly number[]): Sym {
    const windows = this.#inputs[0].name
    const all = this.#one('Shape', [new Sym(windows, [], 'double')], [1], 'int64', { start: 0, end: 1 })
    const sizes = shape.map((size) =>
      size < 0 ? this.both('Mul', all, this.constant([-size], [1], 'int64')) : this.constant([size], [1], 'int64'),
    )
    const made = this.#one('ConstantOfShape', [this.concat(sizes, 0)], shape, 'float')
    made.zero = true
    return made
  }

  /** The file. What no output comes from is left out. */
  bytes(name: string): Buffer {
    const wanted = new Set(this.#outputs.map(({ from }) => from))
    const kept: OnnxNode[] = []
    for (const node of [...this.#nodes].reverse()) {
      if (!node.outputs.some((output) => wanted.has(output))) continue
      kept.push(node)
      for (const input of node.inputs) wanted.add(input)
    }
    const ends = this.#outputs.map(({ port, from }): OnnxNode => ({
      op: 'Identity',
      inputs: [from],
      outputs: [port.name],
      attributes: {},
    }))
    return writeOnnx({
      name,
      inputs: this.#inputs,
      outputs: this.#outputs.map(({ port }) => port),
      constants: this.#constants.filter((one) => wanted.has(one.name)),
      nodes: [...kept.reverse(), ...ends],
    })
  }
}

/** The common shape of two that are repeated along sizes of 1. */
function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  const at = (shape: readonly number[], i: number) => shape[i - (rank - shape.length)] ?? 1
  return Array.from({ length: rank }, (_, i) => {
    const [one, other] = [at(a, i), at(b, i)]
    if (one !== other && one !== 1 && other !== 1)
      throw new StudioError('internal', `Shapes ${a.join('×')} and ${b.join('×')} do not go together in a graph.`)
    return one === 1 ? other : one
  })
}

/** A wanted shape with what it leaves open. Where two sizes are open, the first is the number of windows. */
function resolved(from: readonly number[], wanted: readonly number[]): number[] {
  const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * Math.abs(size), 1)
  const windows = from.some((size) => size < 0)
  const open = wanted.flatMap((size, i) => (size < 0 ? [i] : []))
  const last = open.at(-1)
  if (last === undefined) return [...wanted]
  const rest = product(from) / product(wanted.filter((size) => size >= 0))
  return wanted.map((size, i) => {
    if (size >= 0) return size
    if (open.length === 1) return windows ? -rest : rest
    return i === open[0] ? size : rest / Math.abs(wanted[open[0]])
  })
}
