import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src-main/app/create-app.ts'
import type { EngineProcess, FromEngine, ToEngine } from '../../src-main/engine/protocol.ts'
import { startServer } from '../../src-main/serve/server.ts'
import type { Target } from './server-attacks.ts'

const secret = 'the secret beside the page'

/** The whole app behind its server, in folders of its own; only the engine is missing, and says so. */
export async function startTarget(): Promise<Target & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-attacked-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'secret.json'), secret)
  const app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, 'data'),
    projectsFolder: join(folder, 'projects'),
    author: 'test',
    startEngine: absentEngine,
  })
  const server = await startServer({ app, rendererFolder: join(folder, 'renderer') })
  const { headers } = await fetch(server.url, { redirect: 'manual' })
  return {
    port: server.port,
    cookie: headers.get('set-cookie')?.split(';')[0] ?? '',
    secret,
    async close() {
      await server.close()
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

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
