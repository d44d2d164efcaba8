import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { FromEngine } from '../../src-main/engine/protocol.ts'
import { exitReason } from '../../src-main/hosting/engine-exit.ts'
import { forkEngine } from '../../src-main/serve/fork-engine.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'fork-engine-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A process that does one thing, in the engine's place. */
function started(source: string) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(path, source)
  const engine = forkEngine(path)
  const messages: FromEngine[] = []
  engine.onMessage((message) => messages.push(message))
  return { engine, messages, exit: new Promise<string>((resolve) => engine.onExit(resolve)) }
}

const call = { kind: 'call', id: 1, name: 'info', args: {}, seed: 1 } as const

describe('the engine process under Node', () => {
  test('gets messages and gives typed arrays back as they are', async () => {
    const { engine, messages } = started(
      "process.on('message', m => process.send({kind: 'done', id: m.id, result: new Float64Array([1, NaN])}))",
    )
    engine.send(call)
    await expect.poll(() => messages).toEqual([{ kind: 'done', id: 1, result: new Float64Array([1, NaN]) }])
    engine.kill()
  })

  test('turns what it prints into log messages', async () => {
    const { messages, exit } = started("console.log('one'); console.error('two'); process.stdout.write('three')")
    await exit
    expect(messages.map((m) => m.kind === 'log' && m.line).sort()).toEqual(['one', 'three', 'two'])
  })

  test('says that it was stopped, when it was', async () => {
    const { engine, exit } = started('setInterval(() => {}, 1000)')
    engine.kill()
    expect(await exit).toBe('it was stopped')
  })

  test.skipIf(process.platform === 'win32')('says by which signal it was ended (Windows has none)', async () => {
    const { exit } = started("process.kill(process.pid, 'SIGKILL')")
    expect(await exit).toBe('the system ended it, most likely because memory ran out')
  })

  test('quotes the last words of one that failed', async () => {
    const { exit } = started("throw new Error('no such kernel')")
    expect(await exit).toBe('it ended with code 1: Error: no such kernel')
  })

  test('says that it ran out of memory', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=40')
    const { exit } = started('const all = []; for (;;) all.push(new Array(100_000).fill(0.5 + all.length))')
    vi.unstubAllEnvs()
    expect(await exit).toBe('it ran out of memory')
  })

  test('tells one who listens late, and swallows what is sent afterwards', async () => {
    const { engine, exit } = started('process.exit(3)')
    expect(await exit).toBe('it ended with code 3')
    engine.send(call)
    expect(await new Promise((resolve) => engine.onExit(resolve))).toBe('it ended with code 3')
  })
})

test('a native crash names its signal', () => {
  expect(exitReason({ code: null, signal: 'SIGSEGV', asked: false, lastLines: [] })).toBe(
    'native code failed with SIGSEGV',
  )
  expect(
    exitReason({ code: null, signal: 'SIGABRT', asked: false, lastLines: ['terminate called', 'std::bad_alloc'] }),
  ).toBe('it ran out of memory')
})
