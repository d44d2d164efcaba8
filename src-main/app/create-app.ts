import type { CallName, EventName, Events, FileRef } from '../shared/contract.ts'
import type { PlainError } from '../shared/errors.ts'
import type { Host } from './host.ts'

/** The app as a host holds it. Composed once; knows nothing of windows, sockets or terminals. */
export interface App {
  /** Validates the arguments, runs the handler. Never throws: errors come back as plain data. */
  call(name: string, args: unknown): Promise<{ ok: true; value: unknown } | { ok: false; error: PlainError }>
  on(listener: <N extends EventName>(name: N, payload: Events[N]) => void): () => void
  /** A token for a path that the host got from the person: a dialog, a drop, an argument. */
  admit(path: string): FileRef
  /** Jobs that closing would interrupt, as titles: the host asks before it closes. */
  busy(): string[]
  /** Stops jobs, checkpoints and closes the project. */
  close(): Promise<void>
}

export type { Host, CallName }
export declare function createApp(host: Host): App
