import { nativeBackend, tensorFlow, type TensorFlowCore } from '../tensorflow.ts'
import type { Kernels } from './kernels.ts'
import { nativeKernels } from './native-kernels.ts'
import { portableKernels } from './portable-kernels.ts'
import { wasmFunctions } from './wasm-functions.ts'
import { wasmKernels } from './wasm-kernels.ts'

let onWasm: Kernels | null = null

/** The kernels of the engine that runs. Throws before TensorFlow is started. */
export function kernels(): Kernels {
  const backend = nativeBackend()
  return backend ? nativeKernels(backend) : (onWasm ??= wasmOrPortable(tensorFlow()))
}

function wasmOrPortable(tf: TensorFlowCore): Kernels {
  const own = wasmFunctions(tf)
  return own ? wasmKernels(tf, own) : portableKernels(tf)
}
