import type { NativeBackend, OpAttribute } from '../tensorflow.ts'
import { inputName, type Constant, type Recording } from './recording.ts'
import { bytes, entry, float, whole } from './wire.ts'

// TensorFlow's own format for graphs; the numbers are those of its messages: saved_model.proto, meta_graph.proto,
// graph.proto, node_def.proto, attr_value.proto, tensor.proto and tensor_shape.proto.

/** The tag under which the graph lies in its file. */
export const graphTag = 'graph'

/** The first version of graphs that has everything used here; of TensorFlow 2.0. */
const graphVersion = 175

/** A recording as a file that TensorFlow loads. fed — the constants that are handed over at every call. */
export function savedModel(backend: NativeBackend, recording: Recording, fed: ReadonlySet<Constant>): Buffer {
  const attributes = attributesOf(backend)
  const placeholder = (name: string, { dtype, shape }: Pick<Constant, 'dtype' | 'shape'>) =>
    node(name, 'Placeholder', [], { dtype: whole(6, dtype), shape: bytes(7, shapeOf(shape)) })
  const constant = ({ name, dtype, shape, content }: Constant) =>
    node(name, 'Const', [], {
      dtype: whole(6, dtype),
      value: bytes(8, Buffer.concat([whole(1, dtype), bytes(2, shapeOf(shape)), bytes(4, content!)])),
    })
  const graph = Buffer.concat([
    ...[...recording.inputs].map(([place, input]) => placeholder(inputName(place), input)),
    ...recording.constants.map((one) => (fed.has(one) ? placeholder(one.name, one) : constant(one))),
    ...recording.operations.map(({ name, op, inputs, attributes: own }) => node(name, op, inputs, attributes(own))),
    bytes(4, whole(1, graphVersion)),
  ])
  const metaGraph = Buffer.concat([bytes(1, bytes(4, graphTag)), bytes(2, graph)])
  return Buffer.concat([whole(1, 1), bytes(2, metaGraph)])
}

function node(name: string, op: string, inputs: readonly string[], attributes: Record<string, Buffer>): Buffer {
  return bytes(
    1,
    Buffer.concat([
      bytes(1, name),
      bytes(2, op),
      ...inputs.map((input) => bytes(3, input)),
      ...Object.entries(attributes).map(([key, value]) => entry(5, key, value)),
    ]),
  )
}

const shapeOf = (shape: readonly number[]) => Buffer.concat(shape.map((size) => bytes(2, whole(1, size))))

function attributesOf({ binding }: NativeBackend) {
  const single: Record<number, (value: never) => Buffer> = {
    [binding.TF_ATTR_STRING]: (value: string) => bytes(2, value),
    [binding.TF_ATTR_INT]: (value: number) => whole(3, value),
    [binding.TF_ATTR_FLOAT]: (value: number) => float(4, value),
    [binding.TF_ATTR_BOOL]: (value: boolean) => whole(5, Number(value)),
    [binding.TF_ATTR_TYPE]: (value: number) => whole(6, value),
  }
  return (list: readonly OpAttribute[]): Record<string, Buffer> =>
    Object.fromEntries(
      list.map(({ name, type, value }) => {
        const one = single[type]
        return [
          name,
          Array.isArray(value) ? bytes(1, Buffer.concat(value.map((each) => one(each as never)))) : one(value as never),
        ]
      }),
    )
}
