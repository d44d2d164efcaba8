import { toPlainError } from '../shared/errors.ts'
import type { Id, JobKind, JobState } from '../shared/project.ts'
import type { AskOptions } from './engine-client.ts'
import { RateMeter } from './rate.ts'

/** Where the outcome of jobs is kept: the project file. */
export interface JobRecord {
  begin(kind: JobKind, title: string): Id
  end(id: Id, status: JobState['status'], message: string | null): void
  log(id: Id, line: string): void
  /** Throws where what a job made is not where it will be looked for. */
  check?(): void
}

export interface JobOrder {
  kind: JobKind
  title: string
  dataset?: Id
  run?: Id
  seed?: number
  epochsPlanned?: number
  /** Light work, which does not wait for a training and keeps none waiting. */
  beside?: boolean
  record: JobRecord
  /** Does the work through the engine. tell — what to know though it went well, in a sentence. */
  work(options: AskOptions, tell: (note: string) => void): Promise<unknown>
  /** Puts things right when it did not end well: removes what is half done. */
  undo?(status: 'failed' | 'cancelled'): void | Promise<void>
}

interface Entry {
  order: JobOrder
  state: JobState
  abort: AbortController
  meter: RateMeter
  finished: Promise<JobState>
  finish(state: JobState): void
}

/** One heavy job at a time, in order, and light ones beside it at once; each can be cancelled while waiting or running. */
export class JobQueue {
  readonly #entries: Entry[] = []
  readonly #emit: (jobs: JobState[]) => void
  #running = false
  #emitTimer: NodeJS.Timeout | null = null
  /** Ends and clean-ups that the project file did not take: tried again with every later end, because the disk may have room again. */
  #unwritten: (() => unknown)[] = []

  constructor(emit: (jobs: JobState[]) => void) {
    this.#emit = emit
  }

  /**
   * Puts a job at the end of the queue. `finished` never rejects: the state says how it ended.
   * Throws where the project file does not take that it begins; what was made ready for it is cleaned up then.
   */
  add(order: JobOrder): { id: Id; finished: Promise<JobState> } {
    const state: JobState = {
      id: this.#begin(order),
      kind: order.kind,
      title: order.title,
      status: 'waiting',
      phase: 'Waiting',
      done: 0,
      total: 0,
      unit: '',
      rate: null,
      secondsLeft: null,
      epochs: [],
      epochsPlanned: order.epochsPlanned ?? null,
      message: null,
      started: Date.now(),
      ended: null,
      dataset: order.dataset ?? null,
      run: order.run ?? null,
    }
    const { promise: finished, resolve: finish } = Promise.withResolvers<JobState>()
    this.#entries.push({ order, state, abort: new AbortController(), meter: new RateMeter(), finished, finish })
    this.#changed(true)
    void this.#next()
    return { id: state.id, finished }
  }

  list(): JobState[] {
    return this.#entries.map((entry) => ({ ...entry.state, epochs: [...entry.state.epochs] }))
  }

  active(): JobState[] {
    return this.list().filter((job) => job.status === 'waiting' || job.status === 'running')
  }

  cancel(id: Id): void {
    const entry = this.#entries.find((e) => e.state.id === id)
    if (!entry || entry.state.ended !== null || entry.abort.signal.aborted) return
    entry.abort.abort()
    if (entry.state.status === 'waiting') void this.#end(entry, 'cancelled', null)
    else {
      entry.state.phase = 'Cancelling'
      this.#changed(true)
    }
  }

