import { cancelled, fromPlainError, StudioError } from '../shared/errors.ts'
import type { EngineCallName, EngineCalls, EngineProcess, FromEngine, ToEngine } from '../engine/protocol.ts'
import type { FileLabel } from '../shared/labels/file-label.ts'
import type { EpochEntry, Progress } from '../analysis/job.ts'

export interface AskOptions {
  seed?: number
  signal?: AbortSignal
  onProgress?(progress: Progress): void
  onEpoch?(entry: EpochEntry): void
  onLabels?(part: FileLabel[]): void
  onLog?(line: string): void
}

interface Pending extends AskOptions {
  resolve(result: never): void
  reject(error: Error): void
}

/** A cancelled job gets this long to come to its next checkpoint before the engine is ended. */
const patienceMs = 4000
/** An engine that dies at once is not started again at once. */
const pauseAfterCrashMs = 1000

/** The app's end of the engine process: started with the first question, restarted with the next one after a crash. */
export class EngineClient {
  #process: EngineProcess | null = null
  #nextId = 1
  /** By the clock that nobody sets: one set back by a day would be waited for. */
  #crashedAt = -Infinity
  #closed = false
  readonly #pending = new Map<number, Pending>()
  readonly #start: () => EngineProcess
  readonly #log: (text: string) => void

  /** log — is told what the engine prints and how it ended. */
  constructor(start: () => EngineProcess, log: (text: string) => void = () => {}) {
    this.#start = start
    this.#log = log
  }

  /** Runs one engine call to its end. Rejects with the engine's own sentence, `cancelled`, or `engine-crashed`. */
  async ask<N extends EngineCallName>(
    name: N,
    args: EngineCalls[N]['args'],
    options: AskOptions = {},
  ): Promise<EngineCalls[N]['result']> {
    const wait = this.#crashedAt + pauseAfterCrashMs - performance.now()
    if (!this.#process && wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    if (this.#closed || options.signal?.aborted) throw cancelled()
    const process = (this.#process ??= this.#launch())
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { ...options, resolve, reject })
      options.signal?.addEventListener('abort', () => this.#cancel(id), { once: true })
      process.send({ kind: 'call', id, name, args, seed: options.seed ?? 1 } as ToEngine)
    })
  }

  /** Ends the process. What was under way is rejected as cancelled. */
  close(): void {
    this.#closed = true
    this.#end(cancelled())
  }

  #launch(): EngineProcess {
    const started = this.#start()
    started.onMessage((message) => this.#receive(message))
    started.onExit((reason) => {
      if (this.#process !== started) return
      this.#crashedAt = performance.now()
      this.#log(`The engine stopped unexpectedly: ${reason}`)
      this.#end(
        new StudioError(
          'engine-crashed',
          `The engine stopped unexpectedly (${reason}). The project is safe; start the job again.`,
        ),
      )
    })
    return started
  }

  #receive(message: FromEngine): void {
    if (message.kind === 'ready') return
    if (message.kind === 'log' && message.id === null) return this.#log(`Engine: ${message.line}`)
    if (message.id === null) return
    const pending = this.#pending.get(message.id)
    if (!pending) return
    if (message.kind === 'progress') return pending.onProgress?.(message.progress)
    if (message.kind === 'epoch') return pending.onEpoch?.(message.entry)
    if (message.kind === 'labels') return pending.onLabels?.(message.labels)
    if (message.kind === 'log') return pending.onLog?.(message.line)
    this.#pending.delete(message.id)
    if (message.kind === 'done') pending.resolve(message.result as never)
    else pending.reject(fromPlainError(message.error))
  }

  #cancel(id: number): void {
    if (!this.#pending.has(id)) return
    this.#process?.send({ kind: 'cancel', id })
    setTimeout(() => {
      if (this.#pending.has(id)) this.#end(cancelled())
    }, patienceMs).unref()
  }

  #end(error: Error): void {
    const process = this.#process
    this.#process = null
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    process?.kill()
    for (const pending of waiting) pending.reject(error)
  }
}
