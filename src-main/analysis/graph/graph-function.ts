import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeBackend, type NativeBackend, type Tensor } from '../tensorflow.ts'
import { inputName, record, type Constant, type Recording } from './recording.ts'
import { graphTag, savedModel } from './saved-model.ts'

/** A function of tensors: what it gives depends on nothing but its inputs. */
type Body = (inputs: readonly Tensor[]) => Tensor[]

/**
 * training, scoring — calls with the same shapes before a graph is made: making one takes as long as a few dozen small
 * steps, or a few large batches. made — graphs since the process began.
 */
export const graphUse = { training: 32, scoring: 8, made: 0 }

/** Shapes that are remembered: what comes in ever other sizes must not fill the memory with graphs. */
const mostShapes = 16

/** Numbers in a constant that is made anew in every call: a factor, not data. */
const largestFactor = 8

/**
 * A function of tensors that TensorFlow soon runs as one graph. At first every operation runs by itself, from JavaScript.
 * Once inputs of the same shapes have come often enough, two calls in a row are recorded; from then on one call runs them
 * all: TensorFlow fuses what it can and runs side by side what does not wait for each other. Training takes half the time.
 *
 * When is counted and not timed, so that the same training gives the same numbers. Where the recordings differ in anything
 * but the inputs, or no graph can be made or run, and on WASM, the operations go on one by one. Call `run` within `tidy`;
 * `dispose` when done.
 */
export class GraphFunction {
  readonly #body: Body
  readonly #purpose: 'training' | 'scoring'
  readonly #shapes = new Map<string, { calls: number; recording: Recording | null; graph: Graph | null }>()

  constructor(body: Body, purpose: 'training' | 'scoring') {
    this.#body = body
    this.#purpose = purpose
  }

  run(inputs: readonly Tensor[]): Tensor[] {
    const backend = nativeBackend()
    if (!backend) return this.#body(inputs)
    const key = inputs.map(({ shape }) => shape.join('×')).join(', ')
    let state = this.#shapes.get(key)
    if (!state) {
      state = { calls: 0, recording: null, graph: null }
      if (this.#shapes.size === mostShapes) this.#forgetOldest()
    }
    // Used last, so forgotten last.
    this.#shapes.delete(key)
    this.#shapes.set(key, state)
    if (state.graph) {
      try {
        return state.graph.run(inputs)
      } catch {
        // One after the other it may still work, and else says what is wrong.
        state.graph.dispose()
        state.graph = null
      }
    }
    const callsBefore = graphUse[this.#purpose]
    if (++state.calls < callsBefore || state.calls > callsBefore + 1) return this.#body(inputs)
    const { results, recording } = record(backend, inputs, this.#body)
    if (state.recording) state.graph = graphOf(backend, state.recording, recording)
    state.recording = state.calls === callsBefore ? recording : null
    return results
  }

  #forgetOldest(): void {
    const [key, { graph }] = this.#shapes.entries().next().value!
    graph?.dispose()
    this.#shapes.delete(key)
  }

  dispose(): void {
    for (const { graph } of this.#shapes.values()) graph?.dispose()
    this.#shapes.clear()
  }
}

interface Graph {
  run(inputs: readonly Tensor[]): Tensor[]
  dispose(): void
}

/** Null where the two recordings are not of one function of its inputs, or TensorFlow does not take the graph. */
function graphOf(backend: NativeBackend, first: Recording, second: Recording): Graph | null {
  if (!sameButInputs(first, second)) return null
  const fed = second.constants.filter(({ content }) => content === null)
  // What is given back must be an operation's: TensorFlow does not fetch what it was fed.
  const wholes = second.outputs.every((name) => name.startsWith('op'))
  const folder = wholes ? writeGraph(savedModel(backend, second, new Set(fed))) : null
  if (folder === null) return null
  try {
    return loaded(backend, backend.binding.loadSavedModel(folder, graphTag), second, fed)
  } catch {
    return null
  } finally {
    // TensorFlow, or a virus scanner, may still hold a file of it on Windows.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Null where the disk is full, or takes nothing. */
function writeGraph(content: Buffer): string | null {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-graph-'))
    writeFileSync(join(folder, 'saved_model.pb'), content)
    return folder
  } catch {
    return null
  }
}

function loaded(backend: NativeBackend, id: number, { inputs, outputs }: Recording, fed: readonly Constant[]): Graph {
  graphUse.made++
  const places = [...inputs.keys()]
  const names = [...places.map(inputName), ...fed.map(({ name }) => name)].map((name) => ({ name: `${name}:0` }))
  const asked = outputs.map((name) => (name.includes(':') ? name : `${name}:0`))
  return {
    run: (given) =>
      backend.runSavedModel(
        id,
        [...places.map((place) => given[place]), ...(fed as readonly unknown[] as Tensor[])],
        names,
        asked,
      ),
    dispose: () => backend.deleteSavedModel(id),
  }
}

/** Whether two calls did the same: the same operations, on constants that are the same tensor or the same small numbers. */
function sameButInputs(a: Recording, b: Recording): boolean {
  return (
    JSON.stringify([a.operations, a.outputs, [...a.inputs]]) ===
      JSON.stringify([b.operations, b.outputs, [...b.inputs]]) &&
    a.constants.length === b.constants.length &&
    a.constants.every((one, i) => one.dataId === b.constants[i].dataId || sameFactor(one, b.constants[i]))
  )
}

const sameFactor = ({ content: a, shape, table }: Constant, { content: b }: Constant) =>
  a !== null &&
  b !== null &&
  (table || shape.reduce((n, size) => n * size, 1) <= largestFactor) &&
  Buffer.compare(a, b) === 0
