import { createRequire, registerHooks } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type * as Core from '@tensorflow/tfjs-core'
import { StudioError } from '../shared/errors.ts'
import { companion, nativeState } from '../setup/state.ts'

// The only importer of TensorFlow. It is required on the first call and not before, so that whoever trains no network
// pays neither the second nor the memory that loading costs.

export type Tensor = Core.Tensor
export type Tensor4D = Core.Tensor4D
export type TensorFlowCore = typeof Core

export interface EngineInfo {
  kind: 'native' | 'wasm'
  /** libtensorflow's version, or that of the WASM backend. */
  version: string
  /** Half a sentence for the person: why it is this one. */
  why: string
}

/** An attribute of a native op. */
export interface OpAttribute {
  name: string
  type: number
  value: unknown
}

/** The part of tfjs-node's backend that reaches TensorFlow's kernels by name. */
export interface NativeBackend {
  binding: NativeBinding
  /** By TensorFlow.js' handles. */
  tensorMap: { get(dataId: object): NativeTensor }
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: Tensor[]): Tensor
  executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: Tensor[], outputs: number): Tensor[]
  write(values: Core.BackendValues, shape: number[], dtype: Core.DataType | 'int64'): Core.DataId
  disposeData(dataId: Core.DataId): boolean
  /** Runs a loaded graph. names — "node:output" for each input; outputs — the same for each result. */
  runSavedModel(id: number, inputs: Tensor[], names: { name: string }[], outputs: string[]): Tensor[]
  deleteSavedModel(id: number): void
}

/** A tensor as the addon holds it. values — numbers that were not handed to TensorFlow yet. */
export interface NativeTensor {
  shape: number[]
  dtype: number
  id: number
  values: NativeValues | null
}

type NativeValues = Float32Array | Int32Array | Uint8Array | BigInt64Array

type NativeBinding = {
  TF_Version: string
  tensorDataSync(id: number): NativeValues
  loadSavedModel(folder: string, tag: string): number
} & Record<
  | 'TF_FLOAT'
  | 'TF_INT32'
  | 'TF_INT64'
  | 'TF_BOOL'
  | 'TF_ATTR_TYPE'
  | 'TF_ATTR_INT'
  | 'TF_ATTR_FLOAT'
  | 'TF_ATTR_BOOL'
  | 'TF_ATTR_STRING',
  number
>

const require = createRequire(import.meta.url)
let told: (engine: EngineInfo) => void = () => {}
let core: TensorFlowCore | null = null
let current: EngineInfo | null = null
const loaded: Partial<Record<EngineInfo['kind'], EngineInfo>> = {}

/**
 * Starts TensorFlow, or switches to the other engine. "auto" keeps what runs already, else takes native where it can be
 * loaded and WASM where not. Throws where "native" was asked for and is not there.
 */
export async function startTensorFlow(want: 'native' | 'wasm' | 'auto' = 'auto'): Promise<EngineInfo> {
  if (current && (want === 'auto' || want === current.kind)) return current
  const engine = await start(want)
  told(engine)
  return engine
}

/** Hears of each engine that is started: a command line says which one works, and why. */
export function onTensorFlow(tell: (engine: EngineInfo) => void): void {
  told = tell
}

async function start(want: 'native' | 'wasm' | 'auto'): Promise<EngineInfo> {
  if (want === 'wasm') return (current = await startWasm('it was asked for'))
  const native = nativeState()
  if (native.kind === 'missing') {
    if (want === 'native')
      throw new StudioError('not-found', `Native TensorFlow is not there: ${native.why}. WASM works without it.`)
    return (current = await startWasm(`native TensorFlow is not there: ${native.why}`))
  }
  try {
    return (current = await startNative(want === 'native' ? 'it was asked for' : 'it is the fastest on this machine'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (want === 'native')
      throw new StudioError(
        'not-found',
        'Native TensorFlow is there but cannot be loaded. WASM works without it.',
        reason,
      )
    return (current = await startWasm(`native TensorFlow cannot be loaded: ${reason.split('\n')[0]}`))
  }
}

/** TensorFlow.js' functions on the engine that was started. Throws before `startTensorFlow`. */
export function tensorFlow(): TensorFlowCore {
  if (!core || !current) throw new StudioError('internal', 'TensorFlow was used before it was started.')
  return core
}

/** TensorFlow's kernels by name; null on WASM. */
export function nativeBackend(): NativeBackend | null {
  if (current?.kind !== 'native') return null
  return tensorFlow().backend() as unknown as NativeBackend
}

/**
 * Tensors alive now; 0 before TensorFlow is started. Nothing here asks for it: tests do, because a leak shows nowhere else, and
 * the number has to be the same before and after any training or scoring.
 */
export function tensorsInUse(): number {
  return core?.memory().numTensors ?? 0
}

async function startNative(why: string): Promise<EngineInfo> {
  if (!loaded.native) {
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '3'
    // oneDNN's kernels take a third of the time on convolutions and products of matrices.
    process.env.TF_ENABLE_ONEDNN_OPTS ??= '1'
    restoreRemovedFunctions()
    loadCompanion()
    withoutOtherBackends(() => require('@tensorflow/tfjs-node'))
  }
  core = require('@tensorflow/tfjs-core') as TensorFlowCore
  await core.setBackend('tensorflow')
  const backend = core.backend() as unknown as NativeBackend
  return (loaded.native = { kind: 'native', version: backend.binding.TF_Version, why })
}

/**
 * On one thread: TensorFlow.js' build with threads makes its workers of blob URLs, which Node's refuse (its issue 3830), and the memory
 * of this one is not shared, so that no worker of ours could see a tensor.
 */
async function startWasm(why: string): Promise<EngineInfo> {
  core = require('@tensorflow/tfjs-core') as TensorFlowCore
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm')
  if (!loaded.wasm)
    wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')) + sep)
  await core.setBackend('wasm')
  return (loaded.wasm = { kind: 'wasm', version: wasm.version_wasm, why })
}

/** What the set-up built to keep libtensorflow silent and small must be there before it. */
function loadCompanion(): void {
  try {
    require(join(dirname(require.resolve('@tensorflow/tfjs-node/package.json')), companion))
  } catch {
    // Without it TensorFlow writes two lines of its own, and takes more memory.
  }
}

/** tfjs-node loads two backends that it never uses: they cost time, and an installed app does not carry them. */
function withoutOtherBackends(load: () => void): void {
  const unused = /^@tensorflow\/tfjs-backend-(cpu|webgl)$/
  const hooks = registerHooks({
    // Any small module: only the names in it are looked at.
    resolve: (name, context, next) =>
      unused.test(name)
        ? { url: 'node:diagnostics_channel', format: 'builtin', shortCircuit: true }
        : next(name, context),
  })
  try {
    load()
  } finally {
    hooks.deregister()
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 has removed or complains about. */
function restoreRemovedFunctions(): void {
  const util = require('node:util') as {
    isNullOrUndefined?: (x: unknown) => boolean
    isArray?: (x: unknown) => boolean
  }
  util.isNullOrUndefined = (x) => x === null || x === undefined
  util.isArray = Array.isArray
}
