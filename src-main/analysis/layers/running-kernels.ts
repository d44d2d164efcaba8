import { nativeBackend, tensorFlow } from '../tensorflow.ts'
import type { Kernels } from './kernels.ts'
import { nativeKernels } from './native-kernels.ts'
import { portableKernels } from './portable-kernels.ts'

/** The kernels of the engine that runs. Throws before TensorFlow is started. */
export function kernels(): Kernels {
  const backend = nativeBackend()
  return backend ? nativeKernels(backend) : portableKernels(tensorFlow())
}
