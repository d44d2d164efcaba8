import { yieldToEventLoop } from '../shared/yield-to-event-loop.ts'
import { cancelled, toPlainError } from '../shared/errors.ts'
import { engineCalls } from './jobs/index.ts'
import type { Job } from '../analysis/job.ts'
import type { FromEngine, ToEngine } from './protocol.ts'

/**
 * The engine process: message → job → progress … → result. It keeps no state of its own between calls,
 * so that a crash costs one job and a new process is as good as the old one.
 */
interface Port {
  send(message: FromEngine): void
  listen(listener: (message: ToEngine) => void): void
}

/** utilityProcess gives `process.parentPort`, child_process.fork gives `process.send`. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: ToEngine }) => void): void
}

function portOf(): Port {
  const { parentPort } = process as unknown as { parentPort?: ParentPort }
  if (parentPort)
    return {
      send: (m) => parentPort.postMessage(m),
      listen: (listener) => parentPort.on('message', (e) => listener(e.data)),
    }
  return {
    send: (message) => void process.send?.(message),
    listen: (listener) => {
      process.on('message', listener)
      // The app is gone: nobody waits for an answer. An exit would first wait for what native threads are at.
      process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
    },
  }
}

const port = portOf()
const running = new Map<number, AbortController>()
const yieldEveryMs = 15
const reportEveryMs = 50

function jobFor(id: number, seed: number, signal: AbortSignal): Job {
  let yielded = performance.now()
  let reported = -Infinity
  return {
    seed,
    memoryBytes: 1.5 * 2 ** 30,
    async checkpoint(progress) {
      const now = performance.now()
      if (progress && (now - reported > reportEveryMs || progress.done >= progress.total)) {
        reported = now
        port.send({ kind: 'progress', id, progress })
      }
      if (now - yielded > yieldEveryMs) {
        await yieldToEventLoop()
        yielded = performance.now()
      }
      if (signal.aborted) throw cancelled()
    },
    epoch: (entry) => port.send({ kind: 'epoch', id, entry }),
    labels: (labels) => port.send({ kind: 'labels', id, labels }),
  }
}

async function answer(message: Extract<ToEngine, { kind: 'call' }>): Promise<void> {
  const abort = new AbortController()
  running.set(message.id, abort)
  try {
    const call = engineCalls[message.name] as (args: unknown, job: Job) => Promise<unknown>
    port.send({
      kind: 'done',
      id: message.id,
      result: await call(message.args, jobFor(message.id, message.seed, abort.signal)),
    })
  } catch (error) {
    port.send({ kind: 'failed', id: message.id, error: toPlainError(error) })
  } finally {
    running.delete(message.id)
  }
}

/**
 * An error that no call caught may have left anything half done: every call under way is told, the stack goes to the app's log by way
 * of stderr, and the process ends. The next call starts a new one.
 */
function giveUp(error: unknown): void {
  console.error(error instanceof Error ? error.stack : String(error))
  const plain = toPlainError(error)
  for (const id of running.keys())
    port.send({
      kind: 'failed',
      id,
      error: {
        code: 'engine-crashed',
        message: 'The engine stopped unexpectedly. The project is safe; start the job again.',
        detail: plain.detail ?? plain.message,
      },
    })
  // Time for the messages to leave.
  setTimeout(() => process.exit(70), 100)
}
process.on('uncaughtException', giveUp)
process.on('unhandledRejection', giveUp)

port.listen((message) => {
  if (message.kind === 'cancel') running.get(message.id)?.abort()
  else void answer(message)
})
port.send({ kind: 'ready' })
