import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attack, type Target } from '../../scripts/campaign/server-attacks.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import type { EngineProcess, FromEngine, ToEngine } from '../../src-main/engine/protocol.ts'
import { startServer, type RunningServer } from '../../src-main/serve/server.ts'

/** The whole app behind its server; only the engine is missing, and says so. */
function absentEngine(): EngineProcess {
  let say: (message: FromEngine) => void = () => {}
  return {
    send(message: ToEngine) {
      if (message.kind === 'cancel') return
      const error = { code: 'engine-crashed', message: 'The engine is not there.' } as const
      setTimeout(() => say({ kind: 'failed', id: message.id, error }))
    },
    onMessage: (listener) => void (say = listener),
    onExit: () => {},
    kill: () => {},
  }
}

describe('the server under attack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attacks-'))
  let app: App
  let server: RunningServer
  let target: Target
  beforeAll(async () => {
    mkdirSync(join(folder, 'renderer'))
    writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>page</title>')
    writeFileSync(join(folder, 'secret.json'), 'the secret of this test')
    app = createApp({
      kind: 'serve',
      version: '0',
      dataFolder: join(folder, 'data'),
      projectsFolder: join(folder, 'projects'),
      author: 'test',
      startEngine: absentEngine,
    })
    server = await startServer({ app, rendererFolder: join(folder, 'renderer') })
    const answer = await fetch(server.url, { redirect: 'manual' })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    target = { port: server.port, cookie, secret: 'the secret of this test' }
  })
  afterAll(async () => {
    await server.close()
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('holds its door, answers every call in words of our own, and goes on', { timeout: 120_000 }, async () => {
    const before = process.memoryUsage().rss
    const problems: unknown[] = []
    for (let seed = 1; seed <= 150; seed++) {
      const { what, problem } = await attack(target, seededRandom(seed).next)
      if (problem) problems.push({ seed, what, problem })
    }
    expect(problems).toEqual([])
    expect(process.memoryUsage().rss - before).toBeLessThan(400e6)
  })
})
