import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineClient } from '../../src-main/app/engine-client.ts'
import type { EngineProcess, FromEngine, ToEngine } from '../../src-main/engine/protocol.ts'

// Its pauses are seconds long; nobody waits them out here.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A process whose far end is the test. */
function stage() {
  const processes: { sent: ToEngine[]; say(message: FromEngine): void; die(reason: string): void; killed: boolean }[] =
    []
  const start = (): EngineProcess => {
    let hear: (message: FromEngine) => void = () => {}
    let exit: (reason: string) => void = () => {}
    const process = {
      sent: [] as ToEngine[],
      say: (m: FromEngine) => hear(m),
      die: (r: string) => exit(r),
      killed: false,
    }
    processes.push(process)
    return {
      send: (message) => void process.sent.push(message),
      onMessage: (listener) => (hear = listener),
      onExit: (listener) => (exit = listener),
      kill: () => {
        process.killed = true
      },
    }
  }
  return { processes, start }
}

test('the engine is started by the first question and answers it', async () => {
  const { processes, start } = stage()
  const client = new EngineClient(start)
  expect(processes).toHaveLength(0)
  const answer = client.ask('info', {})
  await Promise.resolve()
  processes[0].say({ kind: 'done', id: 1, result: { kind: 'wasm', version: '4', why: 'Because.' } })
  expect(await answer).toEqual({ kind: 'wasm', version: '4', why: 'Because.' })
})

test('a crash costs what was running, in a sentence, and the next question starts a new engine', async () => {
  const { processes, start } = stage()
  const client = new EngineClient(start)
  const lost = client.ask('info', {})
  await Promise.resolve()
  processes[0].die('killed by SIGSEGV')
  await expect(lost).rejects.toMatchObject({
    code: 'engine-crashed',
    message: expect.stringContaining('killed by SIGSEGV'),
  })
  const next = client.ask('info', {})
  expect(processes).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(processes).toHaveLength(2)
  processes[1].say({ kind: 'done', id: 2, result: 'ok' })
  await expect(next).resolves.toBe('ok')
})

test('a clock that was set back by a day keeps nobody waiting for the next engine', async () => {
  const { processes, start } = stage()
  const client = new EngineClient(start)
  const lost = client.ask('info', {})
  await Promise.resolve()
  processes[0].die('killed by SIGSEGV')
  await expect(lost).rejects.toMatchObject({ code: 'engine-crashed' })
  vi.setSystemTime(Date.now() - 24 * 3600_000)
  void client.ask('info', {}).catch(() => {})
  await vi.advanceTimersByTimeAsync(1100)
  expect(processes).toHaveLength(2)
  client.close()
})

test('cancelling asks the engine first, and ends it if it does not listen', async () => {
  const { processes, start } = stage()
  const client = new EngineClient(start)
  const abort = new AbortController()
  const deaf = client.ask('info', {}, { signal: abort.signal })
  await Promise.resolve()
  abort.abort()
  expect(processes[0].sent.at(-1)).toEqual({ kind: 'cancel', id: 1 })
  await vi.advanceTimersByTimeAsync(3000)
  expect(processes[0].killed).toBe(false)
  vi.advanceTimersByTime(1000)
  await expect(deaf).rejects.toMatchObject({ code: 'cancelled' })
  expect(processes[0].killed).toBe(true)
})
