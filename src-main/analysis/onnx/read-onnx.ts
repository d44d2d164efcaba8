import { badInput } from '../../shared/errors.ts'

// ONNX is one protocol-buffers message (onnx.proto3). What is read of it is what must be known before it is run: its operators, whether its
// numbers lie in the file, and the shapes of what goes in and out.

/** size — null where it is open. type — of its elements, by the numbers of ONNX. */
export interface OnnxPort {
  name: string
  type: number
  shape: (number | null)[] | null
}

export interface OnnxOutline {
  inputs: OnnxPort[]
  outputs: OnnxPort[]
  /** What is computed, as domain and operator, each once. */
  operators: { domain: string; name: string }[]
}

type Field = { number: number; value: number; bytes: Uint8Array | null }

const deepest = 20

/** Fields of a message, one after the other. Throws where the bytes are none. */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) throw new RangeError('cut off')
      const byte = bytes[at++]
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    throw new RangeError('no number')
  }
  while (at < bytes.length) {
    const tag = varint()
    const [number, wire] = [Math.floor(tag / 8), tag % 8]
    if (number === 0) throw new RangeError('no field')
    if (wire === 0) yield { number, value: varint(), bytes: null }
    else {
      const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : NaN
      if (!(at + length <= bytes.length)) throw new RangeError('cut off')
      yield { number, value: NaN, bytes: bytes.subarray(at, at + length) }
      at += length
    }
  }
}

const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? new Uint8Array())

/** What a model file says of itself. name — for sentences. Throws bad-input where it is no ONNX, or its numbers lie in other files. */
export function outlineOfOnnx(bytes: Uint8Array, name: string): OnnxOutline {
  try {
    let graph: Uint8Array | null = null
    let version = 0
    for (const { number, value, bytes: part } of fields(bytes)) {
      if (number === 1 && part === null) version = value
      if (number === 7 && part) graph = part
    }
    if (graph === null || !(version > 0 && version < 1000)) throw new RangeError('no graph')
    const read: OnnxOutline & { filled: Set<string> } = { inputs: [], outputs: [], operators: [], filled: new Set() }
    readGraph(graph, read, name, 0)
    const { inputs, outputs, operators, filled } = read
    return { inputs: inputs.filter((port) => !filled.has(port.name)), outputs, operators }
  } catch (error) {
    if (error instanceof RangeError) throw badInput(`"${name}" is not an ONNX model, or it is cut off.`)
    throw error
  }
}

function readGraph(graph: Uint8Array, to: OnnxOutline & { filled: Set<string> }, name: string, depth: number): void {
  if (depth > deepest) throw new RangeError('too deep')
  for (const { number, bytes } of fields(graph)) {
    if (!bytes) continue
    if (number === 1) readNode(bytes, to, name, depth)
    if (number === 5) to.filled.add(tensorName(bytes, name))
    if (depth === 0 && number === 11) to.inputs.push(portOf(bytes))
    if (depth === 0 && number === 12) to.outputs.push(portOf(bytes))
  }
}

function readNode(node: Uint8Array, to: OnnxOutline & { filled: Set<string> }, name: string, depth: number): void {
  let [operator, domain] = ['', '']
  for (const { number, bytes } of fields(node)) {
    if (number === 4) operator = text(bytes)
    if (number === 7) domain = text(bytes)
    if (number !== 5 || !bytes) continue
    // An attribute may hold a tensor, or graphs: branches and bodies of loops.
    for (const part of fields(bytes)) {
      if (part.number === 5 && part.bytes) tensorName(part.bytes, name)
      if ((part.number === 6 || part.number === 11) && part.bytes) readGraph(part.bytes, to, name, depth + 1)
    }
  }
  if (!to.operators.some((one) => one.name === operator && one.domain === domain))
    to.operators.push({ domain, name: operator })
}

function tensorName(tensor: Uint8Array, file: string): string {
  let name = ''
  for (const { number, value, bytes } of fields(tensor)) {
    if (number === 8) name = text(bytes)
    if (number === 13 || (number === 14 && value === 1))
      throw badInput(
        `"${file}" keeps numbers in other files beside it. Save the model with everything inside: onnx.save(model, path, save_as_external_data=False).`,
      )
  }
  return name
}

function portOf(info: Uint8Array): OnnxPort {
  const port: OnnxPort = { name: '', type: 0, shape: null }
  for (const { number, bytes } of fields(info)) {
    if (number === 1) port.name = text(bytes)
    if (number !== 2 || !bytes) continue
    for (const kind of fields(bytes)) {
      if (kind.number !== 1 || !kind.bytes) continue
      for (const part of fields(kind.bytes)) {
        if (part.number === 1) port.type = part.value
        if (part.number === 2 && part.bytes) port.shape = [...fields(part.bytes)].map((dim) => sizeOf(dim.bytes))
      }
    }
  }
  return port
}

function sizeOf(dimension: Uint8Array | null): number | null {
  for (const { number, value } of fields(dimension ?? new Uint8Array())) if (number === 1) return value
  return null
}
