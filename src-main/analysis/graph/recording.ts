import type { NativeBackend, NativeTensor, OpAttribute, Tensor } from '../tensorflow.ts'

/** One operation. inputs — "node" or "node:output" of what came before, an input of the function, or a constant. */
export interface Operation {
  name: string
  op: string
  inputs: string[]
  attributes: OpAttribute[]
}

/** A tensor from outside the function. dataId — TensorFlow.js' handle, which tells whether it is the same one next time. */
export interface Constant extends Pick<NativeTensor, 'shape' | 'dtype'> {
  name: string
  dataId: object
  /** As it lies in memory; null where it is large. */
  content: Uint8Array | null
  /** See `table`. */
  table: boolean
}

/** What a function of tensors did, as a list. inputs — which arguments it looked at: dtype and shape, by place. */
export interface Recording {
  operations: Operation[]
  constants: Constant[]
  inputs: Map<number, Pick<NativeTensor, 'shape' | 'dtype'>>
  outputs: string[]
}

/** Numbers; a larger constant is handed over at every call instead of being written into the graph. */
export const largestConstant = 4096

const tables = new WeakSet<object>()

/** Says of a tensor that its numbers follow from the shapes of the inputs alone, so that a graph may keep them. */
export function table(of: Tensor): Tensor {
  tables.add(of.dataId)
  return of
}

export const inputName = (place: number): string => `input${place}`

/**
 * Runs a function of tensors and writes down every operation that TensorFlow runs for it. The backend's two doors are
 * watched meanwhile, because layers come through them and TensorFlow.js' own functions too.
 */
export function record(
  backend: NativeBackend,
  inputs: readonly Tensor[],
  body: (inputs: readonly Tensor[]) => Tensor[],
): { results: Tensor[]; recording: Recording } {
  const recording: Recording = { operations: [], constants: [], inputs: new Map(), outputs: [] }
  const names = new Map<object, string>()
  const places = new Map<object, number>(inputs.map(({ dataId }, place) => [dataId, place]))

  const nameOf = ({ dataId }: Tensor): string => {
    const known = names.get(dataId)
    if (known !== undefined) return known
    const held = backend.tensorMap.get(dataId)
    const place = places.get(dataId)
    const name = place === undefined ? `constant${recording.constants.length}` : inputName(place)
    if (place === undefined)
      recording.constants.push({
        name,
        dataId,
        shape: held.shape,
        dtype: held.dtype,
        content: contentOf(backend, held, tables.has(dataId)),
        table: tables.has(dataId),
      })
    else recording.inputs.set(place, { shape: held.shape, dtype: held.dtype })
    names.set(dataId, name)
    return name
  }
  const write = (op: string, attributes: OpAttribute[], taken: Tensor[], run: () => Tensor[]): Tensor[] => {
    const name = `op${recording.operations.length}`
    const from = taken.map(nameOf)
    const results = run()
    recording.operations.push({ name, op, inputs: from, attributes })
    results.forEach(({ dataId }, i) => names.set(dataId, i === 0 ? name : `${name}:${i}`))
    return results
  }

  const { executeSingleOutput: one, executeMultipleOutputs: several } = backend
  backend.executeSingleOutput = (op, attributes, taken) =>
    write(op, attributes, taken, () => [one.call(backend, op, attributes, taken)])[0]
  backend.executeMultipleOutputs = (op, attributes, taken, count) =>
    write(op, attributes, taken, () => several.call(backend, op, attributes, taken, count))
  try {
    const results = body(inputs)
    recording.outputs = results.map(nameOf)
    return { results, recording }
  } finally {
    Object.assign(backend, { executeSingleOutput: one, executeMultipleOutputs: several })
  }
}

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)

function contentOf(
  backend: NativeBackend,
  { shape, dtype, id, values }: NativeTensor,
  whatever: boolean,
): Uint8Array | null {
  if (count(shape) > largestConstant && !whatever) return null
  const numbers = values ?? backend.binding.tensorDataSync(id)
  // An int64 that was not used yet still is pairs of int32.
  const whole =
    dtype === backend.binding.TF_INT64 && numbers.length === count(shape)
      ? BigInt64Array.from(numbers as ArrayLike<number>, BigInt)
      : numbers
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength).slice()
}
