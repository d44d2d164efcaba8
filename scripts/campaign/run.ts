import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from './campaign.ts'

export interface Figures {
  id: string
  what: string
  tried: number
  right: number
  refused: number
  seconds: number
  failures: (Outcome & { seed: number })[]
}

/** An attempt that takes longer hangs. */
const patienceMs = 60_000
const memoryMb = 1024

/** Runs attempts one after the other in a child process, with a new one after each that died or hung. */
export async function attempts(id: string, what: string, count: number, seed: number, out: string): Promise<Figures> {
  const figures: Figures = { id, what, tried: 0, right: 0, refused: 0, seconds: 0, failures: [] }
  const began = performance.now()
  let child: ChildProcess | null = null
  for (let i = 0; i < count; i++) {
    const own = (seed * 1_000_003 + i) % 2 ** 31
    const folder = join(out, `${id}-${own}`)
    mkdirSync(folder, { recursive: true })
    child ??= fork(join(import.meta.dirname, 'worker.ts'), [id], {
      execArgv: [`--max-old-space-size=${memoryMb}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const outcome = await oneOf(child, own, folder)
    if (outcome.dead) child = null
    figures.tried++
    if (outcome.kind === 'failed') figures.failures.push({ ...outcome, seed: own })
    else {
      figures[outcome.kind]++
      rmSync(folder, { recursive: true, force: true })
    }
  }
  child?.kill('SIGKILL')
  return { ...figures, seconds: (performance.now() - began) / 1000 }
}

function oneOf(child: ChildProcess, seed: number, folder: string): Promise<Outcome & { dead?: boolean }> {
  return new Promise((done) => {
    const end = (outcome: Outcome & { dead?: boolean }) => {
      clearTimeout(timer)
      child.off('exit', died)
      child.off('message', told)
      done(outcome)
    }
    const told = (outcome: unknown) => end(outcome as Outcome)
    const died = (code: number | null, signal: string | null) =>
      end({ kind: 'failed', what: 'the process', said: `died: ${signal ?? code}`, file: folder, dead: true })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      end({ kind: 'failed', what: 'the process', said: `hung for ${patienceMs / 1000} s`, file: folder, dead: true })
    }, patienceMs)
    child.once('message', told)
    child.once('exit', died)
    child.send({ seed, folder })
  })
}
