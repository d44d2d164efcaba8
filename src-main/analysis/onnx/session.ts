import type { InferenceSession } from 'onnxruntime-web'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { OnnxLayout } from './layout.ts'

// The only importer of onnxruntime: it is loaded for whoever brings a model, and runs in the sandbox of WebAssembly.

let last: { file: Uint8Array; session: Promise<InferenceSession> } | null = null

async function sessionOf(file: Uint8Array): Promise<InferenceSession> {
  if (last?.file === file) return last.session
  const before = last
  const { env, InferenceSession } = await import('onnxruntime-web')
  env.logLevel = 'error'
  env.wasm.numThreads = 1
  const session = InferenceSession.create(file, { executionProviders: ['wasm'], logSeverityLevel: 4 })
  last = { file, session }
  void before?.session.then((one) => one.release()).catch(() => undefined)
  return session
}

/** Loads a model, or tells in a sentence why it cannot be run. */
export async function loadOnnx(file: Uint8Array, name: string): Promise<void> {
  try {
    await sessionOf(file)
  } catch (error) {
    last = null
    const text = error instanceof Error ? error.message : String(error)
    const operator =
      /No Op registered for (\w+)|implementation for (\w+)|(?:Op|operator|node)[^"']*["'(](\w+)["')] *(?:is not|not) (?:a )?(?:registered|supported)/i
        .exec(text)
        ?.slice(1)
        .find(Boolean)
    throw badInput(
      operator
        ? `"${name}" needs the operator "${operator}", which this app cannot compute. Export the model with another version of the operators (opset 17, say), or without it.`
        : `"${name}" cannot be loaded: it is damaged, or not made as ONNX says.`,
      text,
    )
  }
}

/** Windows in, numbers out. windows — [count, window, channels]. Answers [count] scores or [count, window, channels]. */
export async function runOnnx(
  file: Uint8Array,
  layout: OnnxLayout,
  windows: Float32Array | Float64Array,
  count: number,
): Promise<ArrayLike<number>> {
  const { Tensor } = await import('onnxruntime-web')
  const session = await sessionOf(file)
  const { batch, window, channels, lone, type } = layout
  const dims = [...(batch === 0 ? [] : [count]), window, ...(lone ? [] : [channels])]
  try {
    const given =
      type === 'float32'
        ? new Tensor('float32', windows as Float32Array, dims)
        : new Tensor('float64', windows as Float64Array, dims)
    const result = await session.run({ [layout.input]: given }, [layout.output])
    return result[layout.output].data as ArrayLike<number>
  } catch (error) {
    throw new StudioError(
      'bad-input',
      `The ONNX model stopped at a window of ${window} rows × ${channels} channels: what it says of its shapes is not so.`,
      error instanceof Error ? error.message : undefined,
    )
  }
}
