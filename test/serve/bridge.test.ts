import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { startServer, type RunningServer } from '../../src-main/serve/server.ts'
import type { Bridge } from '../../src-main/shared/contract.ts'
import { connectSocket } from '../../src-renderer/bridge-socket.ts'

/** The page's bridge, the real server and the real app, with ws in the browser's place because it can send a cookie. */
let folder: string
let app: App
let server: RunningServer
let bridge: Bridge
let cookie: string
const heard: [name: string, payload: unknown][] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '')
  app = createApp({
    kind: 'serve',
    version: '1.2.3',
    dataFolder: join(folder, 'data'),
    projectsFolder: join(folder, 'projects'),
    author: 'tester',
    startEngine: () => {
      throw new Error('No engine is needed here.')
    },
  })
  server = await start(0)
  const port = server.port
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(address: string) {
        super(address, { headers: { Cookie: cookie, Origin: `http://127.0.0.1:${port}` } })
        this.on('error', () => {})
      }
    },
  )
  bridge = connectSocket(`ws://127.0.0.1:${port}/socket`)
  bridge.on((name, payload) => heard.push([name, payload]))
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await server.close()
  await app.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function start(port: number): Promise<RunningServer> {
  const started = await startServer({ app, rendererFolder: join(folder, 'renderer'), port })
  // Not by fetch, which would use the old server's connection again.
  cookie = await new Promise((resolve, reject) => {
    get(started.url, { agent: false }, (answer) => resolve((answer.headers['set-cookie'] ?? [''])[0].split(';')[0])).on(
      'error',
      reject,
    )
  })
  return started
}

describe('the bridge over a socket', () => {
  test('sends calls made before it is open, and brings answers back', async () => {
    expect(await bridge.call('app.info', {})).toEqual({
      ok: true,
      value: { version: '1.2.3', host: 'serve', picker: 'browse', pdf: false, author: 'tester' },
    })
  })

  test('brings errors back as plain data', async () => {
    expect(await bridge.call('datasets.list', {})).toMatchObject({
      ok: false,
      error: { code: 'no-project', message: 'No project is open.' },
    })
    expect(await bridge.call('view.read', { dataset: 'one' })).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    })
  })

  test('passes events on', async () => {
    expect(await bridge.call('project.create', { file: null, name: 'Plant' })).toMatchObject({
      ok: true,
      value: { name: 'Plant', readOnly: false },
    })
    await expect.poll(() => heard.map(([name]) => name)).toContain('project.changed')
    expect(await bridge.call('labels.classes', {})).toMatchObject({ ok: true, value: [{ name: 'anomaly', key: '1' }] })
  })

  test('answers a hundred calls at once, each its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => bridge.call('labels.createClass', { name: `class ${i}` })),
    )
    expect(
      answers.map((answer) => (answer.ok ? (answer.value as { name: string }).name : answer.error.message)),
    ).toEqual(Array.from({ length: 100 }, (_, i) => `class ${i}`))
  })

  test('says that it was lost, fails what was under way, and comes back by itself', async () => {
    const { port } = server
    await server.close()
    await expect
      .poll(() => heard.map(([, payload]) => payload))
      .toContainEqual({ severity: 'error', message: 'The connection to the app was lost. Trying again.' })
    expect(await bridge.call('app.info', {})).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('The connection to the app was lost.') },
    })
    server = await start(port)
    await expect
      .poll(() => heard.map(([, payload]) => payload))
      .toContainEqual({ severity: 'note', message: 'Connected to the app again.' })
    expect(await bridge.call('app.info', {})).toMatchObject({ ok: true })
  })

  test('gives up with a sentence where another start of the app does not know this page', async () => {
    const { port } = server
    await server.close()
    server = await start(port)
    cookie = 'of=another start'
    // The page's own address, which a page may leave out and Node may not.
    const real = fetch
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => real(`http://127.0.0.1:${port}${path}`, init))
    await expect
      .poll(() => heard.map(([, payload]) => payload))
      .toContainEqual({
        severity: 'error',
        message: 'Anomaly Studio was started anew. Open it with the address that it printed.',
      })
  })
})
