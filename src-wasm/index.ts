// Kernels that networks train with where native TensorFlow is not there: float32 in the memory of TensorFlow.js' own WASM
// backend, whose tensors they read and write in place. Written in AssemblyScript; scripts/steps/kernels.ts compiles them.
// Every pointer is a byte address; no function keeps anything, and none has data of its own, which would lie over the
// backend's.

export { byThree, convolve, convolveFilter, convolveInput } from './convolution'
export { addBias, means, reluGradient, repeat, sumRows } from './elements'
export { lstm, lstmGradient } from './lstm'
export { batchNorm, batchNormGradient } from './normalisation'
export { product, turn, turnedProduct } from './products'
export { roomForThree } from './winograd'