  /** Cancels everything and waits until it has ended. */
  async stop(): Promise<void> {
    for (const entry of [...this.#entries].reverse()) this.cancel(entry.state.id)
    await Promise.all(this.#entries.map((entry) => entry.finished))
    await this.#writeLeft()
  }

  /** Before the project is closed: what it did not take is tried once more and then left to its next opening. */
  async forget(): Promise<void> {
    await this.#writeLeft()
    this.#unwritten = []
    this.clear()
  }

  /** Forgets ended jobs. */
  clear(): void {
    for (let i = this.#entries.length - 1; i >= 0; i--)
      if (this.#entries[i].state.ended !== null) this.#entries.splice(i, 1)
    this.#changed(true)
  }

  #begin(order: JobOrder): Id {
    try {
      return order.record.begin(order.kind, order.title)
    } catch (error) {
      // Whoever asked for the job is told why it did not begin; that it could not be cleaned up as well adds nothing.
      this.#unwritten.push(() => order.undo?.('failed'))
      void this.#writeLeft()
      throw error
    }
  }

  async #next(): Promise<void> {
    // One that was cancelled while it waited is still being cleaned up after.
    const entry = this.#entries.find(
      (e) => e.state.status === 'waiting' && !e.abort.signal.aborted && (e.order.beside || !this.#running),
    )
    if (!entry) return
    const { beside = false } = entry.order
    if (!beside) this.#running = true
    const { state, order, meter } = entry
    Object.assign(state, { status: 'running', phase: 'Starting', started: Date.now() })
    this.#changed(true)
    let note: string | null = null
    try {
      await order.work(
        {
          seed: order.seed,
          signal: entry.abort.signal,
          onProgress: ({ phase, done, total, unit, epochs }) => {
            if (entry.abort.signal.aborted) return
            Object.assign(state, { phase, done, total, unit, epochsPlanned: epochs ?? state.epochsPlanned })
            Object.assign(state, meter.update(phase, done, total, performance.now()))
            this.#changed()
          },
          onEpoch: (epoch) => {
            state.epochs.push(epoch)
            this.#changed()
          },
          onLog: (line) => attempt(() => order.record.log(state.id, line)),
        },
        (told) => (note = told),
      )
      order.record.check?.()
      await this.#end(entry, 'done', note)
    } catch (error) {
      const plain = toPlainError(error)
      const status = plain.code === 'cancelled' || entry.abort.signal.aborted ? 'cancelled' : 'failed'
      const { detail } = plain
      if (detail) attempt(() => order.record.log(state.id, detail))
      await this.#end(entry, status, status === 'failed' ? plain.message : null)
    } finally {
      if (!beside) this.#running = false
      void this.#next()
    }
  }

  /** Never throws and never leaves a job running, whatever the project file takes: a job without an end could not be closed. */
  async #end(entry: Entry, status: 'done' | 'failed' | 'cancelled', message: string | null): Promise<void> {
    const { state, order } = entry
    await this.#writeLeft()
    if (status !== 'done') {
      // A clean-up that fails must not hide why the job failed.
      const undo = () => order.undo?.(status)
      try {
        await undo()
      } catch (error) {
        this.#unwritten.push(undo)
        attempt(() => order.record.log(state.id, `Cleaning up: ${toPlainError(error).message}`))
      }
    }
    const write = () => order.record.end(state.id, status, message)
    const trouble = attempt(write)
    if (trouble) this.#unwritten.push(write)
    Object.assign(state, { status, message: withTrouble(message, trouble), ended: Date.now(), secondsLeft: null })
    if (status === 'done') state.phase = 'Done'
    this.#changed(true)
    entry.finish({ ...state })
  }

  async #writeLeft(): Promise<void> {
    for (const write of this.#unwritten.splice(0)) {
      try {
        await write()
      } catch (error) {
        // What is not there any more needs no end.
        if (toPlainError(error).code !== 'not-found') this.#unwritten.push(write)
      }
    }
  }

  /** Tells the page, at most ten times a second unless something began or ended. */
  #changed(now = false): void {
    if (now) {
      if (this.#emitTimer) clearTimeout(this.#emitTimer)
      this.#emitTimer = null
      this.#emit(this.list())
    } else {
      this.#emitTimer ??= setTimeout(() => {
        this.#emitTimer = null
        this.#emit(this.list())
      }, 100)
    }
  }
}

/** Runs a write that nothing may depend on. Answers why it failed, in a sentence; null where it did not. */
function attempt(write: () => void): string | null {
  try {
    write()
    return null
  } catch (error) {
    return toPlainError(error).message
  }
}

const withTrouble = (message: string | null, trouble: string | null) =>
  trouble === null
    ? message
    : `${message ? `${message} ` : ''}That the job has ended could not be written into the project: ${trouble}`
