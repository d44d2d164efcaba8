import { fork, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineCallName, EngineCalls, FromEngine } from '../../src-main/engine/protocol.ts'

const quietMs = 5000
const startMs = 40_000
/** A process that had next to no processor in the time did not hang: the machine was busy. */
const busyMs = 2500
const patienceMs = 50_000
const quiet = 'no progress'
const memoryBytes = 2 ** 30

/** Why the engine ended or was ended: never a sentence for a person. */
export class EngineFailed extends Error {}

let engine: ChildProcess | null = null
let ready = false
let calls = 0

/** One call, again in a new engine where the first was quiet: a busy machine is slow once, what hangs does so twice. */
export async function engineCall<N extends EngineCallName>(
  name: N,
  args: EngineCalls[N]['args'],
): Promise<EngineCalls[N]['result']> {
  try {
    return await callOnce(name, args)
  } catch (error) {
    if (!(error instanceof EngineFailed) || !error.message.startsWith(quiet)) throw error
    return callOnce(name, args)
  }
}

/** One call of an engine process that is kept. Rejects with what it was refused with, or EngineFailed where it dies, is quiet for 5 s or takes over 1 GiB. */
function callOnce<N extends EngineCallName>(name: N, args: EngineCalls[N]['args']): Promise<EngineCalls[N]['result']> {
  const child = (engine ??= fork(join(import.meta.dirname, '../../src-main/engine/process.ts'), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  }))
  const id = ++calls
  return new Promise((done, fail) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      child.off('message', told).off('exit', died)
      settle()
    }
    const give = (why: string) =>
      end(() => {
        child.kill('SIGKILL')
        engine = null
        ready = false
        fail(new EngineFailed(why))
      })
    const died = (code: number | null, signal: string | null) => give(`the engine died: ${signal ?? code}`)
    const began = performance.now()
    let used = processorMs(child.pid!)
    const isQuiet = () => {
      const worked = processorMs(child.pid!) - used
      if (ready && worked < busyMs && performance.now() - began < patienceMs) timer = setTimeout(isQuiet, quietMs)
      else give(`${quiet} for ${ready ? `${quietMs / 1000} s` : 'the time it takes to start'}`)
    }
    const told = (message: FromEngine) => {
      if (message.kind === 'ready') ready = true
      used = processorMs(child.pid!)
      clearTimeout(timer)
      timer = setTimeout(isQuiet, quietMs)
      if (!('id' in message) || message.id !== id) return
      if (message.kind === 'failed') end(() => fail(new Error(message.error.message)))
      if (message.kind !== 'done') return
      const peak = peakBytes(child.pid!)
      if (peak > memoryBytes) give(`the engine took ${Math.round(peak / 2 ** 20)} MiB`)
      else end(() => done(message.result as EngineCalls[N]['result']))
    }
    // Loading its code is not the work; only the limit of the whole attempt counts meanwhile.
    let timer = setTimeout(isQuiet, ready ? quietMs : startMs)
    child.on('message', told).once('exit', died)
    child.send({ kind: 'call', id, name, args, seed: 1 })
  })
}

/** The most memory that a process has had; 0 where the system does not tell. */
function peakBytes(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** The processor time that a process has had; 0 where the system does not tell, and then only the limit of patience counts. */
function processorMs(pid: number): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * 10
  } catch {
    return 0
  }
}
