import { fork } from 'node:child_process'
import type { EngineProcess, FromEngine } from '../engine/protocol.ts'
import { exitReason } from '../hosting/engine-exit.ts'
import { keepLastLines } from '../hosting/last-lines.ts'

/**
 * The engine as a child of Node. Messages are structured clones, so typed arrays cross as they are.
 * What it prints (TensorFlow's warnings, a native crash's last words) becomes log messages.
 */
export function forkEngine(path: string): EngineProcess {
  const child = fork(path, { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] })
  const messageListeners: ((message: FromEngine) => void)[] = []
  const exitListeners: ((reason: string) => void)[] = []
  let asked = false
  let reason: string | null = null

  const log = (line: string) => messageListeners.forEach((listener) => listener({ kind: 'log', id: null, line }))
  keepLastLines(child.stdout, log)
  const lastLines = keepLastLines(child.stderr, log)

  const ended = (why: string) => {
    if (reason !== null) return
    reason = why
    exitListeners.forEach((listener) => listener(why))
  }
  child.on('error', (error) => ended(`it could not be started: ${error.message}`))
  // 'close' and not 'exit': only then its last words have been read.
  child.on('close', (code, signal) => ended(exitReason({ code, signal, asked, lastLines })))
  child.on('message', (message) => messageListeners.forEach((listener) => listener(message as FromEngine)))

  return {
    // A message to a process that has just died is answered by its exit; the error would only say so twice.
    send: (message) => void (child.connected && child.send(message, () => {})),
    onMessage: (listener) => void messageListeners.push(listener),
    onExit(listener) {
      if (reason === null) exitListeners.push(listener)
      else listener(reason)
    },
    kill() {
      asked = true
      child.kill('SIGKILL')
    },
  }
}
