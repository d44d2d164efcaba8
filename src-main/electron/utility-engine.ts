import { constants } from 'node:os'
import { Readable } from 'node:stream'
import { utilityProcess } from 'electron'
import type { EngineProcess, FromEngine } from '../engine/protocol.ts'
import { exitReason } from '../hosting/engine-exit.ts'
import { keepLastLines } from '../hosting/last-lines.ts'

/** The engine as a utility process of Electron, which needs neither a second runtime nor the runAsNode fuse. */
export function forkUtilityEngine(path: string): EngineProcess {
  const child = utilityProcess.fork(path, [], {
    serviceName: 'Anomaly Studio engine',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const messageListeners: ((message: FromEngine) => void)[] = []
  const exitListeners: ((reason: string) => void)[] = []
  let asked = false
  let reason: string | null = null

  const log = (line: string) => messageListeners.forEach((listener) => listener({ kind: 'log', id: null, line }))
  keepLastLines(readable(child.stdout), log)
  const lastLines = keepLastLines(readable(child.stderr), log)

  child.on('message', (message: FromEngine) => messageListeners.forEach((listener) => listener(message)))
  child.on('error', (_type, location) => lastLines.push(`Fatal error in ${location}`))
  child.on('exit', (code) => {
    reason ??= exitReason({ code, signal: signalOf(code), asked, lastLines })
    for (const listener of exitListeners.splice(0)) listener(reason)
  })

  return {
    send(message) {
      if (reason === null) child.postMessage(message)
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onExit(listener) {
      if (reason === null) exitListeners.push(listener)
      else listener(reason)
    },
    kill() {
      asked = true
      child.kill()
    },
  }
}

const readable = (stream: NodeJS.ReadableStream | null) => (stream instanceof Readable ? stream : null)

/** Electron gives one number: a shell's 128 + signal, or Windows' status for an access violation. */
function signalOf(code: number): string | null {
  if (code >>> 0 === 0xc0000005) return 'SIGSEGV'
  const found = Object.entries(constants.signals).find(([, number]) => number === code - 128)
  return found ? found[0] : null
}
