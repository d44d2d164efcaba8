import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Tensor, TensorFlowCore } from '../tensorflow.ts'

/** What src-wasm exports. Arguments are sizes and addresses in the memory of TensorFlow.js' WASM backend. */
type Exports = Record<
  | 'convolve'
  | 'convolveFilter'
  | 'convolveInput'
  | 'batchNorm'
  | 'batchNormGradient'
  | 'lstm'
  | 'lstmGradient'
  | 'product'
  | 'turnedProduct'
  | 'turn'
  | 'addBias'
  | 'means'
  | 'reluGradient'
  | 'repeat'
  | 'sumRows',
  (...numbers: number[]) => void
> &
  Record<'byThree' | 'roomForThree', (...numbers: number[]) => number>

/** The part of TensorFlow.js' WASM backend that is used: Emscripten's module, and where a tensor lies. */
interface WasmBackend {
  wasm: { asm: { memory: WebAssembly.Memory } }
  dataIdMap: { get(dataId: object): { memoryOffset: number } }
  makeOutput(shape: number[], dtype: 'float32'): { dataId: object; shape: number[]; dtype: 'float32' }
}

/** Own functions on TensorFlow.js' tensors where they lie. */
export interface WasmFunctions {
  run: Exports
  /** Where a float32 tensor begins. */
  address(tensor: Tensor): number
  /** Numbers not yet written. `tidy` takes it away like any other. */
  room(...shape: number[]): Tensor
  zeros(...shape: number[]): Tensor
}

/** Beside the bundle, else where the build keeps it for whoever runs the sources. */
const places = ['./kernels.wasm', '../../../node_modules/.cache/kernels/kernels.wasm']

/** Null where they are not compiled yet or the machine has no SIMD: the portable kernels do the same, many times slower. */
export function wasmFunctions(tf: TensorFlowCore): WasmFunctions | null {
  const code = compiled()
  if (!code || !WebAssembly.validate(code)) return null
  const backend = tf.backend() as unknown as WasmBackend
  const { memory } = backend.wasm.asm
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  const address = (tensor: Tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset
  const room = (...shape: number[]) => {
    const made = backend.makeOutput(shape, 'float32')
    return tf
      .engine()
      .makeTensorFromTensorInfo(made as Parameters<ReturnType<typeof tf.engine>['makeTensorFromTensorInfo']>[0])
  }
  return {
    run: instance.exports as Exports,
    address,
    room,
    zeros(...shape) {
      const tensor = room(...shape)
      new Float32Array(memory.buffer, address(tensor), tensor.size).fill(0)
      return tensor
    },
  }
}

function compiled(): Uint8Array<ArrayBuffer> | null {
  for (const place of places) {
    try {
      return new Uint8Array(readFileSync(fileURLToPath(new URL(place, import.meta.url))))
    } catch {
      // Not this one.
    }
  }
  return null
}
