import type {
  Bridge,
  CallInput,
  CallName,
  CallResult,
  EventName,
  Events,
  FileRef,
} from '../src-main/shared/contract.ts'
import { fromPlainError, type PlainError, StudioError, toPlainError } from '../src-main/shared/errors.ts'

declare global {
  interface Window {
    anomalyStudio?: Bridge
  }
}

/** The app, as the page sees it: every call typed by the contract, every failure a StudioError. */
export interface Api {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallResult<N>>
  on<N extends EventName>(name: N, listener: (payload: Events[N]) => void): () => void
  dropped(file: File): Promise<FileRef>
}

export function apiOf(bridge: Bridge): Api {
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  bridge.on((name, payload) => {
    for (const listener of listeners.get(name) ?? []) listener(payload as never)
  })
  return {
    async call<N extends CallName>(name: N, input: CallInput<N>) {
      const answer = await bridge.call(name, input)
      if (!answer.ok) throw fromPlainError(answer.error)
      return answer.value as CallResult<N>
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => void set.delete(listener)
    },
    dropped: (file) => bridge.dropped(file),
  }
}

/** Electron's preload has put a bridge into the page; a browser connects to the loopback server. */
export async function connect(): Promise<Api> {
  if (window.anomalyStudio) return apiOf(window.anomalyStudio)
  const { connectSocket } = await import('./bridge-socket.ts')
  return apiOf(await connectSocket())
}

/** Anything thrown, as the sentence to show. */
export function problemOf(error: unknown): PlainError {
  return toPlainError(error)
}

export const isCancelled = (error: unknown) => error instanceof StudioError && error.code === 'cancelled'
