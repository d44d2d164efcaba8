import { bytes, float, whole } from '../../analysis/graph/wire.ts'

// ONNX' own format for graphs; the numbers are those of its messages in onnx.proto.

/** Numbers of TensorProto.DataType. */
export const elementTypes = { float: 1, int64: 7, bool: 9, double: 11 } as const
export type ElementType = keyof typeof elementTypes

/** The operators that are used here are those of these versions; onnxruntime has them since 1.15, of 2023. */
export const operatorSets = { '': 17, 'ai.onnx.ml': 3 } as const
const irVersion = 8

/** Numbers in a file: kind as a word, shape, and the numbers as they lie in memory, little-endian. */
export interface Constant {
  name: string
  kind: ElementType
  shape: readonly number[]
  content: Uint8Array
}

/** One operation. An input '' is left out. */
export interface OnnxNode {
  op: string
  domain?: keyof typeof operatorSets
  inputs: readonly string[]
  outputs: readonly string[]
  attributes: Readonly<Record<string, Attribute>>
}

/** {float} where a whole number is meant as a float; a bare number is an int. */
export type Attribute =
  | number
  | string
  | { float: number }
  | { ints: readonly number[] }
  | { strings: readonly string[] }
  | { tensor: Constant }

/** What goes in or comes out; a negative size is the number of windows. */
export interface Port {
  name: string
  kind: ElementType
  shape: readonly number[]
}

export interface OnnxModel {
  name: string
  inputs: readonly Port[]
  outputs: readonly Port[]
  constants: readonly Constant[]
  nodes: readonly OnnxNode[]
}

/** A model as the bytes of an .onnx file. */
export function writeOnnx({ name, inputs, outputs, constants, nodes }: OnnxModel): Buffer {
  const graph = Buffer.concat([
    ...nodes.map((one) => bytes(1, nodeMessage(one))),
    bytes(2, name),
    ...constants.map((one) => bytes(5, tensorMessage(one))),
    ...inputs.map((one) => bytes(11, portMessage(one))),
    ...outputs.map((one) => bytes(12, portMessage(one))),
  ])
  return Buffer.concat([
    whole(1, irVersion),
    bytes(2, 'Anomaly Studio'),
    bytes(7, graph),
    ...Object.entries(operatorSets).map(([domain, version]) =>
      bytes(8, Buffer.concat([bytes(1, domain), whole(2, version)])),
    ),
  ])
}

const nodeMessage = ({ op, domain = '', inputs, outputs, attributes }: OnnxNode) =>
  Buffer.concat([
    ...inputs.map((input) => bytes(1, input)),
    ...outputs.map((output) => bytes(2, output)),
    bytes(4, op),
    ...Object.entries(attributes).map(([key, value]) => bytes(5, attributeMessage(key, value))),
    bytes(7, domain),
  ])

function attributeMessage(name: string, value: Attribute): Buffer {
  const typed = (type: number, ...parts: Buffer[]) => Buffer.concat([bytes(1, name), ...parts, whole(20, type)])
  if (typeof value === 'number') return typed(2, whole(3, value))
  if (typeof value === 'string') return typed(3, bytes(4, value))
  if ('float' in value) return typed(1, float(2, value.float))
  if ('ints' in value) return typed(7, ...value.ints.map((one) => whole(8, one)))
  if ('strings' in value) return typed(8, ...value.strings.map((one) => bytes(9, one)))
  return typed(4, bytes(5, tensorMessage(value.tensor)))
}

const tensorMessage = ({ name, kind, shape, content }: Constant) =>
  Buffer.concat([
    ...shape.map((size) => whole(1, size)),
    whole(2, elementTypes[kind]),
    bytes(8, name),
    bytes(9, content),
  ])

function portMessage({ name, kind, shape }: Port): Buffer {
  const dimensions = shape.map((size) => bytes(1, size < 0 ? bytes(2, 'windows') : whole(1, size)))
  const tensor = Buffer.concat([whole(1, elementTypes[kind]), bytes(2, Buffer.concat(dimensions))])
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, tensor))])
}
